"""The sampling lab of an answer, in the inspector."""
