"""Search in all conversations: the sentence in which one was found."""
