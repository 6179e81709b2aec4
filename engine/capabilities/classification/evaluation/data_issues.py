"""Examples that make an evaluation doubtful: one text with two labels, or the same text in train and in test."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import ClassifierStore
from engine.capabilities.classification.embedding_cache import EmbeddingCache
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

NEAR_DUPLICATE_COSINE = 0.98
BATCH_SIZE = 128


def find_data_issues(
    store: ClassifierStore, cache: EmbeddingCache, request: api.FindDataIssues, is_cancelled: IsCancelled
) -> Generator[Progress, None, api.DataIssues]:
    """Return texts with two labels, and near-duplicates between train and test. Raises ModelMissing, Cancelled."""
    train = store.labelled_examples(request.classifier, "train")
    test = store.labelled_examples(request.classifier, "test")
    pairs = conflicting_labels([*train, *test])
    if train and test:
        texts = [example.text for example in (*train, *test)]
        vectors = yield from cache.cached_embeddings(texts, is_cancelled)
        pairs += leaked_examples(train, test, vectors[: len(train)], vectors[len(train) :])
    return api.DataIssues(tuple(pairs[: request.limit]), len(pairs))


def conflicting_labels(examples: Sequence[api.Example]) -> list[api.ExamplePair]:
    """Return each example whose text has another label in an earlier one, with the latter."""
    first_of_text: dict[str, api.Example] = {}
    pairs = []
    for example in examples:
        first = first_of_text.setdefault(example.text, example)
        if first.label != example.label:
            pairs.append(api.ExamplePair("two labels", first, example, 1.0))
    return pairs


def leaked_examples(
    train: Sequence[api.Example], test: Sequence[api.Example], train_vectors: Floats, test_vectors: Floats
) -> list[api.ExamplePair]:
    """Return each test example whose nearest training example is a near-duplicate, the most similar first.

    Vectors are float32 [examples, dimensions] of length 1.
    """
    pairs = []
    for start in range(0, len(test), BATCH_SIZE):
        cosines = test_vectors[start : start + BATCH_SIZE] @ train_vectors.T
        for row, nearest in enumerate(cosines.argmax(axis=1)):
            cosine = float(cosines[row, nearest])
            first, second = train[int(nearest)], test[start + row]
            if cosine >= NEAR_DUPLICATE_COSINE:
                issue: api.IssueKind = "same text" if first.text == second.text else "alike"
                pairs.append(api.ExamplePair(issue, first, second, cosine))
    return sorted(pairs, key=lambda pair: -pair.cosine)
