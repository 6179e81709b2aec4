"""The answer being written, and those that wait for it."""
