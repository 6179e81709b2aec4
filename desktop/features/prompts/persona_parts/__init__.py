"""Parts of the form of a persona: its tools, those it hands over to, how it chooses words, its model."""
