"""`python -m tests.benchmarks.recalling.learn_shift`: writes resources/search/answers.toml, by which the search in conversations
looks for what answers a question rather than for what sounds like it."""

from __future__ import annotations

import base64
import os
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import numpy.typing as npt

from engine.models.interfaces import Embedder
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.answers.question_shift import FILE
from engine.text.language import detect_language
from tests.benchmarks.planted_facts import FACTS
from tests.benchmarks.recalling.chatter import turns
from tests.support.models import starter_models

FOLDER = Path(__file__).parent
COMMENT = """\
# For the embedder `model`. By the language of a question, `es` and `en`: the mean vector of questions less that of their answers
# (float16). Then the metric by which a question is compared with what may answer it: the identity and a gain in each of the
# `directions` (float16, one after another). Learnt by `python -m tests.benchmarks.recalling.learn_shift`.
"""
FIRST_OTHER, OTHERS = 5000, 600
"""Turns that answer nothing: behind those that the benchmark's conversations are made of."""
RANK, STEPS, RATE, DECAY, TEMPERATURE, FITS = 32, 80, 2e-3, 1e-3, 0.03, 3
BATCH = 320
"""Pairs of a step. With 835 pairs more than 60 steps fit these better and others worse; with 1,600 it is the same from 80 on.
Those of further_facts.toml, 1,156 more, find no more (docs/benchmarks.md)."""

Floats = npt.NDArray[np.float64]


def main() -> None:
    pairs = list(_pairs())
    facts = list(dict.fromkeys(told for _, told in pairs))
    own = np.array([facts.index(told) for _, told in pairs])
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    with pool.embedder() as embedder:
        asked = _embedded(embedder, [question for question, _ in pairs], are_questions=True)
        told = _embedded(embedder, facts)
        others = _embedded(embedder, _others())
    model = pool.embedder_id()
    pool.close()
    languages = np.array([detect_language(question) for question, _ in pairs])
    lines, moved = [f'model = "{model}"'], asked.copy()
    for language in ("es", "en"):
        of_language = languages == language
        shift = asked[of_language].mean(axis=0) - told[own[of_language]].mean(axis=0)
        moved[of_language] -= shift
        lines.append(f'{language} = "{_encoded(shift)}"')
    directions, gains = _metric(_unit(moved), told, own, others)
    lines += [f'directions = "{_encoded(directions.T)}"', f"gains = {[round(float(gain), 4) for gain in gains]}"]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(COMMENT + "\n".join(lines) + "\n", "utf-8")


def _others() -> list[str]:
    """Return messages that answer no question about a person."""
    passing: list[str] = tomllib.loads((FOLDER / "paraphrases.toml").read_text("utf-8"))["passing"]
    return [text for turn in turns(FIRST_OTHER + OTHERS)[FIRST_OTHER:] for text in turn] + passing


def _embedded(embedder: Embedder, texts: Sequence[str], *, are_questions: bool = False) -> Floats:
    embed = embedder.embed_queries if are_questions else embedder.embed_passages
    parts = [embed(texts[at : at + 64]) for at in range(0, len(texts), 64)]
    return np.concatenate(parts).astype(np.float64)


def _metric(asked: Floats, told: Floats, own: npt.NDArray[np.int64], others: Floats) -> tuple[Floats, Floats]:
    """Return directions [dimensions, RANK], orthonormal, and their gains, of the mean metric of some fits."""
    metric = np.mean([_fit(asked, told, own, others[fit % 2 :: 2], fit) for fit in range(FITS)], axis=0)
    values, vectors = np.linalg.eigh(metric)
    most = np.argsort(-np.abs(values - 1))[:RANK]
    return vectors[:, most], values[most] - 1


def _fit(asked: Floats, told: Floats, own: npt.NDArray[np.int64], others: Floats, seed: int) -> Floats:
    """Learn a map I + AB under which each question is nearer to its fact than to others (InfoNCE, by Adam). Return its metric."""
    random, dimensions = np.random.default_rng(seed), asked.shape[1]
    down, up = random.normal(0, 0.02, (dimensions, RANK)), np.zeros((RANK, dimensions))
    candidates = np.concatenate([told, others])
    moments = [(np.zeros_like(weights), np.zeros_like(weights)) for weights in (down, up)]
    for step in range(1, STEPS + 1):
        batch = random.permutation(len(own))[:BATCH]
        some, right = asked[batch], own[batch]
        queries, keys = some + some @ down @ up, candidates + candidates @ down @ up
        query_norms, key_norms = (np.linalg.norm(each, axis=1, keepdims=True) for each in (queries, keys))
        near_queries, near_keys = queries / query_norms, keys / key_norms
        scores = near_queries @ near_keys.T / TEMPERATURE
        error = np.exp(scores - scores.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(len(batch)), right] -= 1
        error /= len(batch) * TEMPERATURE
        of_queries = _through_norm(error @ near_keys, near_queries, query_norms)
        of_keys = _through_norm(error.T @ near_queries, near_keys, key_norms)
        gradients = (
            some.T @ (of_queries @ up.T) + candidates.T @ (of_keys @ up.T),
            (some @ down).T @ of_queries + (candidates @ down).T @ of_keys,
        )
        for weights, gradient, (mean, square) in zip((down, up), gradients, moments, strict=True):
            gradient += DECAY * weights
            mean += 0.1 * (gradient - mean)
            square += 0.01 * (gradient**2 - square)
            weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    map_ = np.eye(dimensions) + down @ up
    metric: Floats = map_ @ map_.T
    return metric


def _through_norm(gradient: Floats, unit: Floats, norms: Floats) -> Floats:
    through: Floats = (gradient - unit * (gradient * unit).sum(axis=1, keepdims=True)) / norms
    return through


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _encoded(numbers: Floats) -> str:
    return base64.b64encode(numbers.astype("<f2").tobytes()).decode()


def needing_facts() -> list[str]:
    """Return the questions of the pairs, and those of further_facts.toml."""
    further = tomllib.loads((FOLDER / "further_facts.toml").read_text("utf-8"))
    return [question for question, _ in _pairs()] + [asked for fact in further["facts"] for asked in fact["asked"]]


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield questions in both languages, and what a person told that answers them; none is of new_facts.toml."""
    development, benchmark, more, paraphrases = (
        tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
        for name in ("development", "benchmark", "more_facts", "paraphrases")
    )
    facts = [(f"{fact['text']}.", fact["questions"]) for person in development["people"] for fact in person["facts"]]
    facts += [(fact["told"], fact["questions"]) for fact in benchmark["facts"]]
    facts += [(told, [question]) for told, question in FACTS]
    facts += [(fact["told"], fact["asked"]) for fact in more["facts"] + paraphrases["facts"]]
    for told, questions in facts:
        yield from ((str(question), str(told)) for question in questions)


if __name__ == "__main__":
    main()
