"""Questions that wait for their turn, above the composer."""
