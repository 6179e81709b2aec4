"""Numbered steps of the schema. A step, once released, is never edited."""
