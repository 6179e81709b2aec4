"""Grading a document with a rubric: choosing it, seeing the levels with their evidence, changing them, exporting."""
