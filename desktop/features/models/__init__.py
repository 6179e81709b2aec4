"""Models: the shelf, and the check-up that proves this machine works."""
