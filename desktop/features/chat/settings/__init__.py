"""Settings of one conversation, in the inspector."""
