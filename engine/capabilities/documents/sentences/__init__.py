"""Vectors of the sentences of chunks: made when nothing else is to be done, counted where they are there."""
