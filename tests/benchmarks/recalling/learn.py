"""`python -m tests.benchmarks.recalling.learn`: the weights of recall, learnt on development.toml, and how they do on what they
have not seen: each person with the weights of the other people, and with a part of the other questions."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import numpy.typing as npt

from engine.capabilities.memory.api import Memory
from engine.capabilities.memory.detection.lasting import FILE as EXAMPLES
from engine.capabilities.memory.detection.statements import subject_of
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.capabilities.memory.memory_vectors import without_language
from engine.capabilities.memory.recall.features import Question, features
from engine.models.interfaces import Embedder
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.text.language import detect_language
from tests.support.models import starter_models

DATA = Path(__file__).with_name("development.toml")
RIDGE, POSITIVE_WEIGHT, STEPS, MOST = 0.5, 10.0, 60, 5
CUTOFF = 0.5
"""For questions that do not ask for a fact about the person; those for the others are tried."""
CUTOFFS = (0.5, 0.0, -1.0, -2.0, -3.0, -4.0, -5.0, -6.0)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Person:
    """`pairs` [questions, facts, features]; `own` is the number of a question's fact, -1 where it needs none.

    `asks` tells which questions ask for a fact about the person.
    """

    pairs: Floats
    own: npt.NDArray[np.int64]
    asks: npt.NDArray[np.bool_]

    @property
    def labels(self) -> Floats:
        labels: Floats = (self.own[:, None] == np.arange(self.pairs.shape[1])[None, :]).astype(np.float64)
        return labels


def main() -> None:
    people = _read()
    figures = []
    for held_out in range(len(people)):
        weights = _fit([person for number, person in enumerate(people) if number != held_out])
        figures.append([_figures(people[held_out], weights, cutoff) for cutoff in CUTOFFS])
    print(
        "| cut-off | needed and recalled | others with a memory | beside or instead of the right one |\n|---|---|---|---|"
    )
    for cutoff, means in zip(CUTOFFS, np.mean(figures, axis=0), strict=True):
        print(f"| {cutoff} | {' | '.join(f'{figure:.3f}' for figure in means)} |")
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in _fit(people)))


def _read() -> list[Person]:
    data = tomllib.loads(DATA.read_text("utf-8"))
    others, people = data["others"]["texts"], data["people"]
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    with pool.embedder() as embedder:
        read = [_person(embedder, person["facts"], others[at :: len(people)]) for at, person in enumerate(people)]
    pool.close()
    return read


def _person(embedder: Embedder, facts: Sequence[dict[str, object]], others: Sequence[str]) -> Person:
    texts = [str(fact["text"]) for fact in facts]
    asked = [(str(question), at) for at, fact in enumerate(facts) for question in fact["questions"]]  # type: ignore[attr-defined]  # as the file is written
    asked += [(question, -1) for question in others]
    background = tomllib.loads(EXAMPLES.read_text("utf-8"))["background"]
    questions, told, nobody = (
        embedder.embed_queries(each) for each in ([question for question, _ in asked], texts, background)
    )
    languages = [detect_language(text) for text in background]
    questions = np.stack([without_language(vector, nobody, languages) for vector in questions])
    rows = [
        MemoryRow(Memory(at, text, "kept", 0), subject_of(text).slot, subject_of(text).kind)
        for at, text in enumerate(texts)
    ]
    read = [Question.of(question) for question, _ in asked]
    cosines, beside = questions @ told.T, (questions @ nobody.T).tolist()
    pairs = [
        [features(question, row, float(cosines[at, row.id]), beside[at]) for row in rows]
        for at, question in enumerate(read)
    ]
    return Person(np.array(pairs), np.array([at for _, at in asked]), np.array([q.asks for q in read]))


def _fit(people: Sequence[Person]) -> Floats:
    """Fit a logistic regression by Newton's method, with a ridge on all weights but the first."""
    rows = np.concatenate([person.pairs.reshape(-1, person.pairs.shape[-1]) for person in people])
    targets = np.concatenate([person.labels.reshape(-1) for person in people])
    weights, importance = np.zeros(rows.shape[1]), np.where(targets > 0, POSITIVE_WEIGHT, 1.0)
    ridge = RIDGE * np.eye(rows.shape[1])
    for _ in range(STEPS):
        predicted = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (importance * (predicted - targets)) + RIDGE * weights * (np.arange(len(weights)) > 0)
        curvature = (rows * (importance * predicted * (1 - predicted))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def _figures(person: Person, weights: Floats, asking_cutoff: float) -> tuple[float, float, float]:
    scores = person.pairs @ weights
    cutoffs = np.where(person.asks, asking_cutoff, CUTOFF)
    is_above = scores >= cutoffs[:, None]
    needing = np.flatnonzero(person.own >= 0)
    own = scores[needing, person.own[needing]]
    is_recalled = (own >= cutoffs[needing]) & ((scores[needing] > own[:, None]).sum(axis=1) < MOST)
    beside = np.minimum(is_above[needing].sum(axis=1), MOST) - is_recalled
    return float(is_recalled.mean()), float(is_above[person.own < 0].any(axis=1).mean()), float(beside.mean())


if __name__ == "__main__":
    main()
