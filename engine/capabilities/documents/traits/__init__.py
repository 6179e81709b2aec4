"""What a document is besides its text: author, day and language."""
