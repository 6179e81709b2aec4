"""Readers of Word documents, from their WordprocessingML."""
