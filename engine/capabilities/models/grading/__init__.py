"""Grading of chat models: a short probe with questions about given texts, in each language of the program."""
