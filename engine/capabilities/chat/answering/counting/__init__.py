"""Answers that code counts and adds up over a whole collection."""
