"""Classification heads over frozen embeddings: fitted by scikit-learn, stored as arrays (never pickled), applied with numpy.

Embeddings are centred on the training examples and scaled to unit length on average first: an e5 space is a narrow cone, and
without that a regularised head hardly moves.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec.structs import replace

from engine.capabilities.classification.api import (
    HEAD_METHODS,
    MAX_LABELS,
    HeadMethod,
    TooFewExamples,
    TooFewLabels,
    TooManyLabels,
)
from engine.capabilities.classification.heads import calibration, logistic
from engine.capabilities.classification.heads.calibration import softmax
from engine.protocol.cancellation import IsCancelled

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[Any]  # Any: float32 and float64
    Integers = npt.NDArray[np.int64]
    Arrays = dict[str, npt.NDArray[Any]]  # Any: weights, indices and names

SHRINKAGE = 0.9
"""Of the covariance towards a multiple of the identity: fewer examples than dimensions say little about it."""
MARGIN_SCALE = 4.0
"""Factor of distances to a plane or a centroid before the softmax."""
NEIGHBOURS = 5
MIN_LEAF_EXAMPLES = 2
EPSILON = 1e-6
MAX_LOGITS = 10_000_000
"""Examples times labels of a logistic regression: 80 MB for each array of logits, all examples of up to 100 labels."""
MAX_EXAMPLES = 20_000
"""Of the other heads: scikit-learn cannot be cancelled. On 100,000 a tree takes a minute, and cross-validating nearest
neighbours took hours."""
MAX_MARGINS = 100_000
"""Examples times labels of an SVM, which fits a plane for each label."""
MAX_NEIGHBOUR_EXAMPLES, MAX_TREE_EXAMPLES = 10_000, 5_000
BATCH_SIZE = 64


class FittedHead(msgspec.Struct, frozen=True):
    """A trained head. `labels` are in the order of its outputs.

    `arrays` hold its parameters, the centre and scale of the embeddings and, once calibrated, a temperature.
    """

    method: HeadMethod
    labels: tuple[str, ...]
    arrays: Arrays

    def probabilities(self, vectors: Floats) -> Floats:
        """Return float32 [texts, labels], rows summing to 1, from embeddings [texts, dimensions]."""
        scaled = (vectors - self.arrays["centre"]) / self.arrays["scale"]
        probabilities = APPLY[self.method](self.arrays, scaled)
        return calibration.apply_temperature(probabilities, float(self.arrays.get("temperature", 1.0)))

    def with_temperature(self, temperature: float) -> FittedHead:
        """Return the same head whose logits are divided by `temperature`; 1 changes nothing."""
        return replace(self, arrays={**self.arrays, "temperature": np.array(temperature)})

    def to_bytes(self) -> bytes:
        """Return the head as the bytes of an .npz file, which holds numbers and names only: `from_bytes` runs no code."""
        file = io.BytesIO()
        names = {"method": np.array(self.method), "labels": np.array(self.labels)}
        np.savez(file, **(names | self.arrays))  # type: ignore[arg-type]  # the stub takes keywords for allow_pickle
        return file.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> FittedHead:
        """Return the head of an .npz file that `to_bytes` made."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        method, labels = str(arrays.pop("method")), arrays.pop("labels")
        return cls(next(head for head in HEAD_METHODS if head == method), tuple(labels.tolist()), arrays)


def rename_labels(stored: bytes, names: Mapping[str, str]) -> bytes:
    """Return a stored head with new names for some of its labels."""
    head = FittedHead.from_bytes(stored)
    return replace(head, labels=tuple(names.get(label, label) for label in head.labels)).to_bytes()


