"""Further commands of chat: branches, conversations, search, and the options for settings."""
