"""Real parts for tests: models, profiles, engines and documents made on the spot."""
