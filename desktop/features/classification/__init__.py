"""Texts sorted into classes of one's own: labels, examples, training, how good it is, use."""
