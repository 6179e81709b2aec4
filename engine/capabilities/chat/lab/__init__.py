"""The sampling lab: the model's own probabilities at any place of an answer."""
