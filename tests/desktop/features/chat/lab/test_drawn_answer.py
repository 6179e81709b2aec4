"""A word of a drawn answer is found in its Markdown, and JSON is laid out as code."""

from __future__ import annotations

import pytest

from desktop.features.chat.lab.drawn_answer import drawn_text, python_position, source_offset
from engine.capabilities.chat.api import Message
from engine.protocol.answering.passage import Citation

SOURCE = "In **February**, *indoors*: the `sea` and the 🦊 sea."
DRAWN = "In February, indoors: the sea and the 🦊 sea."


@pytest.mark.parametrize("word", ["In", "February", "indoors", "sea"])
def test_a_drawn_word_is_found_in_the_source(word: str) -> None:
    at = source_offset(SOURCE, DRAWN, DRAWN.index(word) + 1)
    assert SOURCE[at:].startswith(word)


def test_of_two_equal_words_the_right_one_is_found() -> None:
    assert source_offset(SOURCE, DRAWN, DRAWN.rindex("sea")) == SOURCE.rindex("sea")
    assert source_offset(SOURCE, DRAWN, DRAWN.index("sea")) == SOURCE.index("sea")


@pytest.mark.parametrize(("source", "drawn"), [("", ""), ("…", "…"), ("a", ""), ("", "a")])
def test_without_words_it_is_the_beginning(source: str, drawn: str) -> None:
    assert source_offset(source, drawn, 0) == source_offset(source, drawn, 99) == 0


def test_a_place_counted_in_utf_16_is_counted_in_characters() -> None:
    assert [python_position("a🦊b", at) for at in (0, 1, 3, 4, 9)] == [0, 1, 2, 3, 3]


def answer(text: str, **fields: object) -> Message:
    return Message(1, 1, "assistant", text, fields.pop("state", "complete"), 0, **fields)  # type: ignore[arg-type]


def test_json_is_laid_out() -> None:
    assert (
        drawn_text(answer('{"a":1,"ñ":[true,null]}'))
        == '```json\n{\n  "a": 1,\n  "ñ": [\n    true,\n    null\n  ]\n}\n```'
    )
    assert drawn_text(answer(" [1] ")).startswith("```json")


@pytest.mark.parametrize("text", ["", "Hello", "{not json}", "[1, 2", "{}" * 2, "[" * 5000 + "]" * 5000, "42", '"a"'])
def test_other_answers_stay_as_they_are(text: str) -> None:
    assert drawn_text(answer(text)) == text


def test_json_being_written_or_with_citations_stays_as_it_is() -> None:
    cited = Citation(1, 7, "/a.pdf", "A", 3, 0, 1, "x", 0, 1)
    assert drawn_text(answer("{}", state="writing")) == "{}"
    assert drawn_text(answer("{}", citations=(cited,))) == "{}"
