"""How well the words of a query stand together in a passage: their nearness, beside what BM25 counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from engine.text.sentences import spans
from engine.text.tokens import Span, stem, words, words_of_spans

COVERAGE, BEST_SENTENCE, PAIRS = 1.0, 4.0, 2.0
"""Standard deviations of the cosine that a passage is ahead with all of the query's weight in it, in one of its sentences, and
with all words of the query in pairs as in the query.

Chosen on squad-es: beside z(cosine) + 0.4 z(BM25) alone, R@1 .761 and nDCG@10 .869, coverage alone at its best gives .784 and
.881, the best sentence .791 and .885, pairs .787 and .878, the three together .80 and .889. On titles of Cranfield, on which
nothing was chosen, nDCG@10 is .764 rather than .735 (`python -m tests.benchmarks.retrieval`).
"""
_stem = lru_cache(maxsize=20_000)(stem)


class LexicalEvidence(msgspec.Struct, frozen=True):
    """The words of one query: stem → weight, and the pairs of stems that stand together in it."""

    weights: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, query: str, weights: Mapping[str, float]) -> LexicalEvidence:
        """Return the evidence that a query looks for; `weights` are those of its content words, by their stems."""
        stems = [_stem(word) for word in words(query)]
        return cls(weights, frozenset(pair for pair in pairwise(stems) if pair[0] in weights or pair[1] in weights))

    def score(self, text: str, heading: str = "", sentences: Sequence[Span] = ()) -> float:
        """Return how many standard deviations of the cosine a passage with this text is ahead of one without the words.

        The words of its `heading`, title and path of headings, count as if they stood in each of its sentences. These are
        looked for where they are not given.
        """
        whole = sum(self.weights.values())
        if not whole:
            return 0.0
        above = self.weights.keys() & {_stem(word) for word in words(heading)}
        found: set[str] = set(above)
        pairs: set[tuple[str, str]] = set()
        best = 0.0
        for found_words in words_of_spans(text, sentences or spans(text)):
            stems = [_stem(word) for word in found_words]
            having = self.weights.keys() & stems
            found |= having
            best = max(best, self._weight(having | above))
            pairs |= self.pairs & set(pairwise(stems))
        together = sum(self.weights.get(first, 0.0) + self.weights.get(second, 0.0) for first, second in pairs) / 2
        return (COVERAGE * self._weight(found) + BEST_SENTENCE * best + PAIRS * together) / whole

    def _weight(self, stems: set[str]) -> float:
        return sum(self.weights[stem] for stem in stems)
