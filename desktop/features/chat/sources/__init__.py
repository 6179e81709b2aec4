"""Sources of an answer: their cards, the question that was searched for, and why these passages were read."""
