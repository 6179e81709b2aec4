"""PDFs read as a person sees them: paragraphs in reading order, tables row by row, fields, notes and attached files."""
