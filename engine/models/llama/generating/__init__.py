"""Generation of an answer: drawing tokens, keeping to a format, and turning tokens into text."""
