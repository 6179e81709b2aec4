"""A computer that sleeps in the middle of an answer: the engine stands still and goes on (docs/faults.md 57)."""

from __future__ import annotations

import os
import queue
import signal
import sys
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.system import api as system
from engine.protocol.answering.sampling import Sampling
from tests.support.engine_process import EngineProcess

pytestmark = [
    pytest.mark.model,
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals"),
]
QUESTION = "Write a long story about a lighthouse and its keeper."
SETTINGS = chat.ConversationSettings(Sampling(max_tokens=200))
STANDSTILL = 3.0
"""Seconds without a message: longer than the engine takes to end, to look for a cancel, or to send a group of tokens."""


def test_an_answer_goes_on_after_the_engine_was_stopped_and_continued(home: Path, models: Path) -> None:
    with EngineProcess(home, models) as engine:
        call = engine.start_call(chat.SEND, chat.Send(QUESTION, settings=SETTINGS))
        call.wait_for(chat.AnswerDelta)
        os.kill(engine.pid, signal.SIGSTOP)
        waiting = engine.start_call(system.STATUS, system.GetStatus())
        with pytest.raises(queue.Empty):
            while call.next(STANDSTILL) is not None:
                pass
        before = sum(isinstance(event, chat.AnswerDelta) for event in call.events)
        os.kill(engine.pid, signal.SIGCONT)
        waiting.result()
        answer = call.result()
        after = sum(isinstance(event, chat.AnswerDelta) for event in call.events)
        assert after > before
        assert answer.message.state == "complete"
        opened = engine.call(chat.OPEN, chat.OpenConversation(answer.conversation))
        assert opened.messages[-1].text == answer.message.text


def test_an_engine_that_never_wakes_up_leaves_its_answer_marked_as_interrupted(home: Path, models: Path) -> None:
    with EngineProcess(home, models) as engine:
        call = engine.start_call(chat.SEND, chat.Send(QUESTION, settings=SETTINGS))
        call.wait_for(chat.AnswerDelta)
        os.kill(engine.pid, signal.SIGSTOP)
        engine.kill()
    with EngineProcess(home, models) as restarted:
        (listed,) = restarted.call(chat.LIST, chat.ListConversations()).conversations
        opened = restarted.call(chat.OPEN, chat.OpenConversation(listed.id))
        assert opened.messages[-1].state == "interrupted"
