"""System prompts of personas: one line a field, the same text each time."""

from __future__ import annotations

from engine.text.prompting.persona import FIELDS, compose_system_prompt


def test_each_field_with_text_is_a_line_in_the_order_of_the_fields() -> None:
    fields = {"tone": "warm", "role": "a school librarian.", "instruction": "Recommend books", "context": " "}
    assert compose_system_prompt(fields, "en") == "You are a school librarian.\nRecommend books.\nTone: warm."
    fields = {"audience": "niños de 8 años", "role": "bibliotecaria", "format": "una lista"}
    assert compose_system_prompt(fields, "es") == (
        "Eres bibliotecaria.\nForma de tus respuestas: una lista.\nEscribes para niños de 8 años."
    )


def test_without_text_there_is_no_system_prompt() -> None:
    assert compose_system_prompt({}, "es") == ""
    assert compose_system_prompt(dict.fromkeys(FIELDS, "\n"), "en") == ""


def test_braces_and_marks_of_the_person_stay() -> None:
    assert compose_system_prompt({"instruction": "Answer {} as JSON..."}, "en") == "Answer {} as JSON..."
