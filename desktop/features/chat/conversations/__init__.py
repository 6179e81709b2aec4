"""The list of conversations: folders, pins, archive, search, menus and what is done from it."""
