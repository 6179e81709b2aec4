"""Heads over frozen vectors: fitted by scikit-learn, kept as arrays (never pickled), applied with numpy alone.

Vectors are centred on the training examples and scaled to length one on average first: an e5 space is a narrow cone, and
without that a regularised head hardly moves.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.capabilities.classification.api import HEAD_METHODS, HeadMethod
from engine.capabilities.classification.classifier_store import MOST_LABELS
from engine.capabilities.classification.heads import calibration, logistic
from engine.capabilities.classification.heads.calibration import softmax
from engine.protocol.errors import TooFewExamples, TooFewLabels, TooManyLabels

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[Any]
    Labels = npt.NDArray[np.int64]
    Arrays = dict[str, npt.NDArray[Any]]

SHRINKAGE = 0.9
"""Of the covariance towards a multiple of one: with fewer examples than dimensions little of it is known."""
MARGIN_SCALE = 4.0
"""What distances to a plane or a centre are multiplied by before a softmax."""
NEIGHBOURS = 5
LEAF = 2
TINY = 1e-6
MOST_LOGITS = 10_000_000
"""Examples times labels of a logistic regression, and so 80 MB for each array of logits: all examples of up to 100 labels."""
MOST_LEARNED = 20_000
"""Examples that another head learns from: scikit-learn cannot be stopped in between. Of 100,000 a tree takes a minute, and
comparing neighbours over folds took hours."""
MOST_MARGINS = 100_000
"""Examples times labels of an SVM, which looks for a plane for each label."""
MOST_NEIGHBOURS, MOST_OF_A_TREE = 10_000, 5_000
ROWS_TOGETHER = 64


@dataclass(frozen=True)
class Fitted:
    """`labels` in the order of the outputs; `arrays` with the centre and scale every vector goes through, and, where it was
    found, the temperature of the answers."""

    method: HeadMethod
    labels: tuple[str, ...]
    arrays: Arrays

    def probabilities(self, vectors: Floats) -> Floats:
        """float32 [texts, labels], rows adding up to 1, of vectors [texts, dimensions]."""
        prepared = (vectors - self.arrays["centre"]) / self.arrays["scale"]
        shares = APPLY[self.method](self.arrays, prepared)
        return calibration.tempered(shares, float(self.arrays.get("temperature", 1.0)))

    def at(self, temperature: float) -> Fitted:
        return replace(self, arrays={**self.arrays, "temperature": np.array(temperature)})

    def bytes(self) -> bytes:
        kept = io.BytesIO()
        np.savez(kept, method=np.array(self.method), labels=np.array(self.labels), **self.arrays)  # type: ignore[arg-type]
        return kept.getvalue()


def restored(kept: bytes) -> Fitted:
    with np.load(io.BytesIO(kept), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    method, labels = str(arrays.pop("method")), arrays.pop("labels")
    return Fitted(next(head for head in HEAD_METHODS if head == method), tuple(labels.tolist()), arrays)


def renamed(kept: bytes, names: Mapping[str, str]) -> bytes:
    """The same head, some of its labels called otherwise."""
    head = restored(kept)
    return replace(head, labels=tuple(names.get(label, label) for label in head.labels)).bytes()


def check(labels: Sequence[str]) -> None:
    """Raises TooFewLabels, TooManyLabels, TooFewExamples."""
    counts = dict.fromkeys(labels, 0)
    for label in labels:
        counts[label] += 1
    if len(counts) < 2:
        raise TooFewLabels(count=len(counts))
    if len(counts) > MOST_LABELS:
        raise TooManyLabels(count=len(counts), limit=MOST_LABELS)
    for label, count in counts.items():
        if count < 2:
            raise TooFewExamples(label=label)


def fit(
    method: HeadMethod, vectors: Floats, labels: Sequence[str], seed: int = 0, sentences: Floats | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Fitted:  # fmt: skip
    """Of vectors [texts, dimensions], one label each, or of those among them that are `learned`. `sentences` [labels,
    dimensions] say what the sorted labels mean, which a logistic regression starts from.

    Repeatable: the seed is all that is drawn. Raises Cancelled.
    """
    names = tuple(sorted(set(labels)))
    place = {name: at for at, name in enumerate(names)}
    wanted = np.array([place[label] for label in labels])
    used = learned(method, wanted, seed)
    if len(used) < len(wanted):
        vectors, wanted = vectors[used], wanted[used]
    centre = vectors.mean(axis=0)
    scale = max(float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean())), TINY)
    prepared = (vectors - centre) / scale
    with single_threaded(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn tells programmers that examples are few
        if method == "logistic":
            prior = None if sentences is None else logistic.Prior(sentences, centre, scale)
            weights, bias = logistic.fit(prepared, wanted, seed, prior, is_cancelled)
            found = {"weights": weights, "bias": bias}
        else:
            found = FIT[method](prepared, wanted, seed)
    return Fitted(method, names, {"centre": centre, "scale": np.array(scale, np.float32), **found})


def learned(method: HeadMethod, wanted: Sequence[str] | Labels, seed: int) -> Labels:
    """Places of the examples that `fit` learns from: all, unless there are very many."""
    count = len(np.unique(wanted))
    most = {
        "logistic": MOST_LOGITS // count,
        "svm": min(MOST_LEARNED, MOST_MARGINS // count),
        "neighbours": MOST_NEIGHBOURS,
        "tree": MOST_OF_A_TREE,
    }
    return sample(wanted, most.get(method, MOST_LEARNED), seed)


def sample(wanted: Sequence[str] | Labels, most: int, seed: int) -> Labels:
    """Places of about `most`, of each label its share, and two of it where it has them."""
    if len(wanted) <= most:
        return np.arange(len(wanted))
    generator, places = np.random.default_rng(seed), np.unique(wanted, return_inverse=True)[1]
    shares = (np.flatnonzero(places == label) for label in range(places.max() + 1))
    drawn = [generator.permutation(all)[: max(2, round(len(all) * most / len(wanted)))] for all in shares]
    return np.sort(np.concatenate(drawn))


@contextmanager
def single_threaded() -> Iterator[None]:
    """The threads of a matrix product wait for each other in a busy loop: where others use the processor's cores as well, a
    training of two seconds took half a minute."""
    import scipy.linalg  # noqa: F401  its library is another than numpy's, and limited only once it is there
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):
        yield


def _discriminant(vectors: Floats, wanted: Labels, seed: int) -> Arrays:
    """Fisher's linear discriminant with one shrunk covariance for all classes; of one example a class there is none."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    if len(vectors) == len(np.unique(wanted)):
        return _centroid(vectors, wanted, seed)
    made = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE).fit(vectors.astype(np.float64), wanted)
    return _planes(made.coef_, made.intercept_)


