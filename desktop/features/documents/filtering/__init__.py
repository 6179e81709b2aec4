"""Narrowing of searches and of the list by folder, type, date, language, author and collection."""
