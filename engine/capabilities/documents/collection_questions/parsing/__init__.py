"""Recognises questions about a whole collection and their follow-ups by rules, in Spanish and English."""
