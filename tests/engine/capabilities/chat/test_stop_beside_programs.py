"""Stop beside busy programs, in the real engine. docs/faults.md 58: counted in tokens, since seconds are the machine's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.protocol.answering.sampling import Sampling
from tests.support.engine_process import EngineProcess
from tests.support.other_program import LOOPS, OtherProgram

pytestmark = [pytest.mark.model, pytest.mark.skipif(sys.platform == "win32", reason="stops programs by signals")]

MICRO_BATCH = 256
FEW_TOKENS = 10
"""Of 35 a second that the model writes beside busy loops, and of 90 alone."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[EngineProcess]:
    """An engine beside a busy loop a core."""
    cores = str(os.cpu_count() or 1)
    with closing(OtherProgram(LOOPS, cores)) as loops, EngineProcess(tmp_path_factory.mktemp("home"), models) as engine:
        engine.call(chat.SEND, ask("Hello.", 1))
        with loops.running():
            yield engine


def ask(text: str, tokens: int) -> chat.Send:
    sampling = Sampling(max_tokens=tokens, temperature=0.0, seed=1)
    return chat.Send(text, settings=chat.ConversationSettings(sampling))


def test_an_answer_ends_within_a_few_tokens_of_the_stop(engine: EngineProcess) -> None:
    call = engine.start_call(chat.SEND, ask("Tell me a long story about the sea.", 400))
    for _ in range(5):
        call.wait_for(chat.AnswerDelta)
    call.cancel()
    before = len(call.events)
    message = call.result().message
    assert message.state == "stopped"
    assert len(call.events) - before <= FEW_TOKENS


def test_a_prompt_ends_within_two_micro_batches_of_the_stop(engine: EngineProcess) -> None:
    call = engine.start_call(chat.SEND, ask("The sea was calm and the keeper counted the ships. " * 250, 400))
    first = call.wait_for(chat.PromptProgress)
    call.cancel()
    call.result()
    read = [event.done for event in call.events if isinstance(event, chat.PromptProgress)]
    assert read[-1] - first.done <= 2 * MICRO_BATCH
    assert read[-1] < first.total
