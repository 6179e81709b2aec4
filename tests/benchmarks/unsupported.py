"""`python -m tests.benchmarks.unsupported`: how well inventions in answers are marked, in characters of their spans."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.capabilities.chat.answering.sources import check_answer
from engine.protocol.answering.passage import Passage
from engine.text import sentences
from tests.benchmarks.inventions.planted import KINDS, PlantedAnswer, halves, planted_answers

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


def ours(answer: PlantedAnswer) -> list[Span]:
    """Return the sentences that the product marks."""
    passages = [
        Passage(n, n, f"/d/{n}.txt", answer.title, 1, 0, len(t), t, 0.0) for n, t in enumerate(answer.passages)
    ]
    return [(item.start, item.end) for item in check_answer(answer.text, 0, passages)[1]]


def nothing(answer: PlantedAnswer) -> list[Span]:
    return []


def everything(answer: PlantedAnswer) -> list[Span]:
    return sentences.spans(answer.text)


MARKERS: dict[str, Marker] = {"ours": ours, "nothing marked": nothing, "everything marked": everything}


def measure(answers: Sequence[PlantedAnswer], mark: Marker) -> Overlap:
    overlap = Overlap()
    for answer in answers:
        overlap.add(mark(answer), [answer.invented] if answer.invented else [])
    return overlap


def report(name: str, answers: Sequence[PlantedAnswer]) -> Iterator[str]:
    for how, mark in MARKERS.items():
        whole = measure(answers, mark)
        yield f"| {name} | {how} | {whole.precision:.2f} | {whole.recall:.2f} | {whole.f1:.2f} |"
    for kind in KINDS:
        some = [answer for answer in answers if answer.kind == kind]
        yield f"| {name} | ours, {kind} | | {measure(some, ours).recall:.2f} | |"


def main() -> int:
    print("| answers | marked by | precision | recall | span F1 |\n|---|---|---|---|---|")
    looked_at, held_out = halves(planted_answers())
    for name, answers in (("looked at", looked_at), ("held out", held_out)):
        print("\n".join(report(f"{name}, {len(answers)}", answers)))
    if "--misses" in sys.argv:
        for answer in looked_at:
            marked = ours(answer)
            gold = [answer.invented] if answer.invented else []
            for span in gold:
                if span not in marked:
                    print(f"MISS {answer.seed} {answer.kind}: {answer.text[slice(*span)]}")
            for span in marked:
                if span not in gold:
                    print(f"FALSE {answer.seed} {answer.kind}: {answer.text[slice(*span)]}")
    return 0


def _characters(spans: Sequence[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


if __name__ == "__main__":
    sys.exit(main())
