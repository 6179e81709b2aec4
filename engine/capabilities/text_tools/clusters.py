"""Texts put together by meaning, each group named by the words that set it apart, all on a map.

Vectors are centred first, since an embedder's all point one way, and only where they point then counts. As many groups as
have the best silhouette (Rousseeuw, 1987); names by class-based TF-IDF (Grootendorst, BERTopic, 2022), of words that more than
one text has, before others. Seeded: the same texts give the same groups.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from engine.capabilities.text_tools.api import (
    MAX_CLUSTERED,
    Cluster,
    ClusterPoint,
    Clusters,
    FindClusters,
    TooFewTexts,
    TooManyTexts,
)
from engine.models.encoders.batches import embed_in_batches
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.tables.sources import Tables
from engine.tables.tables import NO_COLUMN
from engine.text.tokens import STOP_WORDS, fold, stem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.models.interfaces import Embeddings

    Labels = npt.NDArray[np.int64]

FEWEST = 4
MOST_TRIED = 12
WORDS_SHOWN, FEWEST_WORDS, EXAMPLES, EXAMPLE_LENGTH = 5, 3, 3, 200
LARGEST_SCATTERED = 1_500
"""Texts up to which the map is made by t-SNE; above, in a thousandth of the time, by principal components."""
STEPS = 500
"""Of t-SNE; twice as many place the texts no better."""
SAMPLE = 1_000
DIMENSIONS = 24
"""Principal components that HDBSCAN is given: density means little in hundreds."""


class Clusterer:
    def __init__(self, tables: Tables, pool: ModelPool) -> None:
        self._tables, self._pool = tables, pool

    def find(self, request: FindClusters, is_cancelled: IsCancelled) -> Generator[Progress, None, Clusters]:
        """Raises TooFewTexts, TooManyTexts, ColumnMissing, file errors, ModelMissing, Cancelled."""
        given = yield from self._texts(request, is_cancelled)
        texts = [text for text in given if any(c.isalnum() for c in text)]
        different = len(set(texts))
        if different < max(FEWEST, request.clusters):
            raise TooFewTexts(count=different, needed=max(FEWEST, request.clusters))
        with self._pool.embedder() as embedder:
            vectors = yield from embed_in_batches(texts, embedder, is_cancelled)
        from threadpoolctl import threadpool_limits

        pointing = _pointing(vectors)
        with threadpool_limits(1):  # threads that spin for each other take ten times as long beside any other work
            labels = _labels(pointing, request, different, is_cancelled)
            return _described(texts, pointing, labels, request.seed)

    def _texts(self, request: FindClusters, is_cancelled: IsCancelled) -> Generator[Progress, None, Sequence[str]]:
        if len(request.texts) > MAX_CLUSTERED:
            raise TooManyTexts(count=f"{len(request.texts):,}", limit=f"{MAX_CLUSTERED:,}")
        if not request.path:
            return [text.encode("utf-8", "replace").decode() for text in request.texts]
        source = Source(request.path, "", request.column, NO_COLUMN, request.delimiter, request.encoding)
        with (yield from self._tables.open(source, is_cancelled)) as table:
            count = sum(1 for _ in table.values())
            if count > MAX_CLUSTERED:
                raise TooManyTexts(count=f"{count:,}", limit=f"{MAX_CLUSTERED:,}")
            return [row.text for row in table.rows()]


def _pointing(vectors: Embeddings) -> Embeddings:
    """From their middle, each of length 1."""
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    pointing: Embeddings = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    return pointing


def _labels(vectors: Embeddings, request: FindClusters, different: int, is_cancelled: IsCancelled) -> Labels:
    """int64 [texts], −1 for none. Raises Cancelled."""
    if request.method == "hdbscan":
        return _dense(vectors, request.seed)
    if request.clusters:
        return _grouped(vectors, request.clusters, request.seed)
    most = min(MOST_TRIED, different - 1, max(2, int(math.sqrt(len(vectors))) + 1))
    tried = []
    for count in range(2, most + 1):
        if is_cancelled():
            raise Cancelled
        labels = _grouped(vectors, count, request.seed)
        tried.append((_apart(vectors, labels), labels))
    return max(tried, key=lambda one: one[0])[1]


def _grouped(vectors: Embeddings, count: int, seed: int) -> Labels:
    from sklearn.cluster import KMeans

    found: Labels = KMeans(count, n_init=4, random_state=seed).fit_predict(vectors.astype("float64"))
    return found


def _dense(vectors: Embeddings, seed: int) -> Labels:
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import PCA

    fewer = PCA(min(DIMENSIONS, *vectors.shape), random_state=seed).fit_transform(vectors.astype("float64"))
    found: Labels = HDBSCAN(min_cluster_size=max(3, len(vectors) // 50), copy=True).fit_predict(fewer)
    return found


def _apart(vectors: Embeddings, labels: Labels) -> float:
    """Silhouette of those in a group; −1 when there are not two groups."""
    from sklearn.metrics import silhouette_score

    inside = labels >= 0
    groups = set(labels[inside].tolist())
    if not 1 < len(groups) < int(inside.sum()):
        return -1.0
    sample = SAMPLE if int(inside.sum()) > SAMPLE else None
    return float(silhouette_score(vectors[inside], labels[inside], sample_size=sample, random_state=0))


def _described(texts: Sequence[str], vectors: Embeddings, labels: Labels, seed: int) -> Clusters:
    sizes = Counter(int(label) for label in labels if label >= 0)
    order = [label for label, _ in sorted(sizes.items(), key=lambda one: (-one[1], one[0]))]
    members = {label: [at for at, one in enumerate(labels) if one == label] for label in order}
    names = _names([[texts[at] for at in members[label]] for label in order])
    found = [_cluster(texts, vectors, members[label], words) for label, words in zip(order, names, strict=True)]
    places = {label: number for number, label in enumerate(order)}
    points = tuple(
        ClusterPoint(round(float(x), 4), round(float(y), 4), places.get(int(label), -1))
        for (x, y), label in zip(_map(vectors, seed), labels, strict=True)
    )
    beginnings = tuple(text[:EXAMPLE_LENGTH] for text in texts)
    return Clusters(points, tuple(found), round(_apart(vectors, labels), 4), beginnings)


def _cluster(texts: Sequence[str], vectors: Embeddings, members: Sequence[int], words: tuple[str, ...]) -> Cluster:
    centre = vectors[list(members)].mean(axis=0)
    typical = sorted(members, key=lambda at: float(((vectors[at] - centre) ** 2).sum()))
    chosen = list({texts[at]: at for at in reversed(typical)}.values())[::-1][:EXAMPLES]
    return Cluster(words, len(members), tuple(chosen), tuple(texts[at][:EXAMPLE_LENGTH] for at in chosen))


def _names(groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Each group is one text; a word counts by its share there times the logarithm of how rare it is in all."""
    forms: dict[str, Counter[str]] = {}
    counts = [_stems(texts, forms) for texts in groups]
    everywhere = Counter[str]()
    for one in counts:
        everywhere.update(one)
    usual = sum(everywhere.values()) / max(len(groups), 1)
    named = []
    for one in counts:
        total = sum(one.values()) or 1
        weights = {key: n / total * math.log(1 + usual / everywhere[key]) for key, n in one.items()}
        often = sum(n > 1 for n in one.values())
        best = sorted(weights, key=lambda key: (one[key] < 2, -weights[key], key))
        best = best[: min(max(often, FEWEST_WORDS), WORDS_SHOWN)]
        named.append(tuple(forms[key].most_common(1)[0][0] for key in best))
    return named


def _stems(texts: Sequence[str], forms: dict[str, Counter[str]]) -> Counter[str]:
    """How many of the texts have each stem; `forms` gathers how a stem is written."""
    stops = STOP_WORDS["es"] | STOP_WORDS["en"]
    found: Counter[str] = Counter()
    for text in texts:
        stems = set()
        for word in _words(text):
            if len(word) > 2 and word.isalpha() and fold(word) not in stops:
                key = stem(fold(word))
                forms.setdefault(key, Counter())[word] += 1
                stems.add(key)
        found.update(stems)
    return found


def _words(text: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in text.lower()).split()


def _map(vectors: Embeddings, seed: int) -> Any:
    """[texts, 2], each axis within −1…1."""
    import numpy as np
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    exact = vectors.astype("float64")
    if FEWEST * 3 <= len(vectors) <= LARGEST_SCATTERED:
        perplexity = min(30.0, (len(vectors) - 1) / 3)
        placed = TSNE(2, perplexity=perplexity, init="pca", random_state=seed, n_jobs=1, max_iter=STEPS).fit_transform(
            exact
        )
    else:
        placed = PCA(2, random_state=seed).fit_transform(exact)
    return placed / np.maximum(np.abs(placed).max(axis=0), 1e-9)
