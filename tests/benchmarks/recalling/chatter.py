"""The turns among which planted facts are searched: questions, statements, requests, opinions and small talk of a person in both
languages, with long and short answers."""

from __future__ import annotations

import csv
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from itertools import cycle, product
from pathlib import Path

from engine.text.language import Language
from tests.benchmarks.data import DATA, paragraphs, questions

FILE = Path(__file__).with_name("small_talk.toml")
LONGEST_ANSWER = 400
"""Characters of a paragraph that stands for an answer."""
SHORT_ANSWERS = 0.3
SHARES = {"asked": 0.3, "said": 0.25, "commands": 0.15, "opinions": 0.1, "talk": 0.2}
"""Part of each kind of turn: questions of squad-es, sentences of STS-b in both languages, requests of SNIPS, opinions on films,
and small talk in the first person."""

Turn = tuple[str, str]
_TALK = tomllib.loads(FILE.read_text("utf-8"))
NOTED: dict[Language, str] = {"es": _TALK["es"]["noted"], "en": _TALK["en"]["noted"]}


def turns(count: int) -> list[Turn]:
    """Return that many turns, mixed, always the same; what runs out begins again."""
    chosen = random.Random(1)
    sources = {kind: cycle(_mixed(texts)) for kind, texts in _sources().items()}
    long = cycle(_mixed([text[:LONGEST_ANSWER] for text in paragraphs() + _abstracts()]))
    short = cycle(_mixed(_TALK["es"]["answers"] + _TALK["en"]["answers"]))
    kinds = chosen.choices(list(SHARES), list(SHARES.values()), k=count)
    return [
        (next(sources[kind]), next(short if kind == "talk" or chosen.random() < SHORT_ANSWERS else long))
        for kind in kinds
    ]


def requests() -> list[str]:
    """Return the requests of SNIPS."""
    return [row[0] for row in _rows("snips-train.csv")][1:]


def _sources() -> dict[str, Sequence[str]]:
    return {
        "asked": questions(5000),
        "said": [row[0] for language in ("es", "en") for row in _rows(f"stsb-{language}-dev.csv")],
        "commands": requests(),
        "opinions": [row[0] for row in _rows("rt-polarity.csv")][1:],
        "talk": [f"{opening} {saying}." for talk in _TALK.values() for opening, saying in _sayings(talk)],
    }


def _sayings(talk: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return product(talk["openings"], talk["sayings"])


def _rows(name: str) -> Iterator[list[str]]:
    with (DATA.parents[1] / name).open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _abstracts() -> list[str]:
    lines = (DATA.parent / "cranfield" / "corpus.jsonl").read_text("utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines]


def _mixed(texts: Sequence[str]) -> list[str]:
    return random.Random(1).sample(list(texts), len(texts))
