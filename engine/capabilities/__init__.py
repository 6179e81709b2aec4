"""What the engine can do. Each folder is one capability; none imports another."""
