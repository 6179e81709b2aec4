"""Chat: conversations, questions, answers with their sources."""
