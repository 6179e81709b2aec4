"""Files with files in them: letters, mailboxes, ZIP archives, PDFs. Each file inside is a document of its own."""
