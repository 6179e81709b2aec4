"""Passages with their sentences ranked by nearness to the question: to quote the best, and to read fewer of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.answering.sources import SentenceVectors
from engine.capabilities.chat.api import BestSentence
from engine.models.interfaces import Embedder, ModelPool
from engine.protocol.answering.passage import Passage
from engine.protocol.errors import ModelMissing
from engine.text.extractive_quote import Quotation, RankedSentence, best_quotes, in_text_order, rank_sentences, shorten

FOCUS_SENTENCES = 3
if TYPE_CHECKING:
    from engine.models.interfaces import Embeddings

TOKENS_A_PASSAGE = 110
"""On average: three passages take 330 tokens, about seven seconds of reading for 1.5 billion parameters on two cores."""
CANDIDATES_MORE = 5
"""Passages that are looked at beside those that are kept."""
SENTENCE_WEIGHT = 35.0
"""Passages are ranked by their score in the search and so many times that of their best sentence.

Of the 1,646 questions of squad-es the right passage comes first for .818 so, and for .803 without the sentences; it is among
three for .927 and .918. With the weight 20 and two more candidates, chosen before the search looked at its first passages
again, it was .812 and .922.
"""
LEADER_MARGIN = 3.0
"""A passage is read alone when its score is this far ahead. Of the 1,646 questions one is for 56 %, and for 97.5 % of these it
holds the answer; with a lead of 2 for 68 % and 95 %.
"""
MOST_REMEMBERED = 50_000
"""Sentences: about 75 MB of vectors with 384 dimensions."""
LEAST_COSINE = 0.5
"""Sentence scores below it are of shared words alone, without an embedder, and no lead is known."""


class RankedPassages(msgspec.Struct, frozen=True):
    """The passages, best first, and all their sentences with scores. `is_whole`: none is left out."""

    passages: tuple[Passage, ...] = ()
    sentences: Sequence[RankedSentence] = ()
    is_whole: bool = False

    @property
    def best(self) -> BestSentence | None:
        """The sentence nearest to the question."""
        first = next(iter(best_quotes(self.sentences, 1)), None)
        return None if first is None else BestSentence(first.passage, *first.span)

    @property
    def leader(self) -> Passage | None:
        """The passage that is so far ahead of the others that it is read alone."""
        scores = self._scores
        if self.is_whole or scores is None or len(scores) < 2:
            return None
        first, second = sorted(range(len(scores)), key=lambda index: -scores[index])[:2]
        return self.passages[first] if scores[first] - scores[second] >= LEADER_MARGIN else None

    def reranked(self, most: int) -> RankedPassages:
        """Return the `most` passages that are the best with their sentences counted, best first."""
        scores = self._scores or range(0, -len(self.passages), -1)
        order = sorted(range(len(self.passages)), key=lambda index: -scores[index])[:most]
        sentences = [
            replace(sentence, quotation=replace(sentence.quotation, passage=number))
            for number, index in enumerate(order)
            for sentence in self.sentences
            if sentence.quotation.passage == index
        ]
        return replace(self, passages=tuple(self.passages[index] for index in order), sentences=sentences)

    def quotations(self, most: int = 2) -> list[Quotation]:
        """Return the best sentence and those nearly as good, in the order of the passages."""
        return in_text_order(best_quotes(self.sentences, most))

    def focused(self) -> tuple[Passage, ...]:
        """Return the passages with only their sentences about the question: three whole passages confuse a small model."""
        texts: dict[int, list[str]] = {}
        for quotation in self.quotations(FOCUS_SENTENCES):
            sentence = self.passages[quotation.passage].text[slice(*quotation.span)]
            texts.setdefault(quotation.passage, []).append(sentence)
        return tuple(self._with_text(index, " ".join(sentences)) for index, sentences in texts.items())

    def shortened(self, count: Callable[[str], int]) -> tuple[Passage, ...]:
        """Return the passages with their best sentences only, TOKENS_A_PASSAGE each on average by `count`."""
        if self.is_whole:
            return self.passages
        tokens = TOKENS_A_PASSAGE * len(self.passages)
        texts = shorten([passage.text for passage in self.passages], self.sentences, tokens, count)
        return tuple(self._with_text(index, text) for index, text in enumerate(texts) if text)

    @property
    def _scores(self) -> Sequence[float] | None:
        """The scores of the passages with their best sentences, once; None where no embedder tells how good these are."""
        best = [LEAST_COSINE] * len(self.passages)
        for sentence in self.sentences:
            at = sentence.quotation.passage
            best[at] = max(best[at], sentence.score)
        if max(best, default=LEAST_COSINE) <= LEAST_COSINE:
            return None
        return [
            passage.score - passage.sentence_score + SENTENCE_WEIGHT * score
            for passage, score in zip(self.passages, best, strict=True)
        ]

    def _with_text(self, index: int, text: str) -> Passage:
        return msgspec.structs.replace(self.passages[index], text=text)


class SentenceRanker:
    """Ranks sentences by the embedder's similarity to the question; by shared words without an embedder.

    Of the vectors that are `stored` none is made again. One that `remembers` keeps those of the last sentences, for many
    questions about the same passages.
    """

    def __init__(self, pool: ModelPool, stored: SentenceVectors | None = None, *, remembers: bool = False) -> None:
        self._pool, self._stored = pool, stored
        self._remembered: dict[str, Embeddings] | None = {} if remembers else None

    def rank(self, question: str, passages: Sequence[Passage], most: int | None = None) -> RankedPassages:
        """Return the passages with their sentences ranked; nothing is embedded where there are none.

        With `most` only so many are kept, in the order of their scores with their best sentences.
        """
        texts = [passage.text for passage in passages]
        ranked = RankedPassages(tuple(passages), rank_sentences(question, texts, partial(self._similarity, passages)))
        return ranked if most is None else ranked.reranked(most)

    @staticmethod
    def in_order(passages: Sequence[Passage]) -> RankedPassages:
        """Return the passages with their sentences ranked as they stand, for a request that names nothing to look for."""
        texts = [passage.text for passage in passages]
        return RankedPassages(tuple(passages), rank_sentences("", texts, _by_place), is_whole=True)

    def compare(self) -> Callable[[str, Sequence[str]], Sequence[float]]:
        """Return a function of a sentence and texts that gives their cosines, 0 without an embedder; it embeds each text once."""
        known: dict[str, Embeddings] = {}

        def similarity(sentence: str, texts: Sequence[str]) -> Sequence[float]:
            try:
                with self._pool.embedder() as embedder:
                    vectors = self._vectors(embedder, [sentence, *texts], known)
                    return [float(vectors[text] @ vectors[sentence]) for text in texts]
            except ModelMissing:
                return [0.0] * len(texts)

        return similarity

    def load(self) -> None:
        """Load the embedder, so that the next question need not wait for it."""
        try:
            with self._pool.embedder():
                pass
        except ModelMissing:
            return

    def _similarity(self, passages: Sequence[Passage], question: str, sentences: Sequence[str]) -> Sequence[float]:
        try:
            with self._pool.embedder() as embedder:
                vector = embedder.embed_queries([question])[0]
                stored = self._stored(embedder.id, passages) if self._stored is not None else {}
                left = [sentence for sentence in sentences if sentence not in stored]
                known = {
                    **stored,
                    **self._vectors(embedder, left, {} if self._remembered is None else self._remembered),
                }
                return [float(known[sentence] @ vector) for sentence in sentences]
        except ModelMissing:
            return [0.0] * len(sentences)

    @staticmethod
    def _vectors(
        embedder: Embedder, sentences: Sequence[str], known: dict[str, Embeddings]
    ) -> Mapping[str, Embeddings]:
        """Return the vector of each sentence; those that are not known are made and kept."""
        if len(known) > MOST_REMEMBERED:
            known.clear()
        keys = {sentence: f"{embedder.id} {sentence}" for sentence in sentences}
        if new := [sentence for sentence, key in keys.items() if key not in known]:
            known.update(zip((keys[sentence] for sentence in new), embedder.embed_passages(new), strict=True))
        return {sentence: known[key] for sentence, key in keys.items()}


def _by_place(_: str, sentences: Sequence[str]) -> Sequence[float]:
    """Return scores that fall from sentence to sentence, by so little that the second is quoted beside the first."""
    return [1 - number / 1000 for number in range(len(sentences))]
