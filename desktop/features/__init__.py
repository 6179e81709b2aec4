"""Each folder is one page of the window; none imports another."""
