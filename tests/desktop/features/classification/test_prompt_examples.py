"""Examples shown to the chat model: how the lines are read, and how they reach the prediction method."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.features.classification.examples.prompt_examples import MAX_SHOTS, PromptExamples, parse_lines
from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from engine.capabilities.classification import api as classification
from engine.protocol import tables

LABELS = ("queja", "Gracias 🙂")


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("No va el ascensor\tqueja", ("No va el ascensor", "queja")),
        ("queja: No va: nada", ("No va: nada", "queja")),
        ("  QUEJA :  No va   nada ", ("No va nada", "queja")),
        ("gracias 🙂:¡Qué bien!", ("¡Qué bien!", "Gracias 🙂")),
        ("uno\tdos\tqueja", ("uno dos", "queja")),
        ("queja: a las 3:15\tqueja", ("queja: a las 3:15", "queja")),
    ],
)
def test_a_line_has_its_label_after_a_tab_or_before_a_colon(line: str, row: tuple[str, str]) -> None:
    assert parse_lines(f"\n{line}\n\n", LABELS) == ((row,), 0)


@pytest.mark.parametrize(
    "line", ["sin etiqueta", "ruido: otra cosa", "texto\truido", "queja:", "\tqueja", ":", "texto\t"]
)
def test_a_line_without_one_of_the_labels_is_left_out(line: str) -> None:
    assert parse_lines(line, LABELS) == ((), 1)


def test_the_examples_are_added_to_the_method(qtbot: QtBot, theme: Theme, english: Language) -> None:
    examples = PromptExamples(theme)
    qtbot.addWidget(examples)
    prompt = classification.PredictionMethod("prompt", "smollm2")
    assert examples.add_to(prompt) == prompt
    examples.lines.setPlainText("queja: no va\nqueja: no sube\nnada")
    assert examples.add_to(prompt) == prompt  # there are no labels yet
    examples.show_labels(LABELS)
    assert examples.summary.text() == ("2 examples will be shown to it. 1 line has none of the labels and is left out.")
    assert examples.add_to(prompt) == classification.PredictionMethod(
        "prompt", "smollm2", 2, tables.Source(lines="no va\tqueja\nno sube\tqueja")
    )
    examples.lines.setPlainText("queja: no va\n" * 100)
    assert examples.add_to(prompt).shots == MAX_SHOTS
