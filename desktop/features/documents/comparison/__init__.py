"""Two documents compared: the list of their differences side by side, its summary and its export."""
