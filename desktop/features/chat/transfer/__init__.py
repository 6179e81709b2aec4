"""Export of conversations to files, and their import, as the window offers them."""
