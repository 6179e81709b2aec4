"""The form of a comparison: values are told apart, and those that mean nothing are told."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.features.chat.compare.axis_row import AxisRow
from desktop.features.chat.compare.comparison_form import ComparisonForm
from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from engine.capabilities.chat.api.comparisons import ComparisonAxis


def typed_row(qtbot: QtBot, theme: Theme, text: str) -> AxisRow:
    row = AxisRow(theme, "temperature", can_be_none=True)
    qtbot.addWidget(row)
    field = row.findChild(QLineEdit)
    assert field is not None
    field.setText(text)
    return row


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("0.2; 1", ("0.2", "1")),
        ("0.2, 1", ("0.2", "1")),
        ("0,2; 1,5", ("0,2", "1,5")),
        (" 1 ;; 1; 2 ", ("1", "2")),
        ("0.7", ("0.7",)),
    ],
)
def test_values_are_divided_by_semicolons_or_commas(
    qtbot: QtBot, theme: Theme, english: Language, typed: str, values: tuple[str, ...]
) -> None:
    row = typed_row(qtbot, theme, typed)
    assert row.axis == ComparisonAxis("temperature", values) and row.problem == ""


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Choose at least one value."),
        ("warm", "“warm” is no number."),
        ("0.2; 9", "“9” is not between 0 and 2."),
        ("nan", "“nan” is not between 0 and 2."),
    ],
)
def test_a_value_that_means_nothing_is_told(
    qtbot: QtBot, theme: Theme, english: Language, typed: str, problem: str
) -> None:
    assert typed_row(qtbot, theme, typed).problem == problem


def test_the_form_begins_only_where_there_is_something_to_compare(
    qtbot: QtBot, theme: Theme, english: Language
) -> None:
    form = ComparisonForm(theme)
    qtbot.addWidget(form)
    form.show()
    begin = next(b for b in form.findChildren(QPushButton) if b.text() == "Answer 4 times")
    assert not begin.isEnabled(), "there is no prompt yet"
    form.show_question("Why?", can_change=True)
    assert begin.isEnabled()
    form.show_axes((ComparisonAxis("temperature", ("1",)),))
    assert not begin.isEnabled() and begin.text() == "Answer 1 time"
    form.show_axes((ComparisonAxis("temperature", ("0", "1")), ComparisonAxis("temperature", ("0", "1"))))
    assert not begin.isEnabled()
    form.show_axes((ComparisonAxis("seed", tuple(map(str, range(9)))), ComparisonAxis("top_p", ("0.5", "1"))))
    assert not begin.isEnabled() and begin.text() == "Answer 18 times"
    form.show_models({"a": "First", "b": "Second", "c": "Third"})
    form.show_axes((ComparisonAxis("model", ("a", "c")),))
    assert form.axes == (ComparisonAxis("model", ("a", "c")),) and begin.isEnabled()
    form.show_busy(True)
    assert not begin.isEnabled()
