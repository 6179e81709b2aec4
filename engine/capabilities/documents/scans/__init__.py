"""Pages of documents that are pictures of text: their rows, and the run that reads them by OCR."""
