"""`python -m tests.benchmarks.recalling.learn`: the weights of recall, learnt on development.toml, and how they do on what they
have not seen: facts and other questions are held out in five parts."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import numpy.typing as npt

from engine.capabilities.memory.api import Memory
from engine.capabilities.memory.detection.lasting import FILE as EXAMPLES
from engine.capabilities.memory.detection.statements import subject_of
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.capabilities.memory.recall.features import Question, features
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from tests.support.models import starter_models

DATA = Path(__file__).with_name("development.toml")
PARTS, RIDGE, POSITIVE_WEIGHT, STEPS, MOST = 5, 0.5, 10.0, 60, 3
CUTOFFS = (-1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)

Floats = npt.NDArray[np.float64]


def main() -> None:
    data = tomllib.loads(DATA.read_text("utf-8"))
    facts: list[str] = [fact["text"] for fact in data["facts"]]
    asked = [(question, at) for at, fact in enumerate(data["facts"]) for question in fact["questions"]]
    asked += [(question, -1) for question in data["others"]["texts"]]
    pairs, wanted = _features(facts, [question for question, _ in asked]), np.array([at for _, at in asked])
    labels = (wanted[:, None] == np.arange(len(facts))[None, :]).astype(float)
    scores = _held_out(pairs, labels, wanted)
    print(
        "| cut-off | needed and recalled | others with a memory | other memories for a personal question |\n|---|---|---|---|"
    )
    for cutoff in CUTOFFS:
        print(f"| {cutoff} | {' | '.join(f'{figure:.3f}' for figure in _figures(scores, wanted, cutoff))} |")
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in _fit(pairs, labels)))
    for at in np.flatnonzero(wanted >= 0):
        if scores[at, wanted[at]] < 0.25:
            best = int(scores[at].argmax())
            print(f"missed: {asked[at][0]} / {facts[wanted[at]]} {scores[at, wanted[at]]:.2f}")
            print(f"  best: {facts[best]} {scores[at, best]:.2f}")
    for at in np.flatnonzero(wanted < 0):
        if scores[at].max() >= 0.25:
            print(f"wrong: {asked[at][0]} / {facts[int(scores[at].argmax())]} {scores[at].max():.2f}")


def _features(facts: list[str], questions: list[str]) -> Floats:
    """Return the features [questions, facts, features]."""
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    background = tomllib.loads(EXAMPLES.read_text("utf-8"))["background"]
    with pool.embedder() as embedder:
        asked, told, nobody = (embedder.embed_queries(texts) for texts in (questions, facts, background))
    pool.close()
    rows = []
    for at, fact in enumerate(facts):
        subject = subject_of(fact)
        rows.append(MemoryRow(Memory(at, fact, "kept", 0), subject.slot, subject.kind))
    cosines, others = asked @ told.T, (asked @ nobody.T).tolist()
    read = [Question.of(question) for question in questions]
    return np.array(
        [
            [features(question, row, float(cosines[at, row.id]), others[at]) for row in rows]
            for at, question in enumerate(read)
        ]
    )


def _held_out(pairs: Floats, labels: Floats, wanted: npt.NDArray[np.int64]) -> Floats:
    """Return the scores of each question by weights that have seen neither it nor its fact."""
    chosen = np.random.RandomState(0)
    fact_part = np.asarray(chosen.randint(0, PARTS, labels.shape[1]))
    other_part = np.asarray(chosen.randint(0, PARTS, len(wanted)))
    scores = np.zeros(labels.shape)
    for part in range(PARTS):
        held_out = np.array(
            [(fact_part[fact] if fact >= 0 else other_part[at]) == part for at, fact in enumerate(wanted.tolist())]
        )
        seen = np.flatnonzero(fact_part != part)
        weights = _fit(pairs[~held_out][:, seen], labels[~held_out][:, seen])
        scores[held_out] = pairs[held_out] @ weights
    return scores


def _fit(pairs: Floats, labels: Floats) -> Floats:
    """Fit a logistic regression by Newton's method, with a ridge on all weights but the first."""
    rows, targets = pairs.reshape(-1, pairs.shape[-1]), labels.reshape(-1)
    weights, importance = np.zeros(rows.shape[1]), np.where(targets > 0, POSITIVE_WEIGHT, 1.0)
    ridge = RIDGE * np.eye(rows.shape[1])
    for _ in range(STEPS):
        predicted = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (importance * (predicted - targets)) + RIDGE * weights * (np.arange(len(weights)) > 0)
        curvature = (rows * (importance * predicted * (1 - predicted))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def _figures(scores: Floats, wanted: npt.NDArray[np.int64], cutoff: float) -> tuple[float, float, float]:
    needing = np.flatnonzero(wanted >= 0)
    own = scores[needing, wanted[needing]]
    is_recalled = (own >= cutoff) & ((scores[needing] > own[:, None]).sum(axis=1) < MOST)
    without = [np.delete(scores[at], wanted[at]).max() >= cutoff for at in needing]
    return float(is_recalled.mean()), float((scores[wanted < 0].max(axis=1) >= cutoff).mean()), float(np.mean(without))


if __name__ == "__main__":
    main()
