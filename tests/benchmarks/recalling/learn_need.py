"""`python -m tests.benchmarks.recalling.learn_need`: writes resources/memory/need.toml, by which recall tells a question that
needs a fact about the person from others, and prints how it does on questions that it was not learnt on."""

from __future__ import annotations

import base64
import os
import tomllib
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import numpy.typing as npt

from engine.capabilities.memory.recall.features import Question
from engine.capabilities.memory.recall.need import FILE, word_features
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from tests.benchmarks.data import questions
from tests.benchmarks.recalling.chatter import requests
from tests.benchmarks.recalling.learn_shift import needing_facts
from tests.support.models import starter_models

FOLDER = Path(__file__).parent
COMMENT = """\
# Whether a question needs a fact about the person: weights of a logistic regression for the embedder `model`, on the features of
# the question's words and on its vector (float32). Learnt by `python -m tests.benchmarks.recalling.learn_need`.
"""
RIDGE, STEPS, FOLDS, SCALE = 8.0, 25, 5, 10.0
"""SCALE: of the vectors, whose components are small beside the features."""
CUTOFFS = (-0.5, 0.0, 0.5, 1.0, 1.5)

Floats = npt.NDArray[np.float64]


def main() -> None:
    needing = needing_facts()
    others, importance = _others()
    texts = [*needing, *others]
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    with pool.embedder() as embedder:
        parts = [embedder.embed_queries(texts[at : at + 64]) for at in range(0, len(texts), 64)]
    model = pool.embedder_id()
    pool.close()
    vectors = np.concatenate(parts).astype(np.float64)
    words = np.array([word_features(Question.of(text)) for text in texts])
    mean = vectors.mean(axis=0)
    rows = np.concatenate([np.ones((len(texts), 1)), words, (vectors - mean) * SCALE], axis=1)
    needs = np.arange(len(texts)) < len(needing)
    weighting = np.concatenate([np.ones(len(needing)), importance])
    _print_unseen(rows, needs, weighting)
    weights = _fit(rows, needs, weighting)
    of_vector = weights[1 + words.shape[1] :] * SCALE
    lines = [
        f'model = "{model}"',
        f"bias = {float(weights[0] - of_vector @ mean):.4f}",
        f"words = {[round(float(weight), 3) for weight in weights[1 : 1 + words.shape[1]]]}",
        f'vector = "{base64.b64encode(of_vector.astype("<f4").tobytes()).decode()}"',
    ]
    FILE.write_text(COMMENT + "\n".join(lines) + "\n", "utf-8")


def _others() -> tuple[list[str], Floats]:
    """Return questions and requests that need no fact about the person, and how much each counts."""
    data = {
        name: tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
        for name in ("development", "benchmark", "paraphrases", "further_facts")
    }
    sources = (
        (data["development"]["others"]["texts"] + data["benchmark"]["others"]["texts"], 1.6),
        (questions(5000)[::25] + requests()[::60][:150], 0.8),
        (data["paraphrases"]["general"] + data["further_facts"]["general"], 2.0),
    )
    return [text for texts, _ in sources for text in texts], np.concatenate(
        [np.full(len(texts), weight) for texts, weight in sources]
    )


def _fit(rows: Floats, needs: npt.NDArray[np.bool_], importance: Floats) -> Floats:
    """Fit a logistic regression by Newton's method, with a ridge on all weights but the first."""
    weights, ridge = np.zeros(rows.shape[1]), RIDGE * (np.arange(rows.shape[1]) > 0)
    for _ in range(STEPS):
        predicted = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (importance * (predicted - needs)) + ridge * weights
        curvature = (rows * (importance * predicted * (1 - predicted))[:, None]).T @ rows + np.diag(ridge + 1e-6)
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def _print_unseen(rows: Floats, needs: npt.NDArray[np.bool_], importance: Floats) -> None:
    fold = np.random.default_rng(0).integers(0, FOLDS, len(rows))
    scores = np.zeros(len(rows))
    for held_out in range(FOLDS):
        known = fold != held_out
        scores[~known] = rows[~known] @ _fit(rows[known], needs[known], importance[known])
    print("| cut-off | of questions that need a fact | of others |\n|---|---|---|")
    for cutoff in CUTOFFS:
        print(f"| {cutoff} | {(scores[needs] >= cutoff).mean():.3f} | {(scores[~needs] >= cutoff).mean():.3f} |")


if __name__ == "__main__":
    main()
