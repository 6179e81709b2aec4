"""Heads over frozen vectors: fitted by scikit-learn, kept as arrays (never pickled), applied with numpy alone.

Vectors are centred on the training examples and scaled to length one on average first: an e5 space is a narrow cone, and
without that a regularised head hardly moves.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.capabilities.language import calibration, logistic
from engine.capabilities.language.api import HEADS, Head, MethodScore
from engine.capabilities.language.calibration import softmax
from engine.protocol.errors import TooFewExamples, TooFewLabels

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[Any]
    Labels = npt.NDArray[np.int64]
    Arrays = dict[str, npt.NDArray[Any]]

MOST_FOLDS = 5
SHRINKAGE = 0.9
"""Of the covariance towards a multiple of one: with fewer examples than dimensions little of it is known."""
MARGIN_SCALE = 4.0
"""What distances to a plane or a centre are multiplied by before a softmax."""
NEIGHBOURS = 5
LEAF = 2
TINY = 1e-6


@dataclass(frozen=True)
class Fitted:
    """`labels` in the order of the outputs; `arrays` with the centre and scale every vector goes through, and, where it was
    found, the temperature of the answers."""

    method: Head
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
    return Fitted(next(head for head in HEADS if head == method), tuple(labels.tolist()), arrays)


def renamed(kept: bytes, names: Mapping[str, str]) -> bytes:
    """The same head, some of its labels called otherwise."""
    head = restored(kept)
    return replace(head, labels=tuple(names.get(label, label) for label in head.labels)).bytes()


def check(labels: Sequence[str]) -> None:
    """Raises TooFewLabels, TooFewExamples."""
    counts = dict.fromkeys(labels, 0)
    for label in labels:
        counts[label] += 1
    if len(counts) < 2:
        raise TooFewLabels(count=len(counts))
    for label, count in counts.items():
        if count < 2:
            raise TooFewExamples(label=label)


def fit(method: Head, vectors: Floats, labels: Sequence[str], seed: int = 0, sentences: Floats | None = None) -> Fitted:
    """Of vectors [texts, dimensions], one label each. `sentences` [labels, dimensions] say what the sorted labels mean, which
    a logistic regression starts from.

    Repeatable: the seed is all that is drawn.
    """
    names = tuple(sorted(set(labels)))
    place = {name: at for at, name in enumerate(names)}
    wanted = np.array([place[label] for label in labels])
    centre = vectors.mean(axis=0)
    scale = max(float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean())), TINY)
    prepared = (vectors - centre) / scale
    if method == "logistic":
        prior = None if sentences is None else logistic.Prior(sentences, centre, scale)
        weights, bias = logistic.fit(prepared, wanted, seed, prior)
        found = {"weights": weights, "bias": bias}
    else:
        found = FIT[method](prepared, wanted, seed)
    return Fitted(method, names, {"centre": centre, "scale": np.array(scale, np.float32), **found})


def compared(
    vectors: Floats, labels: Sequence[str], seed: int, sentences: Floats | None = None
) -> tuple[int, tuple[MethodScore, ...]]:
    """Stratified folds, and each method's accuracy over them with the temperature its answers to texts of the other folds
    ask for; best first, a tie goes to the first of HEADS."""
    from sklearn.model_selection import StratifiedKFold

    names, answers = np.unique(np.array(labels), return_inverse=True)
    folds = StratifiedKFold(min(MOST_FOLDS, int(np.bincount(answers).min())), shuffle=True, random_state=seed)
    parts = list(folds.split(vectors, answers))
    found = [_scored(method, vectors, names[answers], answers, parts, seed, sentences) for method in HEADS]
    return len(parts), tuple(sorted(found, key=lambda one: -one.mean))


def best(scores: Sequence[MethodScore], examples: int) -> Head:
    """Of `compared`, best first. Others must be better than a logistic regression by two standard errors of so many examples:
    of many methods one looks best by chance, and where a tree did with 8 examples a class it was .1 worse.
    """
    usual = next(one for one in scores if one.method == "logistic")
    least = usual.mean + 2 * (usual.mean * (1 - usual.mean) / examples) ** 0.5
    return scores[0].method if scores[0].mean > least else usual.method


def _scored(
    method: Head, vectors: Floats, labels: Labels, answers: Labels, parts: Sequence[tuple[Labels, Labels]], seed: int,
    sentences: Floats | None,
) -> MethodScore:  # fmt: skip
    shares = np.zeros((len(answers), int(answers.max()) + 1), np.float32)
    for train, test in parts:
        head = fit(method, vectors[train], labels[train].tolist(), seed, sentences)
        shares[test] = head.probabilities(vectors[test])
    right = shares.argmax(axis=1) == answers
    means = [float(right[test].mean()) for _, test in parts]
    return MethodScore(method, float(np.mean(means)), float(np.std(means)), calibration.temperature(shares, answers))


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
    for row, vector in enumerate(vectors):
        distances = ((known - vector) ** 2).sum(axis=1)
        nearest = np.argsort(distances, kind="stable")[:NEIGHBOURS]
        np.add.at(votes[row], wanted[nearest], 1 / (distances[nearest] + TINY))
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


FIT: Mapping[Head, Callable[[Floats, Labels, int], Arrays]] = {
    "discriminant": _discriminant,
    "svm": _svm,
    "centroid": _centroid,
    "neighbours": _neighbours,
    "tree": _tree,
}
APPLY: Mapping[Head, Callable[[Arrays, Floats], Floats]] = {
    "logistic": _on_planes,
    "discriminant": _on_planes,
    "svm": _on_planes,
    "centroid": _on_planes,
    "neighbours": _among_neighbours,
    "tree": _down_the_tree,
}
