"""Grading of a document against a rubric: reading rubrics, judging criteria, keeping and exporting the result."""
