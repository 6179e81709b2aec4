"""Kills of the engine, the indexer, the window and all of them together, at random moments of their work on a busy machine."""
