"""The engine seen from the window: a child process, typed calls, signals."""
