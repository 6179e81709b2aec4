"""The context meter against the prompts that are sent, and the first word where the window is full."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from PIL import Image

from engine.bootstrap import bootstrap
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import context as context_api
from engine.indexer.client import IndexerClient
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.sampling import Sampling
from tests.benchmarks.conversation_script import exchanges
from tests.benchmarks.table import Row
from tests.support.colour_projector import multimodal_models
from tests.support.harness import EngineHarness, NoIndexer

COUNTED, TIMED = 200, 60
"""Turns."""
WINDOW, PICTURES_WINDOW = 1024, 512
TOOLS = ("calculator", "dates", "units")
MODES: tuple[chat.HistoryMode, ...] = ("whole", "last", "summary")
GREEDY = Sampling(temperature=0.0, seed=1, max_tokens=12)


def run(models: Path) -> Iterator[Row]:
    pool = LazyModelPool(ModelRegistry([models]), context=WINDOW)
    yield meter(pool)
    yield meter_of_pictures(models)
    yield meter_of_tools(models)
    for mode in MODES:
        yield first_words(pool, mode)
    pool.close()


def meter(pool: LazyModelPool) -> Row:
    """Measure each question before it is sent; the history's mode changes in turn."""
    equal, left_out, conversation = 0, 0, None
    with tempfile.TemporaryDirectory() as home:
        engine = EngineHarness(Path(home), Path(home), "chat", pool=pool, indexer=NoIndexer())
        for number, (question, _) in enumerate(exchanges("en", COUNTED)):
            settings = chat.ConversationSettings(GREEDY, history=MODES[number // 10 % 3])
            request = context_api.MeasureContext(question, conversation, settings=settings)
            measured = engine.call(context_api.MEASURE, request)
            reply = engine.call(chat.SEND, chat.Send(question, conversation, settings=settings))
            conversation = reply.conversation
            equal += measured.prompt == measured.parts.total == reply.prompt_tokens
            left_out += measured.left_out_count > 0
            engine.call(context_api.SUMMARISE, context_api.UpdateSummary(conversation, settings))
        engine.close()
    return Row(
        f"turns of {COUNTED} whose tokens the meter counts exactly before they are sent",
        f"{equal} of {COUNTED}",
        f"{COUNTED}",
        f"a window of {WINDOW:,} tokens, the history's mode changed every 10 turns; in {left_out} turns messages were left out",
    )


def meter_of_pictures(models: Path) -> Row:
    """The same with up to three pictures in each question, and a model that sees."""
    equal, left_out, conversation = 0, 0, None
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        pool = LazyModelPool(
            ModelRegistry([multimodal_models(models, Path(folder) / "models")]), context=PICTURES_WINDOW
        )
        indexer = IndexerClient(home / "models", Path(folder) / "indexer.log")
        engine = EngineHarness(
            home, home / "models", "chat", pool=pool, indexer=NoIndexer(), interactive_indexer=indexer
        )
        pictures = [write_picture(Path(folder) / f"{number}.png", number) for number in range(12)]
        for number, (question, _) in enumerate(exchanges("en", COUNTED)):
            settings = chat.ConversationSettings(GREEDY, history=MODES[number // 10 % 2])
            shown = tuple(pictures[(number * 5 + at) % len(pictures)] for at in range(number % 4))
            request = context_api.MeasureContext(question, conversation, settings=settings, pictures=shown)
            measured = engine.call(context_api.MEASURE, request)
            reply = engine.call(chat.SEND, chat.Send(question, conversation, settings=settings, pictures=shown))
            conversation = reply.conversation
            equal += measured.prompt == measured.parts.total == reply.prompt_tokens
            left_out += measured.left_out_count > 0
        engine.close()
        indexer.close()
        pool.close()
    return Row(
        f"the same with none to three pictures in each of {COUNTED} questions",
        f"{equal} of {COUNTED}",
        f"{COUNTED}",
        f"the starter with a projector of its own, a window of {PICTURES_WINDOW:,} tokens; in {left_out} turns messages were "
        "left out",
    )


def meter_of_tools(models: Path) -> Row:
    """The same where the model may call tools: the count is that of the prompt before the first call."""
    equal, answered, conversation = 0, 0, None
    with tempfile.TemporaryDirectory() as home, bootstrap(Path(home), models) as engine:
        for number, (question, _) in enumerate(exchanges("en", COUNTED)):
            tools = TOOLS[: number // 10 % len(TOOLS) + 1]
            settings = chat.ConversationSettings(GREEDY, tools=tools, context=WINDOW)
            request = context_api.MeasureContext(question, conversation, settings=settings)
            measured = engine.call(context_api.MEASURE, request)
            reply = engine.call(chat.SEND, chat.Send(question, conversation, settings=settings))
            conversation = reply.conversation
            if not reply.message.remarks.steps:
                answered += 1
                equal += measured.prompt == measured.parts.total == reply.prompt_tokens
    return Row(
        f"the same with one to three tools, in those of {COUNTED} turns in which the model called none",
        f"{equal} of {answered}",
        f"{answered}",
        f"a window of {WINDOW:,} tokens; what a tool brings is not known before",
    )


def write_picture(path: Path, number: int) -> str:
    """Write a picture of a size and a colour of its own."""
    Image.new("RGB", (40 + 60 * number, 400 - 30 * number), (20 * number, 255 - 20 * number, 128)).save(path)
    return str(path)


def first_words(pool: LazyModelPool, mode: chat.HistoryMode) -> Row:
    """Seconds to the first word of each turn, with the beginning of the prompt read ahead while a person types."""
    settings = chat.ConversationSettings(GREEDY, history=mode)
    times, read, conversation = [], [], None
    with tempfile.TemporaryDirectory() as home:
        engine = EngineHarness(Path(home), Path(home), "chat", pool=pool, indexer=NoIndexer())
        for question, _ in exchanges("en", TIMED):
            engine.call(chat.READ_AHEAD, chat.ReadAhead(question[:1], conversation, settings=settings))
            begun, heard = time.perf_counter(), list[float]()

            def note(event: object, heard: list[float] = heard) -> None:
                if isinstance(event, chat.AnswerDelta):
                    heard.append(time.perf_counter())

            reply = engine.call(chat.SEND, chat.Send(question, conversation, settings=settings), note)
            conversation = reply.conversation
            times.append(heard[0] - begun)
            read.append(reply.prompt_tokens - reply.cached_tokens)
            engine.call(context_api.SUMMARISE, context_api.UpdateSummary(conversation, settings))
        engine.close()
    ratios = [later / earlier for earlier, later in itertools.pairwise(times)]
    return Row(
        f"first word ÷ that of the turn before, worst of {TIMED} turns, history “{mode}”",
        f"{max(ratios):.2f}",
        "≤ 2",
        f"a window of {WINDOW:,} tokens; {median(times) * 1000:.0f} ms in the middle, {max(times) * 1000:.0f} ms at most; "
        f"{max(read)} tokens read at most after the question was sent",
    )
