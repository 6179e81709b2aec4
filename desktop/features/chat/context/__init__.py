"""The model's context in the Chat page: the meter at the composer, its pane, and the choice of what is read again."""
