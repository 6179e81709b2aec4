"""Questions that lean on the one before, made to stand alone, and those that are left as they are."""

from __future__ import annotations

import pytest

from engine.text.questions.standalone import chain, rewrite, without_topic

RENT_ES, RENT_EN = "¿Cuál es la renta del piso de la calle Mayor?", "What is the rent of the flat in Mill Street?"


@pytest.mark.parametrize(
    ("previous", "question", "expected"),
    [
        (RENT_ES, "¿Y el plazo?", "¿Cuál es el plazo del piso de la calle Mayor?"),
        (RENT_ES, "¿Y la del local?", "¿Cuál es la renta del local?"),
        (RENT_EN, "And the deposit?", "What is the deposit of the flat in Mill Street?"),
        (RENT_EN, "What about the shop?", "What is the rent of the shop?"),
        ("¿Qué significa el error E10 de la caldera?", "¿Y el E25?", "¿Qué significa el error E25 de la caldera?"),
        ("¿Quién presidió la junta de marzo?", "¿Y en octubre?", "¿Quién presidió la junta de octubre?"),
        ("¿Dónde trabaja Ana García?", "¿Y Luis Pérez?", "¿Dónde trabaja Luis Pérez?"),
        ("¿Qué fianza hay que pagar por el local?", "¿Y por el piso?", "¿Qué fianza hay que pagar por el piso?"),
        ("When does the pottery course start?", "And the photography one?", "When does the photography course start?"),
        ("When does the pottery course start?", "Who teaches it?", "Who teaches the pottery course?"),
        ("Where does Alice Grant work?", "What is her extension?", "What is Alice Grant's extension?"),
        ("¿Cuándo empieza el curso de cerámica?", "¿Quién lo da?", "¿Quién lo da? (el curso de cerámica)"),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_made_to_stand_alone(
    previous: str, question: str, expected: str
) -> None:
    rewriting = rewrite(question, previous)
    assert rewriting is not None and rewriting.is_certain and rewriting.text == expected


@pytest.mark.parametrize(
    "question",
    [
        "¿Cómo financió Tesla su trabajo?",
        "¿Quién invitó a Washington a cenar con él?",
        "¿Qué prima tiene la póliza de hogar de Mutua Levante?",
        "¿Y dónde trabaja Luis Pérez desde el año pasado?",
        "What does error F22 mean on the dishwasher?",
        "boiler pressure when cold",
        "How many places are there in the pottery course?",
        "¿Cuándo son las cenizas?",
        "¿Qué es una prasinofita?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    rewriting = rewrite(question, RENT_ES)
    assert rewriting is None or not rewriting.is_certain


def test_a_question_that_names_something_is_only_perhaps_about_the_same() -> None:
    rewriting = rewrite("¿Qué franquicia tiene el seguro?", "¿Qué cubre la póliza del hogar?")
    assert rewriting is not None and not rewriting.is_certain
    assert rewriting.text == "¿Qué franquicia tiene el seguro? (la póliza del hogar)"
    assert without_topic(rewriting.text) == "¿Qué franquicia tiene el seguro?"


@pytest.mark.parametrize("question", ["¿Cuándo se renueva?", "¿Por qué?", "For how long?", "¿Cuánto cuesta?"])
def test_a_question_that_names_nothing_is_about_the_same(question: str) -> None:
    rewriting = rewrite(question, "¿Qué cubre la póliza del hogar?")
    assert rewriting is not None and rewriting.is_certain and rewriting.text == f"{question} (la póliza del hogar)"


def test_a_follow_up_of_a_follow_up_is_about_what_both_are_about() -> None:
    previous = chain([(RENT_ES, ""), ("¿Y la del local?", "")])
    assert previous == "¿Cuál es la renta del local?"
    rewriting = rewrite("¿Y el plazo?", previous)
    assert rewriting is not None and rewriting.text == "¿Cuál es el plazo del local?"


def test_what_was_searched_for_counts_more_than_what_was_asked() -> None:
    assert chain([("¿Cuándo se renueva?", "¿Cuándo se renueva? (la póliza)")]) == "¿Cuándo se renueva? (la póliza)"
    assert chain([(RENT_ES, ""), ("¿Y ya?", "")]) != "" and chain([]) == ""


def test_a_person_may_be_named_in_the_answer() -> None:
    rewriting = rewrite("Where does she live?", "Who wrote the report?", "The report was written by Ana Robles.")
    assert rewriting is not None and rewriting.text == "Where does Ana Robles live?"


@pytest.mark.parametrize(
    "question", ["", "?", "¿¿¿", "y" * 5000, "it " * 200, "¿Y?", "...", "y y y y", "\x00", "And (", "\\1"]
)
def test_odd_texts_are_no_trouble(question: str) -> None:
    for previous in (RENT_ES, RENT_EN, "", "?", "(()", "de del de", "the of the"):
        rewrite(question, previous)
        rewrite(RENT_EN, question)
        rewrite("¿Y la de abril?", question)
