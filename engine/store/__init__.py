"""The library: one SQLite file with everything a person wrote or added. Knows SQL and no capability."""
