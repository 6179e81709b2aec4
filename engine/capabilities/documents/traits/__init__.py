"""Traits of a document besides its text: author, day and language."""
