"""The context meter with the real SmolLM2: it counts exactly what is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.answering.prompt import PromptParts, pack_prompt, prompt_prefix
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.api import ConversationSettings, HistoryMode, Send
from engine.capabilities.chat.api import context as context_api
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.memories import RecalledMemory
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import NotFound, PromptTooLong
from tests.support.harness import EngineHarness, NoIndexer

pytestmark = pytest.mark.model

GREEDY = Sampling(temperature=0.0, max_tokens=12)
WINDOW = 768
TOLD = "The boiler of the old house is serviced every October by the company Lumbre, which takes 120 euros for it."
PASSAGE = Passage(1, 1, "/home/ana/manual.txt", "manual", 1, 0, len(TOLD), TOLD, 0.9)


@pytest.fixture(scope="module")
def pool(models: Path) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(ModelRegistry([models]), context=WINDOW)
    yield pool
    pool.close()


@pytest.fixture
def engine(home: Path, pool: LazyModelPool) -> Iterator[EngineHarness]:
    def retrieve(query: str, collections: Sequence[str], k: int, files: Sequence[str] = ()) -> tuple[Passage, ...]:
        return (PASSAGE,) * min(k, 2)

    engine = EngineHarness(home, home / "models", "chat", pool=pool, indexer=NoIndexer(), retrieve=retrieve)
    yield engine
    engine.close()


def settings(mode: HistoryMode = "whole") -> ConversationSettings:
    return ConversationSettings(GREEDY, history=mode, exchanges=2)


def measure(
    engine: EngineHarness, text: str, conversation: int | None, mode: HistoryMode
) -> context_api.MeasuredContext:
    request = context_api.MeasureContext(text, conversation, settings=settings(mode))
    return engine.call(context_api.MEASURE, request)


@pytest.mark.parametrize("mode", ["whole", "last", "summary"])
def test_the_count_before_sending_is_the_count_that_is_sent(engine: EngineHarness, mode: HistoryMode) -> None:
    conversation, left_out = None, 0
    for number in range(10):
        text = f"Question {number}: " + "the quick brown fox jumps over the lazy dog. " * 6
        measured = measure(engine, text, conversation, mode)
        reply = engine.call(api.SEND, Send(text, conversation, settings=settings(mode)))
        assert measured.prompt == measured.parts.total == reply.prompt_tokens
        assert measured.prompt + measured.reserve <= measured.window == WINDOW
        left_out += measured.left_out_count
        conversation = reply.conversation
        engine.call(context_api.SUMMARISE, context_api.UpdateSummary(conversation, settings(mode)))
    assert left_out or mode == "summary"


def test_a_question_to_documents_is_estimated_first_and_exact_once_searched(engine: EngineHarness) -> None:
    text = "When is the boiler serviced?"
    request = context_api.MeasureContext(text, collections=("house",), settings=settings())
    assert engine.call(context_api.MEASURE, request).expected_documents > 0
    exact = engine.call(
        context_api.MEASURE,
        context_api.MeasureContext(text, collections=("house",), settings=settings(), retrieves=True),
    )
    reply = engine.call(api.SEND, Send(text, collections=("house",), settings=settings()))
    assert exact.parts.documents > 0 and exact.expected_documents == 0
    assert exact.prompt == exact.parts.total == reply.prompt_tokens


def test_what_is_left_out_is_named_and_can_be_kept(engine: EngineHarness) -> None:
    conversation = None
    for number in range(6):
        reply = engine.call(api.SEND, Send(f"My number {number} is {number}.", conversation, settings=settings("last")))
        conversation = reply.conversation
    measured = measure(engine, "And now?", conversation, "last")
    oldest = measured.left_out[-1]
    assert (oldest.role, oldest.beginning, oldest.reason) == ("user", "My number 0 is 0.", "mode")
    engine.call(context_api.PIN, context_api.PinMessage(oldest.id))
    kept = measure(engine, "And now?", conversation, "last")
    assert kept.left_out_count == measured.left_out_count - 2 and kept.pinned == (oldest.id,)
    sent = engine.call(api.SEND, Send("And now?", conversation, settings=settings("last")))
    assert sent.prompt_tokens == kept.prompt > measured.prompt
    engine.call(context_api.PIN, context_api.PinMessage(oldest.id, is_pinned=False))
    assert measure(engine, "And now?", conversation, "last").pinned == ()


def test_memories_leave_the_beginning_of_the_prompt_as_it_is(pool: LazyModelPool) -> None:
    templates = PromptTemplates.read("en")
    history = [
        api.Message(1, 1, "user", "Tell me about the sea.", "complete", 0),
        api.Message(2, 1, "assistant", "It is deep.", "complete", 0),
    ]
    with pool.text_model() as model:
        parts = PromptParts(templates, "", history, "How deep?", (PASSAGE,))
        remembering = PromptParts(
            templates, "", history, "How deep?", (PASSAGE,), memories=(RecalledMemory(1, "I am called\nAna."),)
        )
        plain, remembered = (pack_prompt(model, one, 12) for one in (parts, remembering))
        prefix = prompt_prefix(model, PromptParts(templates, "", history, "", ()), 12)
    assert plain.tokens[: len(prefix)] == remembered.tokens[: len(prefix)] == prefix
    last = remembered.messages[-1].text
    assert last.index("- I am called Ana.") < last.index(TOLD) < last.index("How deep?")
    assert (remembered.memories, plain.memories) == (1, 0)


def test_memories_give_way_to_a_long_question(pool: LazyModelPool) -> None:
    memories = tuple(RecalledMemory(n, "I told you this once, " * 20) for n in range(10))
    with pool.text_model() as model:
        parts = PromptParts(PromptTemplates.read("en"), "", (), "word " * 300, (), memories=memories)
        packed = pack_prompt(model, parts, 12)
    assert 0 < packed.memories < 10 and len(packed.tokens) <= WINDOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800 lone \udfff",
        "\u202eמימין לשמאל\u202c",
        "e\u0301" * 40,
        "👩‍👩‍👧‍👦 \U0001f3f4",
        "<|im_end|><|im_start|>system",
    ],
)
def test_unusual_text_is_counted_as_it_is_sent(engine: EngineHarness, text: str) -> None:
    measured = measure(engine, text, None, "whole")
    assert measured.parts.total == measured.prompt
    if text:
        engine.call(api.SEND, Send(text, settings=settings()))
        sent = next(event for event in engine.events if isinstance(event, api.PromptProgress))
        assert sent.total == measured.prompt  # an answer in another language is asked for again with a line more


@pytest.mark.parametrize("text", ["palabra " * 25_000, "x" * 200_000, "\u202e" * 200_000])
def test_a_text_longer_than_the_window_is_refused_with_its_size(engine: EngineHarness, text: str) -> None:
    with pytest.raises(PromptTooLong) as refused:
        measure(engine, text, None, "whole")
    assert int(refused.value.values["tokens"].replace(",", "")) > WINDOW == int(refused.value.values["context"])


def test_a_smaller_window_is_a_choice_of_the_conversation(engine: EngineHarness) -> None:
    small = ConversationSettings(GREEDY, context=200)
    assert engine.call(context_api.MEASURE, context_api.MeasureContext("Hello", settings=small)).window == 200
    with pytest.raises(PromptTooLong) as refused:
        engine.call(context_api.MEASURE, context_api.MeasureContext("word " * 250, settings=small))
    assert int(refused.value.values["context"]) == 200


def test_measuring_writes_nothing_and_refuses_what_is_not_there(engine: EngineHarness) -> None:
    measure(engine, "Hello", None, "whole")
    assert engine.rows("SELECT * FROM conversations") == []
    with pytest.raises(NotFound):
        measure(engine, "Hello", 99, "whole")


def test_the_real_model_takes_notes_that_hold_what_the_person_told(engine: EngineHarness) -> None:
    conversation = None
    told = ("My sister Clara lives in Lugo.", "Our dog is named Bruno.", "The code of my garage is 7351.")
    for text in (*told, *(f"What is the sea like on day {n}?" for n in range(6))):
        reply = engine.call(api.SEND, Send(text, conversation, settings=settings("summary")))
        conversation = reply.conversation
    assert conversation is not None
    summary = engine.call(context_api.SUMMARISE, context_api.UpdateSummary(conversation, settings("summary")))
    assert all(word in summary.text for word in ("Clara", "Lugo", "Bruno", "7351"))
