"""Search over all conversations: its time over 10,000 messages, and the recall of facts told once and asked in other words."""

from __future__ import annotations

import csv
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from engine.capabilities.chat import api
from engine.capabilities.chat.search.message_search import MessageSearch
from tests.benchmarks.data import DATA, paragraphs, questions
from tests.benchmarks.planted_facts import FACTS
from tests.benchmarks.table import Row, spread
from tests.support.harness import EngineHarness
from tests.support.said import say

CONVERSATIONS, EXCHANGES, K, ROUNDS = 200, 5, 10, 3
LONG, DIMENSIONS = 25, 384
"""Exchanges of each conversation, and dimensions of their random vectors, where the time is measured."""
LONGEST_ANSWER = 400
"""Characters of a paragraph that stands for an answer."""


def run(models: Path) -> Iterator[Row]:
    with opened(models) as engine:
        planted = fill(engine, EXCHANGES)
        started = time.perf_counter()
        done = engine.call(api.EMBED_MESSAGES, api.EmbedMessages()).done
        embedding = time.perf_counter() - started
        yield recall(engine, planted, f"{done:,} messages were given vectors in {embedding:.0f} s at idle priority")
    with opened(models) as engine:
        fill(engine, LONG)
        add_random_vectors(engine)
        yield times(engine)


@contextmanager
def opened(models: Path) -> Iterator[EngineHarness]:
    with tempfile.TemporaryDirectory() as home:
        engine = EngineHarness(Path(home), models, "chat")
        try:
            yield engine
        finally:
            engine.close()


def add_random_vectors(engine: EngineHarness) -> None:
    """Give every message a vector: the time of a search does not depend on what it is."""
    vectors, model = MessageSearch(engine.store, engine.pool).message_vectors, engine.pool.embedder_id()
    assert model
    random = np.random.default_rng(1)
    for part in vectors.parts(model):
        rows = random.standard_normal((len(part.pieces), DIMENSIONS), np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        vectors.put(part, model, DIMENSIONS, rows.astype("<f2").tobytes())


def fill(engine: EngineHarness, exchanges: int) -> dict[str, int]:
    """Write the conversations; each fact is told in one of them, with its neighbours about other things.

    Returns the message by the question asked for it.
    """
    texts, asked, told = paragraphs(), questions(CONVERSATIONS * exchanges), statements()
    planted = dict[str, int]()
    every = CONVERSATIONS // len(FACTS)
    for number in range(CONVERSATIONS):
        at = number * exchanges
        turns = [
            ((told if n % 2 else asked)[(at + n) % len(told if n % 2 else asked)], texts[(at + n) % len(texts)])
            for n in range(exchanges)
        ]
        turns = [(question, answer[:LONGEST_ANSWER]) for question, answer in turns]
        fact = FACTS[number // every] if number % every == 0 else None
        if fact is not None:
            turns[exchanges // 2] = (
                fact[0],
                "De acuerdo, lo tendré en cuenta." if number < CONVERSATIONS // 2 else "Noted.",
            )
        _, ids = say(engine.store, f"Conversation {number}", *turns)
        if fact is not None:
            planted[fact[1]] = ids[exchanges // 2 * 2]
    return planted


def statements() -> list[str]:
    """Sentences about everything in both languages, of STS-b: what a person tells beside the facts."""
    rows = (
        csv.reader((DATA.parents[1] / f"stsb-{language}-dev.csv").open(encoding="utf-8")) for language in ("es", "en")
    )
    return [sentence for pair in zip(*rows, strict=False) for sentence in (row[0] for row in pair)]


def recall(engine: EngineHarness, planted: dict[str, int], detail: str) -> Row:
    ranks: list[int] = []
    missed: list[str] = []
    for question, message in planted.items():
        found = [m.message for m in engine.call(api.SEARCH, api.SearchMessages(question, K)).results]
        ranks.append(found.index(message) + 1 if message in found else 0)
        missed += [] if message in found else [question]
    half = len(ranks) // 2
    share = [sum(map(bool, part)) / len(part) for part in (ranks, ranks[:half], ranks[half:])]
    first = sum(rank == 1 for rank in ranks) / len(ranks)
    return Row(
        f"recall@{K} of {len(ranks)} facts over {CONVERSATIONS} conversations, asked in other words",
        f"{share[0]:.3f}",
        "≥ .95",
        f"Spanish {share[1]:.2f}, English {share[2]:.2f}; first of all {first:.2f}; missed: {'; '.join(missed) or 'none'}; "
        f"{detail}",
    )


def times(engine: EngineHarness) -> Row:
    """Time the search of questions in other words and of squad's own, the query's embedding included."""
    asked = [question for _, question in FACTS] + questions(60)
    whole, parts = list[float](), dict[str, list[float]]()
    for turn in range(ROUNDS + 1):
        for question in asked:
            started = time.perf_counter()
            found = engine.call(api.SEARCH, api.SearchMessages(question, K))
            if turn:  # the first only warms up
                whole.append((time.perf_counter() - started) * 1000)
                for name, milliseconds in found.milliseconds.items():
                    parts.setdefault(name, []).append(milliseconds)
    each = ", ".join(f"{name} {statistics.median(figures):.1f}" for name, figures in parts.items())
    messages = CONVERSATIONS * LONG * 2
    high = statistics.quantiles(whole, n=20)[18]
    return Row(
        f"search over {messages:,} messages by words and meaning, median",
        f"{statistics.median(whole):.1f} ms",
        "≤ 20 ms",
        f"{spread(whole, 'ms')}, 95 % within {high:.1f} ms; medians of its parts in ms: {each}",
    )
