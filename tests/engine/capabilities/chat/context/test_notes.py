"""The text of a summary: what the model wrote, checked against what the person told."""

from __future__ import annotations

import pytest

from engine.capabilities.chat.context.notes import Notes
from engine.capabilities.chat.context.told_facts import is_covered, told_facts
from engine.text.language import Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello! My sister Clara lives in Lugo. Do you know Lugo?", ["My sister Clara lives in Lugo."]),
        ("I'm allergic to walnuts.", ["I'm allergic to walnuts."]),
        ("The sea is deep. It is blue.", []),
        ("Remember that the gate stays closed.", ["Remember that the gate stays closed."]),
        ("Vivo en Cádiz desde 2019. ¿Y tú?", ["Vivo en Cádiz desde 2019."]),
        ("Me encanta el turquesa. Los gatos maúllan.", ["Me encanta el turquesa."]),
        ("Tengo cita el martes.", ["Tengo cita el martes."]),
        ("", []),
        ("\ud800 my number is 7\u0301351", ["\ud800 my number is 7\u0301351"]),
    ],
)
def test_sentences_that_tell_a_fact_are_found(text: str, expected: list[str]) -> None:
    assert told_facts(text) == expected


def test_a_note_covers_a_sentence_only_with_its_names_and_numbers() -> None:
    assert is_covered("The code of my garage is 7351.", "- The code of the garage is 7351")
    assert not is_covered("The code of my garage is 7351.", "- The code of the garage is 7315")
    assert not is_covered("My sister Clara lives in Lugo.", "- A sister lives in Lugo")


def test_what_the_person_did_not_tell_is_left_out_and_what_the_model_passed_over_is_added() -> None:
    written = "- The user has a dog named Bruno.\n- Paris is the capital of France.\n- The user is 45 years old.\nTopics: dogs"
    told = ["Our dog is named Bruno.", "I pay 840 euros for my flat.", "What is the capital of France?"]
    notes = Notes().with_block(written, told, "en")
    assert notes.facts == ("The user has a dog named Bruno.", "The user said: I pay 840 euros for my flat.")
    assert notes.topics == ("dogs",)


@pytest.mark.parametrize("language", ["en", "es"])
def test_notes_are_read_as_they_were_written(language: Language) -> None:
    notes = Notes(("One thing.", "Another: with a colon."), ("bread", "tides"))
    assert Notes.parse(notes.text(language)) == notes


def test_a_person_may_write_anything_into_the_summary() -> None:
    assert Notes.parse("no bullet\n\n\n* star\nTemas: a; b.\n\u202eעברית").facts == ("no bullet", "star", "\u202eעברית")


def test_a_full_summary_drops_topics_first_then_lines_without_names_or_numbers() -> None:
    notes = Notes(("likes tea very much", "sister Clara", "code 7351"), ("bread", "tides"))
    short = notes.bounded(lambda text: len(text.split()), 6, "en")
    assert short.topics == () and short.facts == ("sister Clara", "code 7351")
    assert notes.bounded(len, 0, "en") == Notes()


def test_the_same_fact_is_noted_once() -> None:
    notes = Notes().with_block("- The dog is named Bruno.", ["Our dog is named Bruno."], "en")
    again = notes.with_block("- The dog is named Bruno.", ["Our dog is named Bruno."], "en")
    assert again.facts == notes.facts
