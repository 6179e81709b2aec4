"""Loading of the window's modules: before its first frame only those that the frame shows."""
