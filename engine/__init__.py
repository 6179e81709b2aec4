"""Everything that thinks or remembers. Never imports Qt or `desktop`."""
