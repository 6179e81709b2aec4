"""Clusters of similar texts, each named by the words that tell it from the others, on a two-dimensional map.

Vectors are centred first, since all of an embedder's point in a similar direction. The number of clusters is the one of the
best silhouette (Rousseeuw, 1987). Names come from class-based TF-IDF (Grootendorst, BERTopic, 2022), words of several texts
first. Seeded: the same texts give the same clusters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from engine.capabilities.text_tools.api import (
    MAX_CLUSTERED,
    Cluster,
    ClusterPoint,
    Clusters,
    FindClusters,
    TooFewTexts,
    TooManyTexts,
)
from engine.models.encoders.embeddings import embed_in_batches
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.tables.sources import TableOpener
from engine.tables.tables import NO_COLUMN
from engine.text.tokens import STOP_WORDS, fold, stem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.models.interfaces import Embeddings

    Integers = npt.NDArray[np.int64]

MIN_TEXTS = 4
MAX_CLUSTERS_TRIED = 12
MAX_WORDS, MIN_WORDS, EXAMPLES, EXAMPLE_LENGTH = 5, 3, 3, 200
MAX_TSNE_TEXTS = 1_500
"""Above, the map is made by principal components, in a thousandth of the time."""
TSNE_ITERATIONS = 500
"""Twice as many place the texts no better."""
SILHOUETTE_SAMPLE = 1_000
HDBSCAN_DIMENSIONS = 24
"""Principal components that HDBSCAN gets: density means little in hundreds of dimensions."""


class TextClustering:
    """Handler of FIND_CLUSTERS."""

    def __init__(self, tables: TableOpener, pool: ModelPool) -> None:
        self._tables, self._pool = tables, pool

    def find(self, request: FindClusters, is_cancelled: IsCancelled) -> Generator[Progress, None, Clusters]:
        """Return the clusters. Raises TooFewTexts, TooManyTexts, ColumnMissing, file errors, ModelMissing, Cancelled."""
        all_texts = yield from self._read_texts(request, is_cancelled)
        texts = [text for text in all_texts if any(c.isalnum() for c in text)]
        distinct, needed = len(set(texts)), max(MIN_TEXTS, request.clusters)
        if distinct < needed:
            raise TooFewTexts(count=distinct, needed=needed)
        with self._pool.embedder() as embedder:
            vectors = yield from embed_in_batches(texts, embedder, is_cancelled)
        from threadpoolctl import threadpool_limits

        directions = _centred_directions(vectors)
        with threadpool_limits(1):  # threads that spin for each other take ten times as long beside other work
            labels = _cluster_labels(directions, request, distinct, is_cancelled)
            return _describe_clusters(texts, directions, labels, request.seed)

    def _read_texts(self, request: FindClusters, is_cancelled: IsCancelled) -> Generator[Progress, None, Sequence[str]]:
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


def _centred_directions(vectors: Embeddings) -> Embeddings:
    """Return [texts, dimensions] relative to the mean vector, each of length 1."""
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    directions: Embeddings = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    return directions


def _cluster_labels(vectors: Embeddings, request: FindClusters, distinct: int, is_cancelled: IsCancelled) -> Integers:
    """Return int64 [texts], -1 for outliers. Raises Cancelled."""
    if request.method == "hdbscan":
        return _hdbscan(vectors, request.seed)
    if request.clusters:
        return _k_means(vectors, request.clusters, request.seed)
    most = min(MAX_CLUSTERS_TRIED, distinct - 1, max(2, int(math.sqrt(len(vectors))) + 1))
    tried = []
    for count in range(2, most + 1):
        if is_cancelled():
            raise Cancelled
        labels = _k_means(vectors, count, request.seed)
        tried.append((_silhouette(vectors, labels), labels))
    return max(tried, key=lambda scored: scored[0])[1]


def _k_means(vectors: Embeddings, count: int, seed: int) -> Integers:
    from sklearn.cluster import KMeans

    labels: Integers = KMeans(count, n_init=4, random_state=seed).fit_predict(vectors.astype("float64"))
    return labels


def _hdbscan(vectors: Embeddings, seed: int) -> Integers:
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import PCA

    components = min(HDBSCAN_DIMENSIONS, *vectors.shape)
    reduced = PCA(components, random_state=seed).fit_transform(vectors.astype("float64"))
    labels: Integers = HDBSCAN(min_cluster_size=max(3, len(vectors) // 50), copy=True).fit_predict(reduced)
    return labels


def _silhouette(vectors: Embeddings, labels: Integers) -> float:
    """Return the silhouette of the texts in clusters, -1 where there are fewer than two clusters."""
    from sklearn.metrics import silhouette_score

    inside = labels >= 0
    clusters = set(labels[inside].tolist())
    if not 1 < len(clusters) < int(inside.sum()):
        return -1.0
    sample = SILHOUETTE_SAMPLE if int(inside.sum()) > SILHOUETTE_SAMPLE else None
    return float(silhouette_score(vectors[inside], labels[inside], sample_size=sample, random_state=0))


def _describe_clusters(texts: Sequence[str], vectors: Embeddings, labels: Integers, seed: int) -> Clusters:
    sizes = Counter(int(label) for label in labels if label >= 0)
    order = [label for label, _ in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))]
    members = {label: [at for at, other in enumerate(labels) if other == label] for label in order}
    names = _cluster_words([[texts[at] for at in members[label]] for label in order])
    clusters = [
        _describe_cluster(texts, vectors, members[label], words) for label, words in zip(order, names, strict=True)
    ]
    numbers = {label: number for number, label in enumerate(order)}
    points = tuple(
        ClusterPoint(round(float(x), 4), round(float(y), 4), numbers.get(int(label), -1))
        for (x, y), label in zip(_map(vectors, seed), labels, strict=True)
    )
    beginnings = tuple(text[:EXAMPLE_LENGTH] for text in texts)
    return Clusters(points, tuple(clusters), round(_silhouette(vectors, labels), 4), beginnings)


def _describe_cluster(
    texts: Sequence[str], vectors: Embeddings, members: Sequence[int], words: tuple[str, ...]
) -> Cluster:
    """The examples are the different texts nearest to the mean of the cluster."""
    centre = vectors[[*members]].mean(axis=0)
    nearest = sorted(members, key=lambda at: float(((vectors[at] - centre) ** 2).sum()))
    examples = [*{texts[at]: at for at in reversed(nearest)}.values()][::-1][:EXAMPLES]
    return Cluster(words, len(members), tuple(examples), tuple(texts[at][:EXAMPLE_LENGTH] for at in examples))


def _cluster_words(clusters: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the words of each cluster by class-based TF-IDF: frequency times the logarithm of rarity in all clusters."""
    forms: dict[str, Counter[str]] = {}
    counts = [_stem_counts(texts, forms) for texts in clusters]
    totals = Counter[str]()
    for cluster in counts:
        totals.update(cluster)
    mean_size = sum(totals.values()) / max(len(clusters), 1)
    words = []
    for cluster in counts:
        size = sum(cluster.values()) or 1
        weights = {key: n / size * math.log(1 + mean_size / totals[key]) for key, n in cluster.items()}
        repeated = sum(n > 1 for n in cluster.values())
        best = sorted(weights, key=lambda key: (cluster[key] < 2, -weights[key], key))
        best = best[: min(max(repeated, MIN_WORDS), MAX_WORDS)]
        words.append(tuple(forms[key].most_common(1)[0][0] for key in best))
    return words


