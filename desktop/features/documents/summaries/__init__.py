"""The summary of a long document, with links to the sections that it comes from."""
