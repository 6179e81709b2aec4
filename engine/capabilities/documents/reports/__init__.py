"""Reports on documents as files: headings, paragraphs and tables, written as Markdown, a web page, Word or CSV."""
