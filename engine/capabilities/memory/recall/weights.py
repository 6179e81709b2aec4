"""Weights of the features of recall and the cut-offs, learnt by `python -m tests.benchmarks.recalling.learn`.

Of four people's facts, each judged by the weights of the others', the memory is among the five recalled for .95 of 421 questions
that need it, and any memory for .02 of 482 other questions. The groups of words (concepts.txt) were written with most of these
facts at hand, and the weights before the language was taken from a question: learnt anew they recall no more of other facts.
docs/benchmarks.md has the figures for new ones.
"""

from __future__ import annotations

WEIGHTS: tuple[float, ...] = (
    -5.06, 5.46, 2.58, 1.3, -1.24, 2.81, 1.58, 1.24, -0.83, 2.61, -3.17, -1.9, -0.56, -1.68, -1.17
)  # fmt: skip
CUTOFF, PERSONAL_CUTOFF, ASKING_CUTOFF = 0.88, 0.73, 0.0025
"""Least scores: for a request that does not speak of the person, for one that does, and for a question for a fact about the
person. That one is given the nearest memories rather than none: whether they answer it, the model sees.
"""
WORDS_CUTOFF = 0.5
"""Cut-off where no embedder is installed: of the share of words that question and memory have in common."""
