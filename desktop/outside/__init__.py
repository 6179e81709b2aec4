"""Things opened outside the window: web addresses and files, by other programs."""
