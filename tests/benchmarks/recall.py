"""`python -m tests.benchmarks.recall [FILE]`: are the memories that a question needs in its prompt, and no others.

Forty facts are told in 200 conversations and approved; each is then asked about in other words and in the other language, and
other questions are asked beside them. Everything is real but the text model, which shows its prompts instead of writing.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
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
from tests.engine.capabilities.memory.conftest import EmbeddingPool
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import NoIndexer
from tests.support.models import starter_models

FOLDER = Path(__file__).parent / "recalling"
CONVERSATIONS = 200
REMEMBER = {"en": "Remember this.", "es": "Recuérdalo."}


def main() -> None:
    data = tomllib.loads(Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER / "benchmark.toml").read_text("utf-8"))
    chatter = tomllib.loads((FOLDER / "development.toml").read_text("utf-8"))["others"]["texts"]
    with tempfile.TemporaryDirectory() as folder:
        home, models = Path(folder) / "home", starter_models()
        pool, model, store = LazyModelPool(ModelRegistry([models])), FakeTextModel(), Store.open(home)
        engine = build(
            EngineContext(home, store, ModelRegistry([home / "models"]), EmbeddingPool(model, pool), NoIndexer())
        )
        kept = _tell(engine, data["facts"], chatter)
        print(f"{len(kept)} facts kept of {len(data['facts'])}, told in {CONVERSATIONS} conversations")
        _measure(engine, model, data, kept)
        store.close()
        pool.close()


def _tell(engine: Engine, facts: Sequence[dict[str, object]], chatter: Sequence[str]) -> dict[int, int]:
    """Hold the conversations and approve what is proposed of the facts. Return number of the fact → number of its memory."""
    chosen, kept = random.Random(1), dict[int, int]()
    places = dict(zip(chosen.sample(range(CONVERSATIONS), len(facts)), range(len(facts)), strict=True))
    for number in range(CONVERSATIONS):
        conversation = _ask(engine, chosen.choice(chatter)).conversation
        if (fact := places.get(number)) is not None:
            told = str(facts[fact]["told"])
            told += f" {REMEMBER[detect_language(told)]}" if facts[fact].get("remember") else ""
            reply = _ask(engine, told, conversation)
            listed = engine.call(memory.LIST, memory.ListMemories(messages=(reply.question.id,))).memories
            for made in listed:
                engine.call(memory.SET_STATE, memory.SetMemoryState(made.id, "kept"))
                kept[fact] = made.id
            if not listed:
                print(f"not noticed: {told}")
        _ask(engine, chosen.choice(chatter), conversation)
    return kept


def _measure(engine: Engine, model: FakeTextModel, data: dict[str, object], kept: dict[int, int]) -> None:
    facts: list[dict[str, list[str]]] = data["facts"]  # type: ignore[assignment]  # as the file is written
    others: list[str] = data["others"]["texts"]  # type: ignore[index]
    texts = {m.id: m.text for m in engine.call(memory.LIST, memory.ListMemories()).memories}
    needed: dict[bool, list[bool]] = {True: [], False: []}
    beside, seconds = [], []
    for number, fact in enumerate(facts):
        for question in fact["questions"]:
            started = time.perf_counter()
            recalled = _recalled(engine, question)
            seconds.append(time.perf_counter() - started)
            own = kept.get(number)
            is_there = own in recalled and texts[own] in model.received[-1][-1].text
            is_same_language = question == fact["questions"][0]
            needed[is_same_language].append(is_there)
            beside.append(len([id for id in recalled if id != own]))
            if not is_there:
                print(f"missed: {question} / {fact['told']}")
    wrong = [question for question in others if _recalled(engine, question)]
    for question in wrong:
        print(f"wrong: {question} / {[texts[id] for id in _recalled(engine, question)]}")
    every = needed[True] + needed[False]
    print(f"in the prompt of {len(every)} questions that need it: {fmean(every):.3f}", end=" ")
    print(f"(same language {fmean(needed[True]):.3f}, other {fmean(needed[False]):.3f})")
    print(f"other memories beside it: {fmean(beside):.2f} a question")
    print(f"any memory in the prompt of {len(others)} other questions: {len(wrong) / len(others):.3f}")
    print(f"a question with its answer by the fake model: median {median(seconds) * 1000:.0f} ms")


def _recalled(engine: Engine, question: str) -> list[int]:
    return [mark.memory for mark in _ask(engine, question).message.remarks.recalled]


def _ask(engine: Engine, text: str, conversation: int | None = None) -> chat.Reply:
    return engine.call(chat.SEND, chat.Send(text, conversation))


if __name__ == "__main__":
    main()
