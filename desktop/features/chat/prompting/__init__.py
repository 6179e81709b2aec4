"""Saved prompts and personas in a conversation: slash commands, their variables, and who answers."""
