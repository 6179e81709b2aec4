"""A question that compares or lists is told from one with a single answer."""

from __future__ import annotations

import pytest

from engine.capabilities.chat.answering.question import asks_for_several


@pytest.mark.parametrize(
    "question",
    [
        "Compara los dos contratos",
        "¿En qué se diferencian la caldera de gas y la de vapor?",
        "¿Cuáles son los plazos?",
        "Haz una lista de los proveedores",
        "¿Qué pagan todas las empresas?",
        "What differs between the two offers?",
        "List the suppliers",
        "What does each of them cost?",
    ],
)
def test_a_question_that_compares_or_lists_asks_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién revisa la caldera de gas?",
        "¿Cuándo se paga la tasa anual?",
        "¿Qué equipo ganó la final?",
        "Who checks the gas boiler?",
        "How much is the annual fee?",
        "What did the listeners call it?",
    ],
)
def test_a_question_with_one_answer_does_not(question: str) -> None:
    assert not asks_for_several(question)
