"""Why a search found what it found: the candidates of every stage with their scores and times."""

from __future__ import annotations

import msgspec


class StageCandidate(msgspec.Struct, frozen=True):
    """A passage that a stage considered, with the score that it gave it: a cosine, BM25, or all of them together."""

    chunk: int
    path: str
    page: int
    score: float


class SearchStage(msgspec.Struct, frozen=True):
    """A stage of a search, "meaning", "words", "sentences" or "fused", its milliseconds, and its candidates, best first.

    "sentences" are the nearest ones of the first passages.
    """

    stage: str
    milliseconds: float
    candidates: tuple[StageCandidate, ...]


class SearchExplanation(msgspec.Struct, frozen=True):
    """Tells how a search read a query: its terms, its phrases, its language (empty where it is not plain), and each stage.

    `scanned` passages were compared by meaning by the model `embedder`, whose id is empty where only words were searched.
    """

    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    language: str
    embedder: str
    scanned: int
    stages: tuple[SearchStage, ...]
