"""Reason and act: the model calls tools, one after the other, before it answers."""
