"""`python -m tests.benchmarks.follow_ups [--held-out]`: whether the right passage comes first for questions that lean on others.

Short documents that resemble each other (documents.toml) lie among paragraphs of the development sets, where these are at hand.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.chat.answering.ranking import SentenceRanker
from engine.capabilities.chat.answering.retrieval.passage_finder import PassageFinder
from engine.capabilities.chat.answering.sources import DocumentAccess
from engine.capabilities.chat.api import AnswerRemarks, ConversationSettings, Message
from engine.capabilities.chat.turns import ReplyContext
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.searching.retriever import Retriever
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.vectors import VectorStore
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models

HERE = Path(__file__).parent
DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data")) / "retrieval"
OTHERS = 300
"""Paragraphs of each development set among which the documents lie."""
COLLECTION = "default"


class Case(msgspec.Struct, frozen=True):
    """A conversation whose last question `file` answers. `stands_alone`: the last question has a topic of its own."""

    turns: tuple[str, ...]
    file: str
    held_out: bool = False
    stands_alone: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.follow_ups", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the cases on which nothing was chosen")
    parser.add_argument("--home", type=Path, default=None, metavar="FOLDER", help="keep the library here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        _index(home, Path(folder) / "files")
        with_cases = [case for case in read_cases() if case.stands_alone or case.held_out == options.held_out]
        _measure(home, with_cases)
    return 0


def read_cases() -> list[Case]:
    """Return all cases."""
    return msgspec.convert(tomllib.loads((HERE / "cases.toml").read_text("utf-8"))["case"], list[Case])


def _index(home: Path, files: Path) -> None:
    if (home / "library.db").exists():
        return
    files.mkdir()
    texts: dict[str, str] = {}
    for documents in tomllib.loads((HERE / "documents.toml").read_text("utf-8")).values():
        texts |= documents
    for name in ("squad-es", "cranfield"):
        path = DATA / name / "corpus.jsonl"
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []
        some = [line["text"] for line in lines if line["text"].strip()][:: max(1, len(lines) // OTHERS)]
        texts |= {f"{name}{number}": text for number, text in enumerate(some)}
    for name, text in texts.items():
        (files / f"{name}.txt").write_text(text, "utf-8")
    engine = DocumentsHarness(home, starter_models())
    engine.index(files)
    engine.call(EMBED_SENTENCES, EmbedSentences())
    engine.close()


def _measure(home: Path, cases: Sequence[Case]) -> None:
    engine = DocumentsHarness(home, starter_models())
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    retriever = Retriever(DocumentSearch(engine.store, VectorStore(engine.store, CHUNK_VECTORS), pool))
    finder = PassageFinder(DocumentAccess(retriever.retrieve), SentenceRanker(pool))
    print("| questions | way | right passage first | among three | changed |\n|---|---|---|---|---|")
    for stands_alone in (False, True):
        chosen = [case for case in cases if case.stands_alone is stands_alone]
        kind = "stand alone" if stands_alone else "lean on the one before"
        ways = {
            "as they are written": [(_searched(finder, case.turns[-1:]), case) for case in chosen],
            "with the one before it": [(_searched(finder, (" ".join(case.turns[-2:]),)), case) for case in chosen],
            "made to stand alone": [(_searched(finder, case.turns), case) for case in chosen],
        }
        for way, found in ways.items():
            first = sum(files[:1] == [case.file] for (files, _), case in found)
            among = sum(case.file in files[:3] for (files, _), case in found)
            changed = sum(bool(text) for (_, text), _ in found)
            print(f"| {len(chosen)} that {kind} | {way} | {first} | {among} | {changed} |", flush=True)
        for (files, text), case in ways["made to stand alone"]:
            if files[:1] != [case.file]:
                print(f"{case.turns} → {text!r}: {files[:3]} for {case.file}", file=sys.stderr)
    pool.close()
    engine.close()


def _searched(finder: PassageFinder, turns: Sequence[str]) -> tuple[list[str], str]:
    """Return the files of the last question's passages, best first, and the text that was searched for where it was another."""
    history: list[Message] = []
    for number, text in enumerate(turns):
        found = finder.find(_context(text, history))
        remarks = AnswerRemarks(searched_for=found.searched_for)
        history.append(Message(2 * number, 1, "user", text, "complete", 0))
        history.append(
            Message(2 * number + 1, 1, "assistant", "", "complete", 0, passages=found.ranked.passages, remarks=remarks)
        )
    return list(_files(history[-1])), found.searched_for


def _files(answer: Message) -> Iterator[str]:
    yield from dict.fromkeys(Path(passage.path).stem for passage in answer.passages)


def _context(text: str, history: Sequence[Message]) -> ReplyContext:
    return ReplyContext(1, "", 1, 2, text, tuple(history), (COLLECTION,), ConversationSettings())


if __name__ == "__main__":
    sys.exit(main())
