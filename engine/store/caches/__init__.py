"""Files of the profile that may be deleted at any time."""
