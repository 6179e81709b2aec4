"""The Text tools page: tools for one text, comparison, topics, and the column of a table."""
