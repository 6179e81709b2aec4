"""Measuring search and answers with questions whose answers are known."""
