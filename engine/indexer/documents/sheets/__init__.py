"""Readers of spreadsheets and of tables in text files."""
