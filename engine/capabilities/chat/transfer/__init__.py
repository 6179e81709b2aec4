"""Export of conversations to files and their import, our own format and those of other programs."""
