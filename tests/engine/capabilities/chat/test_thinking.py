"""Thinking stands beside the answer: never sent back, searched, titled, cited; and reading ahead while a person types."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from engine.capabilities.chat import api
from engine.capabilities.chat.api import AnswerDelta, AnswerReplaced, ReadAhead, Send, ThinkingDelta
from engine.models.interfaces import Generated, PromptRead, TextDelta, ThoughtDelta
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

THOUGHT = "El usuario saluda. Debo saludar."
THINKING = api.ConversationSettings(thinking=True)


class LateTag(FakeTextModel):
    """Thinks aloud before it writes the end of its thinking without a beginning."""

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta | TextDelta, None, Generated]:
        yield PromptRead(1, 1, 0)
        yield TextDelta(THOUGHT)
        yield ThoughtDelta("", takes_back=True)
        yield TextDelta("¡Hola!")
        return Generated(9, 1.0, 1, 1.0, 0, "stop")


def test_thinking_is_streamed_and_kept_beside_the_answer(engine: EngineHarness, model: FakeTextModel) -> None:
    model.thought, model.answer = THOUGHT, "¡Hola!"
    reply = engine.call(api.SEND, Send("Buenas"))
    assert "".join(event.text for event in engine.events if isinstance(event, ThinkingDelta)) == THOUGHT
    assert (reply.message.text, reply.message.remarks.thinking) == ("¡Hola! ", THOUGHT)
    assert engine.call(api.OPEN, api.OpenConversation(1)).messages[-1] == reply.message


def test_thinking_is_never_sent_back_and_never_found(engine: EngineHarness, model: FakeTextModel) -> None:
    model.thought, model.answer = THOUGHT, "¡Hola!"
    engine.call(api.SEND, Send("Buenas"))
    reply = engine.call(api.SEND, Send("¿Qué tal?", conversation=1))
    assert not [message for message in model.received[-1] if "saludar" in message.text]
    assert engine.call(api.LIST, api.ListConversations("saludar")).total == 0
    assert reply.title == "Buenas"


def test_text_that_turns_out_to_be_thinking_is_taken_back(home: Path) -> None:
    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(LateTag()), indexer=NoIndexer())
    reply = engine.call(api.SEND, Send("Buenas"))
    assert (reply.message.text, reply.message.remarks.thinking) == ("¡Hola!", THOUGHT)
    assert AnswerReplaced("", "thinking", THOUGHT) in engine.events
    engine.close()


def test_the_switch_is_passed_on_only_to_a_model_that_has_one(engine: EngineHarness, model: FakeTextModel) -> None:
    pool = engine.pool
    assert isinstance(pool, FakeModelPool)
    seen = []
    for support in ("none", "optional", "always"):
        pool.thinking_support = support
        for settings in (api.ConversationSettings(), THINKING):
            engine.call(api.SEND, Send("Hola", settings=settings))
            seen.append(model.thinking)
    assert seen == [False, False, False, True, True, True]
    assert engine.call(api.DESCRIBE_MODEL, api.DescribeModel()).thinking == "always"


def test_thinking_that_was_cut_and_an_answer_that_never_came_are_told(home: Path) -> None:
    class Cut(FakeTextModel):
        def generate(
            self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
        ) -> Generator[PromptRead | ThoughtDelta | TextDelta, None, Generated]:
            yield ThoughtDelta(THOUGHT)
            return Generated(9, 1.0, 1, 1.0, 0, "stop", thinking_cut=True)

    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(Cut()), indexer=NoIndexer())
    message = engine.call(api.SEND, Send("Buenas")).message
    assert message.text == "" and message.remarks.notices == ("thinking_cut", "nothing_written")
    assert message.remarks.thinking == THOUGHT
    engine.close()


def test_thinking_has_room_of_its_own_in_the_context_window(engine: EngineHarness, model: FakeTextModel) -> None:
    pool = engine.pool
    assert isinstance(pool, FakeModelPool)
    long = Send("palabra " * 1100, settings=THINKING)
    engine.call(api.SEND, long)
    pool.thinking_support = "optional"
    reply = engine.call(api.SEND, Send("x " * 900, settings=THINKING))
    assert reply.message.state == "complete"


# reading ahead


def retrieve(query: str, collections: Sequence[str], k: int, files: Sequence[str]) -> tuple[Passage, ...]:
    text = "El coste del carné es de doce euros."
    return (Passage(1, 1, "/docs/tasas.pdf", "Tasas", 3, 0, len(text), text, 0.9),)


def test_reading_ahead_reads_what_the_next_prompt_begins_with(home: Path, model: FakeTextModel) -> None:
    engine = EngineHarness(
        home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer(), retrieve=retrieve
    )
    engine.call(api.SEND, Send("¿Qué es el Ateneo?"))
    for collections in ((), ("tasas",)):
        request = ReadAhead("¿Y cuánto", 1, collections)
        read = engine.call(api.READ_AHEAD, request)
        engine.call(api.SEND, Send("¿Y cuánto cuesta el carné?", 1, collections=collections))
        begun = model.read_prompts[-1]
        assert read.tokens == len(begun) > 10 and model.prompts[-1][: len(begun)] == begun
        engine.call(api.CHOOSE, api.ChooseLeaf(1, 2))
    assert len(model.read_prompts[1]) > len(model.read_prompts[0])
    engine.close()


def test_reading_ahead_changes_nothing_and_ends_when_it_is_told_to(engine: EngineHarness, model: FakeTextModel) -> None:
    assert engine.call(api.READ_AHEAD, ReadAhead("Hola"), is_cancelled=lambda: True) == api.PromptPrefix(0)
    assert model.read_prompts == []
    assert engine.call(api.READ_AHEAD, ReadAhead("Hola")).tokens > 0
    assert engine.rows("SELECT count(*) FROM conversations") == [(0,)]
    assert [event for event in engine.events if isinstance(event, AnswerDelta)] == []
    assert engine.routes[api.READ_AHEAD.name].preemptible
