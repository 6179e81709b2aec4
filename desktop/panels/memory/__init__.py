"""Memories as the Memory page and the conversations show them."""
