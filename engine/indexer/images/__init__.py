"""Images decoded, described by their features, and embedded."""
