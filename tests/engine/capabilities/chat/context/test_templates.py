"""Templates around a question: nothing that a person or a document wrote is taken for a place to fill."""

from __future__ import annotations

import pytest

from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.protocol.answering.memories import RecalledMemory
from engine.protocol.answering.passage import Passage
from engine.text.language import Language


@pytest.mark.parametrize("language", ["en", "es"])
def test_braces_in_texts_stay_as_they_are(language: Language) -> None:
    templates = PromptTemplates.read(language)
    braces = "{question} {passages} {memories} {system} {notes}"
    passage = Passage(1, 1, "/home/ana/a.txt", "a", 1, 0, len(braces), braces, 0.9)
    asked = templates.with_passages(f"Why {braces}?", (passage,))
    assert asked.count(braces) == 2 and asked.endswith(f"Why {braces}?")
    remembering = templates.with_memories(asked, (RecalledMemory(1, braces),))
    assert remembering.count(braces) == 3 and asked in remembering
    assert templates.with_notes(f"Be kind. {braces}", braces).count(braces) == 2


def test_nothing_is_added_where_there_is_nothing() -> None:
    templates = PromptTemplates.read("en")
    assert templates.with_memories("Why?", ()) == templates.with_passages("Why?", ()) == "Why?"
    assert templates.with_notes("Be kind.", " \n") == "Be kind."
