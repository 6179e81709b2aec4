"""Which of a conversation is read again: the selection of its exchanges, its summaries and pinned messages."""
