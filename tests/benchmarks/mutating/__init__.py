"""Model files that are wrong on purpose, each made from a sound one by one change drawn with a seed."""
