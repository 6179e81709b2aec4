"""Backups of the library, what is put in its place, and reading a damaged one."""
