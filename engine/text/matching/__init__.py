"""Finding what a rule describes in a text."""
