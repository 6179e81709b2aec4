"""Readers of the binary files of Word 97 to 2003."""