def _stem_counts(texts: Sequence[str], forms: dict[str, Counter[str]]) -> Counter[str]:
    """Return the number of texts with each stem, and add the words of each stem to `forms`."""
    stop_words = STOP_WORDS["es"] | STOP_WORDS["en"]
    counts: Counter[str] = Counter()
    for text in texts:
        stems = set()
        for word in _words(text):
            if len(word) > 2 and word.isalpha() and fold(word) not in stop_words:
                key = stem(fold(word))
                forms.setdefault(key, Counter())[word] += 1
                stems.add(key)
        counts.update(stems)
    return counts


def _words(text: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in text.lower()).split()


def _map(vectors: Embeddings, seed: int) -> npt.NDArray[np.float64]:
    """Return [texts, 2], each axis from -1 to 1."""
    import numpy as np
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    exact = vectors.astype("float64")
    if MIN_TEXTS * 3 <= len(vectors) <= MAX_TSNE_TEXTS:
        perplexity = min(30.0, (len(vectors) - 1) / 3)
        tsne = TSNE(2, perplexity=perplexity, init="pca", random_state=seed, n_jobs=1, max_iter=TSNE_ITERATIONS)
        positions = tsne.fit_transform(exact)
    else:
        positions = PCA(2, random_state=seed).fit_transform(exact)
    scaled: npt.NDArray[np.float64] = positions / np.maximum(np.abs(positions).max(axis=0), 1e-9)
    return scaled
