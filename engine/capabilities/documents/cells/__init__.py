"""Cells of tables and labelled values, read out of the text of the pages and kept as rows."""
