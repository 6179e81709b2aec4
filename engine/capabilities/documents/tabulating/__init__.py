"""Documents and the rows of their tables counted, listed and added up by conditions, groups and columns, without a question."""