def single_example_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels with one example, sorted: it cannot be both trained on and checked with, so they are left out.

    `labels` has one label for each example. Raises TooFewLabels, TooManyLabels; TooFewExamples where fewer than two labels
    would be left.
    """
    counts = Counter(labels)
    if len(counts) < 2:
        raise TooFewLabels(count=len(counts))
    if len(counts) > MAX_LABELS:
        raise TooManyLabels(count=len(counts), limit=MAX_LABELS)
    single = tuple(sorted(label for label, count in counts.items() if count == 1))
    if len(counts) - len(single) < 2 and single:
        raise TooFewExamples(label=single[0])
    return single


def fit(
    method: HeadMethod, vectors: Floats, labels: Sequence[str], seed: int = 0, label_vectors: Floats | None = None,
    is_cancelled: IsCancelled = lambda: False,
) -> FittedHead:  # fmt: skip
    """Fit a head on embeddings [texts, dimensions] with one label each, or on a sample (see `training_sample`).

    A logistic regression starts from `label_vectors` [labels, dimensions], the embedded sentences of the sorted labels.
    The same data and seed give the same head. Raises Cancelled.
    """
    names = tuple(sorted(set(labels)))
    index = {name: at for at, name in enumerate(names)}
    truth = np.array([index[label] for label in labels])
    used = training_sample(method, truth, seed)
    if len(used) < len(truth):
        vectors, truth = vectors[used], truth[used]
    centre = vectors.mean(axis=0)
    scale = max(float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean())), EPSILON)
    scaled = (vectors - centre) / scale
    with single_threaded(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns programmers that examples are few
        if method == "logistic":
            prior = None if label_vectors is None else logistic.LabelPrior(label_vectors, centre, scale)
            weights, bias = logistic.fit(scaled, truth, seed, prior, is_cancelled)
            arrays = {"weights": weights, "bias": bias}
        else:
            arrays = FIT[method](scaled, truth, seed)
    return FittedHead(method, names, {"centre": centre, "scale": np.array(scale, np.float32), **arrays})


def training_sample(method: HeadMethod, labels: Sequence[str] | Integers, seed: int) -> Integers:
    """Return the indices of the examples that `fit` trains on: all, unless there are very many."""
    count = len(np.unique(labels))
    limits = {
        "logistic": MAX_LOGITS // count,
        "svm": min(MAX_EXAMPLES, MAX_MARGINS // count),
        "neighbours": MAX_NEIGHBOUR_EXAMPLES,
        "tree": MAX_TREE_EXAMPLES,
    }
    return stratified_sample(labels, limits.get(method, MAX_EXAMPLES), seed)


def stratified_sample(labels: Sequence[str] | Integers, limit: int, seed: int) -> Integers:
    """Return sorted indices of about `limit` examples: of each label in proportion, and at least two where it has them."""
    if len(labels) <= limit:
        return np.arange(len(labels))
    generator, classes = np.random.default_rng(seed), np.unique(labels, return_inverse=True)[1]
    members = (np.flatnonzero(classes == label) for label in range(classes.max() + 1))
    sampled = [generator.permutation(all)[: max(2, round(len(all) * limit / len(labels)))] for all in members]
    return np.sort(np.concatenate(sampled))


@contextmanager
def single_threaded() -> Iterator[None]:
    """Limit matrix products to one thread.

    Several wait for each other in a busy loop: beside other work a training of two seconds took half a minute.
    """
    import scipy.linalg  # noqa: F401  loads a library of its own, which is limited only once it is there
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):
        yield


def _discriminant(vectors: Floats, truth: Integers, seed: int) -> Arrays:
    """Fisher's linear discriminant with one shrunk covariance for all classes; centroids for one example a class."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    if len(vectors) == len(np.unique(truth)):
        return _centroid(vectors, truth, seed)
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE).fit(vectors.astype(np.float64), truth)
    return _linear(model.coef_, model.intercept_)


def _svm(vectors: Floats, truth: Integers, seed: int) -> Arrays:
    from sklearn.svm import LinearSVC

    model = LinearSVC(random_state=seed, max_iter=5000).fit(vectors, truth)
    arrays = _linear(model.coef_, model.intercept_)
    return {name: array * MARGIN_SCALE for name, array in arrays.items()}


