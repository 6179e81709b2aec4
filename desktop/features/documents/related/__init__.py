"""Related passages of other documents beside the page that is being read."""
