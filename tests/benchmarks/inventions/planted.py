"""Makes answers with planted inventions from the seeds: the same ones in every run.

Each answer has two true sentences and one with an invention of one kind; a control answer has three true ones. It is checked
against its own paragraph and two others of the same article, as a search would bring them.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.text.names import names
from tests.benchmarks.data import DATA

SEEDS = Path(__file__).parent / "seeds.txt"
SEED = 15
Kind = Literal["number", "name", "no", "added", "other", "none"]
KINDS: tuple[Kind, ...] = ("number", "name", "no", "added", "other")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAMES = (
    "Ferrer", "Lozano", "Whitcombe", "Burgos", "Cartagena", "Kowalski", "Moreau", "Lisboa", "Andrade", "Svensson",
    "Okafor", "Tanaka", "Valdivia", "Bremen", "Quiroga",
)  # fmt: skip
"""Stand in the place of a true name where the paragraphs have no other one."""


@dataclass(frozen=True)
class PlantedAnswer:
    """An answer, its passages and the title of these. `invented` is the span of the sentence with the invention, None for none.

    `words` is the span of the words that are invented, where single words are.
    """

    seed: str
    kind: Kind
    text: str
    passages: tuple[str, ...]
    title: str
    invented: tuple[int, int] | None
    words: tuple[int, int] | None = None


@dataclass
class _Seed:
    id: str
    true: list[str]
    lines: dict[str, str]


def planted_answers() -> list[PlantedAnswer]:
    """Return 200 answers with an invention, five of each seed, and one control answer of each seed."""
    corpus = [json.loads(line) for line in (DATA / "corpus.jsonl").read_text("utf-8").splitlines()]
    by_id = {row["_id"]: row for row in corpus}
    answers = []
    for seed in _seeds():
        drawn = random.Random(f"{SEED} {seed.id}")
        row = by_id[seed.id]
        others = [other["text"] for other in corpus if other["title"] == row["title"] and other["_id"] != seed.id]
        passages = [row["text"], *drawn.sample(others, 2)]
        drawn.shuffle(passages)
        for kind in KINDS:
            answers.append(_answer(seed, kind, tuple(passages), row["title"], drawn))
        text, _ = _joined(seed.true, "", 0)
        answers.append(PlantedAnswer(seed.id, "none", text, tuple(passages), row["title"], None))
    return answers


def halves(answers: list[PlantedAnswer]) -> tuple[list[PlantedAnswer], list[PlantedAnswer]]:
    """Return the answers of every second seed, to improve the marking by, and the others, to measure it by."""
    ids = list(dict.fromkeys(answer.seed for answer in answers))
    looked_at = set(ids[::2])
    return [a for a in answers if a.seed in looked_at], [a for a in answers if a.seed not in looked_at]


def _seeds() -> list[_Seed]:
    seeds: list[_Seed] = []
    for line in SEEDS.read_text("utf-8").splitlines():
        if line.startswith("["):
            seeds.append(_Seed(line[1:-1], [], {}))
        elif line and not line.startswith("#"):
            mark, sentence = line.split(" ", 1)
            if mark == "+":
                seeds[-1].true.append(sentence)
            else:
                seeds[-1].lines[mark] = sentence
    return seeds


def _answer(seed: _Seed, kind: Kind, passages: tuple[str, ...], title: str, drawn: random.Random) -> PlantedAnswer:
    true, changed = list(seed.true), ("", (0, 0))
    if kind in ("number", "name"):
        able = [sentence for sentence in true if _can_change(sentence, kind)]
        sentence = drawn.choice(able) if able else true[0]
        true.remove(sentence)
        kind = kind if able else "other"  # the seed has no number, or no name
        changed = _changed(sentence, kind, passages, drawn) if able else (seed.lines["other"], (0, 0))
    else:
        changed = (seed.lines[kind], (0, 0))
    drawn.shuffle(true)
    at = drawn.randrange(3)
    text, start = _joined(true[:2], changed[0], at)
    first, last = changed[1]
    words = (start + first, start + last) if last else None
    return PlantedAnswer(seed.id, kind, text, passages, title, (start, start + len(changed[0])), words)


def _joined(true: list[str], invented: str, at: int) -> tuple[str, int]:
    """Return the sentences as one text, and where the invented one begins."""
    sentences = [*true[:at], invented, *true[at:]] if invented else true
    return " ".join(sentences), len(" ".join([*true[:at], ""])) if at else 0


def _can_change(sentence: str, kind: Kind) -> bool:
    return bool(_NUMBER.search(sentence)) if kind == "number" else bool(names(sentence))


def _changed(sentence: str, kind: Kind, passages: tuple[str, ...], drawn: random.Random) -> tuple[str, tuple[int, int]]:
    """Return the sentence with another number or name, and the span of that. Half come from the paragraphs themselves."""
    everything = "\n".join(passages)
    if kind == "number":
        match = drawn.choice(list(_NUMBER.finditer(sentence)))
        old, start = match.group(), match.start()
        known = [n for n in _NUMBER.findall(everything) if n not in sentence and abs(len(n) - len(old)) <= 1]
        new = drawn.choice(known) if known and drawn.random() < 0.5 else _near(old, drawn)
    else:
        old = drawn.choice(names(sentence))
        start = sentence.index(old)
        known = [name for name in names(everything) if name not in sentence and name[0].isupper() and len(name) > 3]
        new = drawn.choice(known) if known and drawn.random() < 0.5 else drawn.choice(_NAMES)
    return sentence[:start] + new + sentence[start + len(old) :], (start, start + len(new))


def _near(number: str, drawn: random.Random) -> str:
    """Return a number that looks alike: one of its digits is another one."""
    places = [at for at, c in enumerate(number) if c.isdigit()]
    at = drawn.choice(places)
    digit = drawn.choice([d for d in "123456789" if d != number[at]])
    return number[:at] + digit + number[at + 1 :]
