"""Readers of word processors', presentations' and older office files, from the files' own XML or bytes."""
