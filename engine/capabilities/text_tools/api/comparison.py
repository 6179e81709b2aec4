"""Comparing texts with each other: similarity and clusters."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_COMPARED, MAX_CLUSTERED = 200, 5_000

SimilarityLevel = Literal["same", "close", "related", "distant", "unrelated"]


class CompareTexts(msgspec.Struct, frozen=True):
    """Ask how similar each text is to each other. Raises TooFewTexts, TooManyTexts, ModelMissing, Cancelled."""

    texts: tuple[str, ...]


class SimilarityMatrix(msgspec.Struct, frozen=True):
    """A square matrix with a row for each text.

    `scores` go from 0 (unrelated) to 5 (the same meaning), as people rate pairs of sentences; `levels` put them into
    words. Not `calibrated`: the embedder is another than the starter's; its scores are five times its cosines and may
    all look alike.
    """

    scores: tuple[tuple[float, ...], ...]
    levels: tuple[tuple[SimilarityLevel, ...], ...] = msgspec.field(name="readings")
    model: str
    calibrated: bool


class FindClusters(msgspec.Struct, frozen=True):
    """Ask for groups of similar texts: of `texts`, or of the `column` of the table at `path`.

    k-means makes so many `clusters`, or the number that fits best when it is 0. HDBSCAN finds the number and leaves
    outliers out. `delimiter` and `encoding` as in a `Source`. Raises TooFewTexts, TooManyTexts, ColumnMissing, file
    errors, ModelMissing, Cancelled.
    """

    texts: tuple[str, ...] = ()
    path: str = ""
    column: str = ""
    method: Literal["k-means", "hdbscan"] = "k-means"
    clusters: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    delimiter: str = ""
    encoding: str = ""


class ClusterPoint(msgspec.Struct, frozen=True, array_like=True):
    """A text on the two-dimensional map, each axis from -1 to 1. `cluster` -1 is an outlier."""

    x: float
    y: float
    cluster: int


class Cluster(msgspec.Struct, frozen=True):
    """A group of texts. `words` tell it from the others; `examples` are indices of its most typical texts."""

    words: tuple[str, ...]
    size: int
    examples: tuple[int, ...]
    texts: tuple[str, ...]


class Clusters(msgspec.Struct, frozen=True):
    """Clusters, the largest first, with a point and the beginning of each text that has words, in their order.

    `silhouette` from -1 to 1 is how well the clusters are separated.
    """

    points: tuple[ClusterPoint, ...]
    clusters: tuple[Cluster, ...]
    silhouette: float
    texts: tuple[str, ...]
