"""One module for each kind of file that conversations are exported to."""
