"""Questions of a person: their parts, and what they leave to the question before."""
