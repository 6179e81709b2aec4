"""Finding what answers a question: the way from a question to its answers in the space of an embedder."""
