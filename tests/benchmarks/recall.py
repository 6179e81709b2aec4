"""`python -m tests.benchmarks.recall [FILE | development | held_out]`: are the memories that a question needs in its prompt, and
no others.

Facts are told in 200 conversations and approved; each is then asked about in other words and in the other language, and
other questions are asked beside them. Everything is real but the text model, which shows its prompts instead of writing.
Without a word the forty facts of recalling/benchmark.toml are measured, with one a part of recalling/new_facts.toml.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.bootstrap import Engine, build
from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.context import EngineContext
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.database import Store
from engine.text.language import detect_language
from tests.benchmarks.recalling.new_facts import PARTS, read_part
from tests.engine.capabilities.memory.conftest import EmbeddingPool
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import NoIndexer
from tests.support.models import starter_models

FOLDER = Path(__file__).parent / "recalling"
CONVERSATIONS = 200
REMEMBER = {"en": "Remember this.", "es": "Recuérdalo."}


@dataclass(frozen=True)
class Case:
    """A fact with its questions, the first of them in its own language. `remember`: the person asks to remember it."""

    told: str
    questions: Sequence[str]
    was: str = ""
    remember: bool = False


@dataclass
class Library:
    """The engine with what was told to it; `kept` is number of the fact → number of its memory."""

    engine: Engine
    model: FakeTextModel
    kept: dict[int, int] = field(default_factory=dict)
    old: list[int] = field(default_factory=list)
    noticed: int = 0

    def ask(self, text: str, conversation: int | None = None) -> chat.Reply:
        return self.engine.call(chat.SEND, chat.Send(text, conversation))

    def recalled(self, question: str) -> list[int]:
        return [mark.memory for mark in self.ask(question).message.remarks.recalled]

    def memories(self, messages: Sequence[int] = ()) -> tuple[memory.Memory, ...]:
        return self.engine.call(memory.LIST, memory.ListMemories(messages=tuple(messages))).memories


def main() -> None:
    cases, others = _read(sys.argv[1] if len(sys.argv) > 1 else str(FOLDER / "benchmark.toml"))
    chatter = tomllib.loads((FOLDER / "development.toml").read_text("utf-8"))["others"]["texts"]
    with _opened() as library:
        _tell(library, cases, chatter)
        print(f"{len(library.kept)} facts kept of {len(cases)}, told in {CONVERSATIONS} conversations", end="; ")
        print(f"{library.noticed} noticed without being asked to remember them")
        replaced = [m.state for m in library.memories() if m.id in library.old].count("kept")
        print(f"{len(library.old) - replaced} of {len(library.old)} facts that changed are history")
        _measure_needed(library, cases)
        _measure_others(library, others)


def _read(name: str) -> tuple[list[Case], Mapping[str, Sequence[str]]]:
    """Return the facts, and the questions that need none by their kind."""
    for part in PARTS:
        if name == part:
            read = read_part(part)
            return [Case(fact.told, fact.asked, fact.was) for fact in read.facts], read.others
    data = tomllib.loads(Path(name).read_text("utf-8"))
    cases = [Case(fact["told"], fact["questions"], "", fact.get("remember", False)) for fact in data["facts"]]
    return cases, {"other": data["others"]["texts"]}


@contextmanager
def _opened() -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder:
        home, models = Path(folder) / "home", starter_models()
        pool, model, store = LazyModelPool(ModelRegistry([models])), FakeTextModel(), Store.open(home)
        context = EngineContext(home, store, ModelRegistry([home / "models"]), EmbeddingPool(model, pool), NoIndexer())
        yield Library(build(context), model)
        store.close()
        pool.close()


def _tell(library: Library, cases: Sequence[Case], chatter: Sequence[str]) -> None:
    """Hold the conversations and approve what is proposed of the facts; what is not noticed is asked to be remembered."""
    chosen = random.Random(1)
    told = [(number, case.told, case.remember) for number, case in enumerate(cases)]
    old = [(-1, case.was, False) for case in cases if case.was]
    where = chosen.sample(range(len(old), CONVERSATIONS), len(told))
    places = dict(zip(where, told, strict=True)) | dict(enumerate(old))
    for number in range(CONVERSATIONS):
        conversation = library.ask(chosen.choice(chatter)).conversation
        if place := places.get(number):
            fact, text, remember = place
            _approve(library, fact, text, conversation, remember=remember)
        library.ask(chosen.choice(chatter), conversation)


def _approve(library: Library, fact: int, text: str, conversation: int, *, remember: bool) -> None:
    request = REMEMBER[detect_language(text)]
    reply = library.ask(f"{text} {request}" if remember else text, conversation)
    listed = library.memories([reply.question.id])
    library.noticed += fact >= 0 and bool(listed) and not remember
    if not listed:
        again = library.ask(f"{text} {request}", conversation)
        listed = library.memories([again.question.id])
    for made in listed:
        library.engine.call(memory.SET_STATE, memory.SetMemoryState(made.id, "kept"))
        if fact >= 0:
            library.kept[fact] = made.id
        else:
            library.old.append(made.id)
    if not listed:
        print(f"not kept: {text}")


def _measure_needed(library: Library, cases: Sequence[Case]) -> None:
    texts = {m.id: m.text for m in library.memories()}
    needed: dict[bool, list[bool]] = {True: [], False: []}
    beside, seconds = [], []
    for number, case in enumerate(cases):
        for question in case.questions:
            started = time.perf_counter()
            recalled = library.recalled(question)
            seconds.append(time.perf_counter() - started)
            own = library.kept.get(number)
            is_there = own in recalled and texts[own] in library.model.received[-1][-1].text
            needed[question == case.questions[0]].append(is_there)
            beside.append(len([id for id in recalled if id != own]))
            if not is_there:
                print(f"missed: {question} / {case.told}")
    every = needed[True] + needed[False]
    print(f"in the prompt of {len(every)} questions that need it: {fmean(every):.3f}", end=" ")
    print(f"(same language {fmean(needed[True]):.3f}, other {fmean(needed[False]):.3f})")
    print(f"other memories beside it: {fmean(beside):.2f} a question")
    print(f"a question with its answer by the fake model: median {median(seconds) * 1000:.0f} ms")


def _measure_others(library: Library, others: Mapping[str, Sequence[str]]) -> None:
    texts = {m.id: m.text for m in library.memories()}
    shares, every = list[str](), list[bool]()
    for kind, questions in others.items():
        found = [library.recalled(question) for question in questions]
        for question, recalled in zip(questions, found, strict=True):
            if recalled:
                print(f"wrong ({kind}): {question} / {[texts[id] for id in recalled]}")
        shares.append(f"{kind} {fmean(map(bool, found)):.3f} of {len(found)}")
        every += map(bool, found)
    print(f"any memory in the prompt of {len(every)} other questions: {fmean(every):.3f} ({', '.join(shares)})")


if __name__ == "__main__":
    main()
