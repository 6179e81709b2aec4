"""Values written in texts and cells: amounts with their units, and dates."""
