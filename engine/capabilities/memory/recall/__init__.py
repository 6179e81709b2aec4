"""Finding the memories that a question needs."""
