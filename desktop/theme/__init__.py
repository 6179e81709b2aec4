"""Tokens, palettes, style sheet and icons: the only place with a colour or a size."""
