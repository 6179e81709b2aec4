"""Counter: the template capability, which counts the words of a text."""
