"""The protocol between the window, the engine and its child processes: types that all of them share."""
