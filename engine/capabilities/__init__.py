"""The capabilities: each folder is one area of what the engine can do. None imports another."""
