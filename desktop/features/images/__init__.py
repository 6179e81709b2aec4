"""Documents: collections, what could be read of them, and search with its sources."""
