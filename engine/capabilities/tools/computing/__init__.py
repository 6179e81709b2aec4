"""Tools that only compute from their arguments."""
