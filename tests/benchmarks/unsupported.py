"""`python -m tests.benchmarks.unsupported`: how well inventions in answers are marked, in characters of their spans."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.chat.answering.ranking import SentenceRanker
from engine.capabilities.chat.answering.sources import check_answer
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.passage import Passage
from engine.text import sentences
from engine.text.citations import Similarity
from tests.benchmarks.inventions.planted import KINDS, PlantedAnswer, halves, planted_answers
from tests.support.models import starter_models

Span = tuple[int, int]
Marker = Callable[[PlantedAnswer], Sequence[Span]]


@dataclass
class Overlap:
    """Characters that are marked, that are invented, and both."""

    marked: int = 0
    invented: int = 0
    both: int = 0

    def add(self, marked: Sequence[Span], invented: Sequence[Span]) -> None:
        ours, gold = _characters(marked), _characters(invented)
        self.marked += len(ours)
        self.invented += len(gold)
        self.both += len(ours & gold)

    @property
    def precision(self) -> float:
        return self.both / self.marked if self.marked else 0.0

    @property
    def recall(self) -> float:
        return self.both / self.invented if self.invented else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.marked + self.invented) if self.both else 0.0


def marker(similarity: Similarity | None) -> Marker:
    """Return what marks the sentences that the product marks, with its embedder or by their words alone."""

    def mark(answer: PlantedAnswer) -> list[Span]:
        passages = [
            Passage(n, n, f"/d/{n}.txt", answer.title, 1, 0, len(t), t, 0.0) for n, t in enumerate(answer.passages)
        ]
        return [(item.start, item.end) for item in check_answer(answer.text, 0, passages, "", similarity)[1]]

    return mark


def nothing(answer: PlantedAnswer) -> list[Span]:
    return []


def everything(answer: PlantedAnswer) -> list[Span]:
    return sentences.spans(answer.text)


def measure(answers: Sequence[PlantedAnswer], mark: Marker) -> Overlap:
    overlap = Overlap()
    for answer in answers:
        overlap.add(mark(answer), [answer.invented] if answer.invented else [])
    return overlap


def report(name: str, answers: Sequence[PlantedAnswer], ours: Marker) -> Iterator[str]:
    markers = {"ours": ours, "by words alone": marker(None), "nothing marked": nothing, "everything marked": everything}
    for how, mark in markers.items():
        whole = measure(answers, mark)
        yield f"| {name} | {how} | {whole.precision:.2f} | {whole.recall:.2f} | {whole.f1:.2f} |"
    for kind in KINDS:
        some = [answer for answer in answers if answer.kind == kind]
        yield f"| {name} | ours, {kind} ({len(some)}) | | {measure(some, ours).recall:.2f} | |"


def main() -> int:
    print("| answers | marked by | precision | recall | span F1 |\n|---|---|---|---|---|")
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    ours = marker(SentenceRanker(pool).compare())
    looked_at, held_out = halves(planted_answers())
    for name, answers in (("looked at", looked_at), ("held out", held_out)):
        print("\n".join(report(f"{name}, {len(answers)}", answers, ours)))
    pool.close()
    return 0


def _characters(spans: Sequence[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


if __name__ == "__main__":
    sys.exit(main())
