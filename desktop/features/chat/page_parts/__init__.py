"""Parts of the Chat page: its actions, clicks on list and messages, changes from outside, further settings."""
