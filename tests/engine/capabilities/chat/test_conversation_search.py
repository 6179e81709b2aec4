"""Search in all conversations: the sentence found, with its words marked."""

from __future__ import annotations

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import ConversationMatch, Send
from engine.capabilities.chat.search.matches import LONGEST_SENTENCE, matching_sentence
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import EngineHarness


def match_of(engine: EngineHarness, query: str) -> ConversationMatch | None:
    (conversation,) = engine.call(api.LIST, api.ListConversations(query)).conversations
    return conversation.match


def marked(match: ConversationMatch) -> list[str]:
    return [match.text[start:end] for start, end in match.marks]


def test_a_search_shows_the_sentence_and_its_message(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "Primero se riega. El **camión** del gas llegó el lunes. Luego nada."
    reply = engine.call(api.SEND, Send("¿Qué pasó?"))
    match = match_of(engine, "camion lun")
    assert match is not None
    assert (match.message, match.text) == (reply.message.id, "El camión del gas llegó el lunes.")
    assert marked(match) == ["camión", "lunes"]


def test_the_newest_message_with_the_words_is_shown(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "Gas."
    for text in ("The gas first.", "And the gas again."):
        engine.call(api.SEND, Send(text, conversation=None if text.startswith("The") else 1))
    match = match_of(engine, "gas")
    assert match is not None and match.message == 4


def test_a_conversation_found_by_its_title_has_no_sentence(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Hola"))
    engine.call(api.RENAME, api.RenameConversation(1, "Calefacción"))
    assert match_of(engine, "calef") is None


def test_a_list_without_a_search_carries_no_sentences(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Hola"))
    assert match_of(engine, "") is None


@pytest.mark.parametrize("words", [10, 400])
def test_a_long_sentence_is_cut_around_the_words_found(words: int) -> None:
    filler = "y más palabras " * words
    match = matching_sentence(1, f"{filler}y la \x02caldera\x03 {filler}")
    assert marked(match) == ["caldera"]
    assert len(match.text) <= LONGEST_SENTENCE + 2
    assert match.text.endswith("…")


def test_markdown_and_line_ends_are_not_shown() -> None:
    match = matching_sentence(1, "## Plan\n\n- **Uno**: la\n\x02caldera\x03 `nueva`")
    assert match.text == "Uno: la caldera nueva" and marked(match) == ["caldera"]


def test_a_match_without_a_mark_shows_the_first_sentence() -> None:
    assert matching_sentence(1, "Uno. Dos.") == ConversationMatch(1, "Uno.", ())
