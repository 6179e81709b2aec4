"""Documents page: collections, their documents, and search with sources."""
