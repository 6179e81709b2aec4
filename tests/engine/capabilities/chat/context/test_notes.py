"""The text of a summary: what the person told in their words, and the model's sentences, checked against the turns."""

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
        ("The meeting with Pedro is at 5.", ["The meeting with Pedro is at 5."]),
        ("Remember that the gate stays closed.", ["Remember that the gate stays closed."]),
        ("Vivo en Cádiz desde 2019. ¿Y tú?", ["Vivo en Cádiz desde 2019."]),
        ("Me encanta el turquesa. Los gatos maúllan.", ["Me encanta el turquesa."]),
        ("Tengo cita el martes.", ["Tengo cita el martes."]),
        ("Compare Python and Java. I'd like to know more about Vigo. Please tell me about Goya.", []),
        ("Quiero saber cuál es la capital de Francia. Explícame el teorema de Bayes, por favor.", []),
        (
            "Recuerda que mi código es 7351. Quiero mudarme a Vigo.",
            ["Recuerda que mi código es 7351.", "Quiero mudarme a Vigo."],
        ),
        ("", []),
        ("\ud800 my number is 7\u0301351", ["\ud800 my number is 7\u0301351"]),
        ("In 1969 Armstrong walked on the Moon. " * 20 + "I was born in Vigo.", ["I was born in Vigo."]),
    ],
)
def test_sentences_that_tell_a_fact_are_found(text: str, expected: list[str]) -> None:
    assert told_facts(text) == expected


def test_a_note_covers_a_sentence_only_with_its_names_and_numbers() -> None:
    assert is_covered("The code of my garage is 7351.", "- The code of the garage is 7351")
    assert not is_covered("The code of my garage is 7351.", "- The code of the garage is 7315")
    assert not is_covered("My sister Clara lives in Lugo.", "- A sister lives in Lugo")


def test_what_the_person_told_stands_in_their_words_once() -> None:
    told = ["Our dog is named Bruno.", "What is the capital of France?", "I pay 840 euros for my flat."]
    notes = Notes().with_block("They talked about a dog.", told, "\n".join(told))
    assert notes.facts == ("Our dog is named Bruno.", "I pay 840 euros for my flat.")
    assert notes.gists == ("They talked about a dog.",)
    assert notes.with_block("", ["Our dog is named Bruno!"], "").facts == notes.facts


@pytest.mark.parametrize("gist", ["", "They talked about 45 dogs.", "Quantum chromodynamics explains hadrons."])
def test_a_sentence_that_does_not_rest_on_the_turns_is_left_out(gist: str) -> None:
    assert Notes().with_block(gist, ["Tell me about dogs."], "Tell me about dogs.").gists == ()


@pytest.mark.parametrize("language", ["en", "es"])
def test_notes_are_read_as_they_were_written(language: Language) -> None:
    notes = Notes(("One thing.", "Another: with a colon."), ("They talked about bread.",))
    assert Notes.parse(notes.text(language)) == notes
    assert Notes.parse(Notes().text(language)) == Notes()


def test_a_person_may_write_anything_into_the_summary() -> None:
    changed = Notes.parse("no bullet\n\n\n* star\nWHAT WAS TALKED ABOUT:\ntides\nEl usuario contó:\n\u202eעברית")
    assert changed == Notes(("no bullet", "star", "\u202eעברית"), ("tides",))


def test_a_full_summary_drops_sentences_first_then_facts_without_names_or_numbers() -> None:
    notes = Notes(("likes tea very much", "sister Clara", "code 7351"), ("bread", "tides"))
    short = notes.bounded(lambda text: len(text.split()), 9, "en")
    assert short == Notes(("sister Clara", "code 7351"))
    assert notes.bounded(len, 0, "en") == Notes()
