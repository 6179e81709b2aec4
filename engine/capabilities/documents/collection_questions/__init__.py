"""Questions about a whole collection (how many, which, the total of): recognised, counted and answered without a model."""
