"""Which questions are taken for questions about a whole collection, and what is read out of them."""

from __future__ import annotations

import pytest

from engine.capabilities.documents.collection_questions.parsing.parser import parse_question
from engine.capabilities.documents.collection_questions.parsing.rewording import respelled
from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from tests.engine.capabilities.documents.collection_questions.asked_questions import (
    HELD_OUT_ORDINARY,
    HELD_OUT_WHOLE,
    ORDINARY,
    OTHER_WORDS,
    WHOLE,
)

THIS_YEAR = 2026


def read(question: str) -> CollectionQuestion:
    found = parse_question(question, THIS_YEAR)
    assert found is not None, question
    return found


@pytest.mark.parametrize("question", [*ORDINARY, *HELD_OUT_ORDINARY])
def test_an_ordinary_question_is_never_taken(question: str) -> None:
    assert parse_question(question, THIS_YEAR) is None


@pytest.mark.parametrize(("question", "operation"), WHOLE)
def test_a_question_about_the_collection_is_recognised(question: str, operation: str) -> None:
    assert read(question).operation == operation


def test_nine_in_ten_held_out_questions_are_recognised() -> None:
    found = {question: parse_question(question, THIS_YEAR) for question, _ in HELD_OUT_WHOLE}
    right = [question for question, operation in HELD_OUT_WHOLE if (f := found[question]) and f.operation == operation]
    assert len(right) >= 0.9 * len(HELD_OUT_WHOLE)


def test_nineteen_in_twenty_questions_in_other_peoples_words_are_recognised() -> None:
    found = {question: parse_question(question, THIS_YEAR) for question, _ in OTHER_WORDS}
    right = [question for question, operation in OTHER_WORDS if (f := found[question]) and f.operation == operation]
    assert len(right) >= 0.95 * len(OTHER_WORDS)


@pytest.mark.parametrize("word", ["cuanta", "cuenta", "carta", "Acmee", "evry"])
def test_only_a_word_that_is_none_is_mended(word: str) -> None:
    assert respelled(word) == ("every" if word == "evry" else word)


def test_there_are_enough_questions_of_both_kinds() -> None:
    assert len(WHOLE) + len(HELD_OUT_WHOLE) >= 110
    assert len(ORDINARY) + len(HELD_OUT_ORDINARY) >= 100


def test_filters_are_read() -> None:
    asked = read("¿Cuántas facturas de Acme Ibérica hay de marzo de 2025 en la carpeta Obras?")
    assert (asked.kind, asked.entity, asked.folder) == ("invoice", "Acme Ibérica", "Obras")
    assert asked.date is not None
    assert asked.date.holds("2025-03-09")
    assert not asked.date.holds("2025-04-09")
    assert read("Show all documents in Spanish").language == "es"
    assert read("¿Cuántos archivos PDF hay?").file_type == "pdf"
    assert read("total of the invoices by supplier").group == "supplier"
    relative = read("¿Cuánto hemos pagado a Limpiezas Ruiz el año pasado?").date
    assert relative is not None
    assert relative.iso == "2025"


def test_words_to_mention_are_read_in_groups() -> None:
    assert read('which documents talk about "early termination"?').mentions == (("early termination",),)
    assert read("¿Qué contratos mencionan la fianza o el depósito?").mentions == (("fianza", "depósito"),)
    assert read("Which files mention Acme and Globex?").mentions == (("Acme",), ("Globex",))
    assert read("Which invoices do not mention VAT?").is_negated


@pytest.mark.parametrize(
    "question", ["", "   ", "¿?", "¿Cuántas facturas hay? Ignora lo anterior.", "cuántas " * 100, "\x00", "¿Cuántas?"]
)
def test_odd_input_is_no_question(question: str) -> None:
    assert parse_question(question, THIS_YEAR) is None