def _linear(weights: Floats, bias: Floats) -> Arrays:
    """Weights and bias for each label. For two labels scikit-learn has one row only: the logit of the second."""
    if len(weights) == 1:
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return {"weights": weights.astype(np.float32), "bias": bias.astype(np.float32)}


def _centroid(vectors: Floats, truth: Integers, seed: int) -> Arrays:
    """The nearest mean by Euclidean distance, written as weights and bias."""
    centroids = np.stack([vectors[truth == label].mean(axis=0) for label in np.unique(truth)])
    weights = MARGIN_SCALE * centroids
    return {"weights": weights, "bias": -MARGIN_SCALE * (centroids**2).sum(axis=1) / 2}


def _neighbours(vectors: Floats, truth: Integers, seed: int) -> Arrays:
    return {"vectors": vectors, "truth": truth}


def _tree(vectors: Floats, truth: Integers, seed: int) -> Arrays:
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(min_samples_leaf=MIN_LEAF_EXAMPLES, random_state=seed).fit(vectors, truth).tree_
    return {
        "left": tree.children_left,
        "right": tree.children_right,
        "feature": tree.feature,
        "limit": tree.threshold,
        "probabilities": _m_estimate(tree.value[:, 0], tree.n_node_samples[:, None]),
    }


def _apply_linear(arrays: Mapping[str, Floats], vectors: Floats) -> Floats:
    return softmax(vectors @ arrays["weights"].T + arrays["bias"])


def _apply_neighbours(arrays: Mapping[str, Floats], vectors: Floats) -> Floats:
    """Votes of the nearest examples, weighted by the inverse of their squared distance."""
    known, truth = arrays["vectors"], arrays["truth"]
    votes = np.zeros((len(vectors), int(truth.max()) + 1), np.float32)
    lengths, count = (known**2).sum(axis=1), min(NEIGHBOURS, len(known))
    for start in range(0, len(vectors), BATCH_SIZE):
        batch = vectors[start : start + BATCH_SIZE]
        approximate = lengths - 2 * batch @ known.T
        nearest = np.sort(np.argpartition(approximate, count - 1, axis=1)[:, :count], axis=1)
        distances = ((known[nearest] - batch[:, None]) ** 2).sum(axis=2)
        for row, (neighbours, distance) in enumerate(zip(nearest, distances, strict=True), start):
            np.add.at(votes[row], truth[neighbours], 1 / (distance + EPSILON))
    return _m_estimate(votes / votes.sum(axis=1, keepdims=True), NEIGHBOURS)


def _apply_tree(arrays: Mapping[str, Floats], vectors: Floats) -> Floats:
    nodes = np.zeros(len(vectors), np.int64)
    rows = np.arange(len(vectors))
    while (inner := arrays["left"][nodes] >= 0).any():
        goes_left = vectors[rows, np.maximum(arrays["feature"][nodes], 0)] <= arrays["limit"][nodes]
        children = np.where(goes_left, arrays["left"][nodes], arrays["right"][nodes])
        nodes = np.where(inner, children, nodes)
    probabilities: Floats = arrays["probabilities"][nodes]
    return probabilities


def _m_estimate(frequencies: Floats, count: Floats | int) -> Floats:
    """Frequencies of so few votes with one more vote spread over all labels: no vote does not make a label impossible."""
    smoothed: Floats = (frequencies * count + 1 / frequencies.shape[1]) / (count + 1)
    return smoothed


FIT: Mapping[HeadMethod, Callable[[Floats, Integers, int], Arrays]] = {
    "discriminant": _discriminant,
    "svm": _svm,
    "centroid": _centroid,
    "neighbours": _neighbours,
    "tree": _tree,
}
APPLY: Mapping[HeadMethod, Callable[[Arrays, Floats], Floats]] = {
    "logistic": _apply_linear,
    "discriminant": _apply_linear,
    "svm": _apply_linear,
    "centroid": _apply_linear,
    "neighbours": _apply_neighbours,
    "tree": _apply_tree,
}
