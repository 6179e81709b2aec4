"""Tools of a conversation: the choice of them, and the steps of an answer."""
