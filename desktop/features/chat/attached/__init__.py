"""Documents attached to a conversation, and the indexing runs that a question about them waits for."""
