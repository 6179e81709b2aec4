"""Acknowledged work of a window, and the check that it is still there after the kill."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from engine.bootstrap import Engine, bootstrap
from engine.protocol.errors import LibraryInUse
from engine.store.integrity import find_problems

DRAFT = 1_000_000
"""The conversation of the drafts: one that no page of the window looks at."""
CLASSIFIER = 1
SECONDS_TO_LET_GO = 2.0


class Acknowledged(msgspec.Struct, frozen=True):
    """One line of the window's output.

    `kind` is "draft", "message", "document", "indexed", "trained", "export" or "backup" for work that is done, "state" for the
    client's, "failed" for a call that failed.
    """

    kind: str
    text: str
    number: int = 0


def find_losses(home: Path, models: Path, lines: Sequence[Acknowledged]) -> list[str]:
    """Start on a library after a kill, and return a line for all that is missing or not whole."""
    until = time.monotonic() + SECONDS_TO_LET_GO
    while True:
        try:
            with bootstrap(home, models) as engine:
                return [*find_problems(engine.context.store), *_missing(engine, lines)]
        except LibraryInUse:
            if time.monotonic() > until:
                return [f"the library is in use after {SECONDS_TO_LET_GO:.0f} s"]
            time.sleep(0.1)


def _missing(engine: Engine, lines: Sequence[Acknowledged]) -> Iterator[str]:
    yield from _missing_drafts(engine, [line for line in lines if line.kind == "draft"])
    backups = [line.text for line in lines if line.kind == "backup"]
    if backups and not Path(backups[-1]).exists():  # older ones are thinned out
        yield f"backup {backups[-1]}"
    messages = dict(_rows(engine, "SELECT id, text FROM messages"))
    documents = set(_rows(engine, _INDEXED))
    trained = next((row[0] for row in _rows(engine, _TRAINED)), 0)
    for line in lines:
        if line.kind == "message" and messages.get(line.number) != line.text:
            yield f"message {line.number}"
        elif line.kind == "document" and tuple(line.text.split("\t")) not in documents:
            yield f"document {line.text}"
        elif line.kind == "trained" and int(str(trained)) < line.number:
            yield f"training {line.number}"
        elif line.kind == "export" and _count_rows(Path(line.text)) != line.number:
            yield f"export {line.text}"


def _missing_drafts(engine: Engine, drafts: Sequence[Acknowledged]) -> Iterator[str]:
    """The newest draft, or the one after it whose reply was on its way."""
    if not drafts:
        return
    kept = next((str(text) for (text,) in _rows(engine, f"SELECT text FROM drafts WHERE conversation = {DRAFT}")), "")
    written = int(kept.split()[1]) if kept else 0
    if written < drafts[-1].number:
        yield f"draft {drafts[-1].number}, {written} is there"


def _rows(engine: Engine, sql: str) -> Iterable[tuple[object, ...]]:
    with engine.context.store.read() as connection:
        return [tuple(row) for row in connection.execute(sql)]


def _count_rows(path: Path) -> int:
    if not path.exists():
        return -1
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


_INDEXED = """SELECT c.name, d.path FROM documents d JOIN collections c ON c.id = d.collection
    WHERE d.state = 'indexed' AND EXISTS (SELECT 1 FROM chunks WHERE document = d.id)"""
_TRAINED = f"SELECT json_extract(training_record, '$.trained_at') FROM classifiers WHERE id = {CLASSIFIER}"
