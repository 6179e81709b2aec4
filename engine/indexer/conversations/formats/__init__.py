"""One module for each program whose exports are read: it makes a DraftConversation of one conversation's JSON, or text."""