def _svm(vectors: Floats, wanted: Labels, seed: int) -> Arrays:
    from sklearn.svm import LinearSVC

    made = LinearSVC(random_state=seed, max_iter=5000).fit(vectors, wanted)
    found = _planes(made.coef_, made.intercept_)
    return {name: array * MARGIN_SCALE for name, array in found.items()}


def _planes(weights: Floats, bias: Floats) -> Arrays:
    """One a label; of two labels scikit-learn keeps one plane, whose score is the second's logit."""
    if len(weights) == 1:
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return {"weights": weights.astype(np.float32), "bias": bias.astype(np.float32)}


def _centroid(vectors: Floats, wanted: Labels, seed: int) -> Arrays:
    """The nearest mean, by Euclidean distance: a plane a label too."""
    centres = np.stack([vectors[wanted == label].mean(axis=0) for label in np.unique(wanted)])
    weights = MARGIN_SCALE * centres
    return {"weights": weights, "bias": -MARGIN_SCALE * (centres**2).sum(axis=1) / 2}


def _neighbours(vectors: Floats, wanted: Labels, seed: int) -> Arrays:
    return {"vectors": vectors, "wanted": wanted}


def _tree(vectors: Floats, wanted: Labels, seed: int) -> Arrays:
    from sklearn.tree import DecisionTreeClassifier

    made = DecisionTreeClassifier(min_samples_leaf=LEAF, random_state=seed).fit(vectors, wanted).tree_
    return {
        "left": made.children_left,
        "right": made.children_right,
        "feature": made.feature,
        "limit": made.threshold,
        "shares": _estimated(made.value[:, 0], made.n_node_samples[:, None]),
    }


def _on_planes(arrays: Mapping[str, Any], vectors: Floats) -> Floats:
    return softmax(vectors @ arrays["weights"].T + arrays["bias"])


def _among_neighbours(arrays: Mapping[str, Any], vectors: Floats) -> Floats:
    """Votes of the nearest, weighed by how near they are."""
    known, wanted = arrays["vectors"], arrays["wanted"]
    votes = np.zeros((len(vectors), int(wanted.max()) + 1), np.float32)
    lengths, count = (known**2).sum(axis=1), min(NEIGHBOURS, len(known))
    for begin in range(0, len(vectors), ROWS_TOGETHER):
        some = vectors[begin : begin + ROWS_TOGETHER]
        about = lengths - 2 * some @ known.T
        nearest = np.sort(np.argpartition(about, count - 1, axis=1)[:, :count], axis=1)
        distances = ((known[nearest] - some[:, None]) ** 2).sum(axis=2)
        for row, (places, away) in enumerate(zip(nearest, distances, strict=True), begin):
            np.add.at(votes[row], wanted[places], 1 / (away + TINY))
    return _estimated(votes / votes.sum(axis=1, keepdims=True), NEIGHBOURS)


def _down_the_tree(arrays: Mapping[str, Any], vectors: Floats) -> Floats:
    places = np.zeros(len(vectors), np.int64)
    rows = np.arange(len(vectors))
    while (inner := arrays["left"][places] >= 0).any():
        goes_left = vectors[rows, np.maximum(arrays["feature"][places], 0)] <= arrays["limit"][places]
        following = np.where(goes_left, arrays["left"][places], arrays["right"][places])
        places = np.where(inner, following, places)
    shares: Floats = arrays["shares"][places]
    return shares


def _estimated(shares: Floats, of: Any) -> Floats:
    """Of so few votes none for a label does not make it impossible: one more is cast for all alike (the m-estimate)."""
    found: Floats = (shares * of + 1 / shares.shape[1]) / (of + 1)
    return found


FIT: Mapping[HeadMethod, Callable[[Floats, Labels, int], Arrays]] = {
    "discriminant": _discriminant,
    "svm": _svm,
    "centroid": _centroid,
    "neighbours": _neighbours,
    "tree": _tree,
}
APPLY: Mapping[HeadMethod, Callable[[Arrays, Floats], Floats]] = {
    "logistic": _on_planes,
    "discriminant": _on_planes,
    "svm": _on_planes,
    "centroid": _on_planes,
    "neighbours": _among_neighbours,
    "tree": _down_the_tree,
}
