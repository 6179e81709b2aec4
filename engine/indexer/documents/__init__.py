"""Documents read into pages of text, cut into chunks and embedded."""
