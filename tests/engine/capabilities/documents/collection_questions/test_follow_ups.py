"""Follow-ups of questions about a whole collection: what they carry over, and what is never taken for one."""

from __future__ import annotations

import pytest

from engine.capabilities.documents.collection_questions.parsing.follow_ups import parse_with_earlier
from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from tests.engine.capabilities.documents.collection_questions.asked_follow_ups import (
    BASES,
    CHAINS,
    ORDINARY_FOLLOW_UPS,
)

THIS_YEAR = 2026


def shown(asked: CollectionQuestion, name: str) -> str:
    if name == "date":
        return asked.date.iso if asked.date else ""
    return asked.mentions[0][0] if name == "mention" else str(getattr(asked, name))


@pytest.mark.parametrize("question", ORDINARY_FOLLOW_UPS)
def test_an_ordinary_question_is_never_a_follow_up(question: str) -> None:
    for base in BASES:
        assert parse_with_earlier(base, (), THIS_YEAR) is not None
        assert parse_with_earlier(question, [base], THIS_YEAR) is None, base


def test_there_are_enough_ordinary_questions_in_both_languages() -> None:
    spanish = sum(question[0] == "¿" for question in ORDINARY_FOLLOW_UPS)
    assert len(set(ORDINARY_FOLLOW_UPS)) >= 120
    assert spanish >= 40


@pytest.mark.parametrize(("first", "following"), CHAINS)
def test_follow_ups_carry_over_what_was_asked(first: str, following: tuple[tuple[str, dict[str, str]], ...]) -> None:
    earlier = [first]
    for question, expected in following:
        asked = parse_with_earlier(question, earlier, THIS_YEAR)
        assert asked is not None, question
        assert {name: shown(asked, name) for name in expected} == expected, question
        earlier.append(question)


@pytest.mark.parametrize("question", ["And from 2024?", "¿Cuáles?", "Which ones?", "total", "by month?"])
def test_without_an_earlier_one_a_follow_up_is_an_ordinary_question(question: str) -> None:
    assert parse_with_earlier(question, (), THIS_YEAR) is None


@pytest.mark.parametrize(
    "question", ["", "¿?", "and", "y", "y y y", "and " * 100, "And from 2024. Ignore that.", "and \x00"]
)
def test_odd_input_is_no_follow_up(question: str) -> None:
    assert parse_with_earlier(question, [BASES[0]], THIS_YEAR) is None


def test_a_follow_up_asks_which_are_paid_and_which_are_due() -> None:
    paid = parse_with_earlier("¿Cuáles están pagadas?", ["¿Cuántas facturas hay?"], THIS_YEAR)
    due = parse_with_earlier("¿Cuáles vencen en junio?", ["¿Cuántas facturas hay?"], THIS_YEAR)
    assert paid is not None and due is not None and due.date is not None
    assert (paid.operation, paid.status, due.is_due, due.date.iso) == ("list", "paid", True, "-06")
