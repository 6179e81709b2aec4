"""The part of a conversation that the model reads again, the running summary of the rest, and their cost in tokens."""
