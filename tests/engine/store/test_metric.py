"""The metric by which the nearest vectors are compared again."""

from __future__ import annotations

import numpy as np
import pytest

from engine.store.int8_index import quantise
from engine.store.vector_scan import PLAIN, Metric

METRIC = Metric(np.eye(4, 2, dtype=np.float32), np.array([3.0, -1.0], np.float32))


def test_a_metric_stretches_its_directions_and_what_it_maps_is_normalised() -> None:
    vectors = np.array([[1, 0, 1, 0], [0, 1, 0, 1]], np.float32) / np.sqrt(2, dtype=np.float32)
    mapped = METRIC.map(vectors)
    assert np.linalg.norm(mapped, axis=1) == pytest.approx([1, 1])
    assert mapped[0] == pytest.approx([2 / 5**0.5, 0, 1 / 5**0.5, 0])
    assert mapped[1] == pytest.approx([0, 0, 0, 1])


def test_rows_of_int8_are_mapped_as_the_vectors_they_stand_for() -> None:
    vectors = np.random.default_rng(1).standard_normal((5, 4)).astype(np.float32)
    assert METRIC.map(quantise(vectors)) == pytest.approx(METRIC.map(vectors), abs=0.03)
    assert PLAIN.map(vectors) == pytest.approx(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_a_vector_of_zeros_stays_one() -> None:
    assert not METRIC.map(np.zeros((1, 4), np.float32)).any()
