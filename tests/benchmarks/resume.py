"""A long conversation after a restart of the engine: its first word with what was computed kept on disk, against without."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from engine.capabilities.chat import api as chat
from engine.models.registry import InstalledModel, ModelRegistry
from engine.protocol import paths
from engine.protocol.answering.sampling import Sampling
from tests.benchmarks.table import Row, ratio, spread
from tests.benchmarks.text import GREEDY, SEA
from tests.support.engine_process import EngineProcess

TOKENS, SEA_TOKENS = 4000, 14
ROUNDS, LARGE_ROUNDS, LARGE_BYTES = 3, 1, 500_000_000


def run(models: Path) -> Iterator[Row]:
    for model in ModelRegistry([models]).list():
        if model.manifest.kind == "text":
            yield resumed(models, model)


def resumed(models: Path, model: InstalledModel) -> Row:
    rounds = LARGE_ROUNDS if model.manifest.bytes > LARGE_BYTES else ROUNDS
    kept, cold, sizes = [], [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            with EngineProcess(home, models) as engine:
                story = f"Story {number}. " + SEA * (TOKENS // SEA_TOKENS)
                _, told = ask(engine, model, None, story)
            states = home / paths.CONVERSATION_STATES
            sizes.append(sum(file.stat().st_size for file in states.iterdir()))
            with EngineProcess(home, models) as engine:
                seconds, reply = ask(engine, model, told.conversation, "What did he count?")
            kept.append(seconds)
            shutil.rmtree(states)
            with EngineProcess(home, models) as engine:
                cold.append(ask(engine, model, told.conversation, "And who was calm?")[0])
    return Row(
        f"{model.manifest.name}: first word of a conversation of {reply.prompt_tokens:,} tokens after a restart ÷ cold",
        f"{ratio(kept, cold):.3f}",
        "≤ 0.05",
        f"{spread(kept, 's', 2)} against {spread(cold, 's', 1)}, each with the loading of the model; "
        f"{reply.cached_tokens / reply.prompt_tokens:.0%} of the prompt kept, {max(sizes) / 1e6:.0f} MB on disk",
    )


def ask(engine: EngineProcess, model: InstalledModel, conversation: int | None, text: str) -> tuple[float, chat.Reply]:
    """Seconds from the question to the first word, and the reply."""
    sampling = Sampling(max_tokens=16, **GREEDY)
    settings = chat.ConversationSettings(sampling, model=model.id)
    begun = time.perf_counter()
    call = engine.start_call(chat.SEND, chat.Send(text, conversation, settings=settings))
    call.wait_for(chat.AnswerDelta)
    until = time.perf_counter() - begun
    return until, call.result()
