"""Measuring search with questions whose answers are known: the view, its figures, and marking one's own questions."""
