"""Requests of every method made from its types, and a real engine with a small library that they are sent to."""
