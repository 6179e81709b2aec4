"""Chat through the real engine child and the real small model: stream, stop, kill, restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.protocol.answering.sampling import Sampling
from tests.support.engine_process import EngineProcess


def settings(max_tokens: int = 1024) -> chat.ConversationSettings:
    return chat.ConversationSettings(Sampling(seed=1, max_tokens=max_tokens))


LONG = chat.Send("Tell me a long story about the sea.", settings=settings(400))

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path_factory.mktemp("home"), models) as process:
        yield process


def messages(engine: EngineProcess, conversation: int) -> tuple[chat.Message, ...]:
    return engine.call(chat.OPEN, chat.OpenConversation(conversation)).messages


def test_the_streamed_text_is_the_saved_answer(engine: EngineProcess) -> None:
    tokens: list[str] = []

    def on_event(event: object) -> None:
        if isinstance(event, chat.AnswerDelta):
            tokens.append(event.text)

    reply = engine.call(chat.SEND, chat.Send("What is the capital of France?", settings=settings()), on_event)
    assert "".join(tokens).strip() == reply.message.text.strip() != ""
    assert [m.text for m in messages(engine, reply.conversation)][-1] == reply.message.text


def test_the_second_turn_does_not_read_the_first_again(engine: EngineProcess) -> None:
    first = engine.call(chat.SEND, chat.Send("The sea is calm today. " * 40, settings=settings(24)))
    second = engine.call(
        chat.SEND,
        chat.Send("Say hello.", conversation=first.conversation, settings=settings(8)),
    )
    assert second.cached_tokens >= first.prompt_tokens - 8


def test_stop_keeps_what_was_written_and_the_next_question_works(engine: EngineProcess) -> None:
    call = engine.start_call(chat.SEND, LONG)
    started = call.wait_for(chat.ReplyStarted)
    call.wait_for(chat.AnswerDelta)
    call.cancel()
    reply = call.result()
    assert reply.finish == "cancelled"
    saved = messages(engine, started.conversation)[-1]
    assert saved.state == "stopped"
    assert saved.text
    again = engine.call(chat.SEND, chat.Send("Hello", started.conversation, settings=settings(5)))
    assert again.message.state == "complete"


@pytest.mark.kill
def test_a_killed_engine_keeps_the_partial_answer_and_marks_it_interrupted(home: Path, models: Path) -> None:
    with EngineProcess(home, models) as engine:
        call = engine.start_call(chat.SEND, LONG)
        started = call.wait_for(chat.ReplyStarted)
        for _ in range(60):
            call.wait_for(chat.AnswerDelta)
        engine.kill()
    with EngineProcess(home, models) as engine:
        question, answer = messages(engine, started.conversation)
        assert question.text == LONG.text
        assert answer.state == "interrupted"
        assert answer.text
        reply = engine.call(chat.SEND, chat.Send("Hi", started.conversation, settings=settings(5)))
        assert reply.message.state == "complete"
