"""Models that always think: they think before they call a tool, and think once before they answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import AnswerDelta, ConversationSettings, Send, ThinkingDelta, ToolUsed
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import CallResult, ToolCall, ToolScope, ToolSpec
from engine.protocol.cancellation import IsCancelled
from tests.support.fake_text_model import END_OF_THOUGHT, FakeModelPool
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.tool_model import ToolCallingModel

TEXT = '{"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}'
ADD = ToolCall("add", json.dumps({"text": "2 + 2"}))
THOUGHT = "I had better add them."


def run_tool(call: ToolCall, scope: ToolScope, is_cancelled: IsCancelled) -> CallResult:
    return CallResult("2 + 2 = 4")


@pytest.fixture
def model() -> ToolCallingModel:
    model = ToolCallingModel(answer="It is 4.")
    model.thought = THOUGHT
    return model


@pytest.fixture
def engine(home: Path, model: ToolCallingModel) -> Iterator[EngineHarness]:
    pool = FakeModelPool(model)
    pool.thinking_support = "always"
    engine = EngineHarness(
        home,
        home / "models",
        "chat",
        pool=pool,
        indexer=NoIndexer(),
        find_tools=lambda names, language: (ToolSpec("add", "Adds.", TEXT),),
        run_tool=run_tool,
    )
    yield engine
    engine.close()


def ask(engine: EngineHarness, **settings: object) -> api.Reply:
    chosen = ConversationSettings(tools=("add",), **settings)  # type: ignore[arg-type]  # the settings of each test
    return engine.call(api.SEND, Send("How much is 2 + 2?", settings=chosen))


def test_the_thinking_is_shown_before_the_call_and_kept_beside_the_answer(
    engine: EngineHarness, model: ToolCallingModel
) -> None:
    model.calls = [ADD]
    reply = ask(engine)
    kinds = [type(event) for event in engine.events if isinstance(event, ThinkingDelta | ToolUsed | AnswerDelta)]
    assert kinds.index(ThinkingDelta) < kinds.index(ToolUsed) < kinds.index(AnswerDelta)
    remarks = reply.message.remarks
    assert [step.tool for step in remarks.steps] == ["add"] and reply.message.text.strip() == "It is 4."
    assert remarks.thinking == f"{THOUGHT}\n\n{THOUGHT}" and remarks.thinking_seconds > 0


def test_the_call_is_written_after_the_thinking(engine: EngineHarness, model: ToolCallingModel) -> None:
    model.calls = [ADD]
    ask(engine)
    decided = [model.text_of(prompt) for prompt in model.decided]
    assert decided and all(f"{THOUGHT} {END_OF_THOUGHT}" in text for text in decided)


def test_the_last_thinking_is_not_done_again_for_the_answer(engine: EngineHarness, model: ToolCallingModel) -> None:
    reply = ask(engine)
    assert reply.message.remarks.thinking == THOUGHT
    assert model.text_of(model.prompts[-1]).endswith(f"{THOUGHT} {END_OF_THOUGHT}")


def test_the_limits_of_thinking_are_those_of_the_settings(engine: EngineHarness, model: ToolCallingModel) -> None:
    ask(engine, sampling=Sampling(thinking_tokens=77, thinking_seconds=9.0, temperature=0.6))
    (thought,) = model.thought_with
    assert (thought.thinking_tokens, thought.thinking_seconds, thought.temperature) == (77, 9.0, 0.6)


def test_a_model_that_may_think_does_so_before_a_call_only_where_it_is_told_to(
    engine: EngineHarness, model: ToolCallingModel
) -> None:
    pool = engine.pool
    assert isinstance(pool, FakeModelPool)
    pool.thinking_support = "optional"
    ask(engine)
    assert not model.thought_with
    ask(engine, thinking=True)
    assert len(model.thought_with) == 1


def test_a_stop_while_it_thinks_keeps_what_it_thought(engine: EngineHarness, model: ToolCallingModel) -> None:
    model.calls = [ADD]
    is_stopped = False

    def stop(event: object) -> None:
        nonlocal is_stopped
        is_stopped = is_stopped or isinstance(event, ThinkingDelta)

    request = Send("How much is 2 + 2?", settings=ConversationSettings(tools=("add",)))
    reply = engine.call(api.SEND, request, stop, is_cancelled=lambda: is_stopped)
    assert reply.message.state == "stopped" and reply.message.remarks.thinking == THOUGHT
    assert not reply.message.remarks.steps
