"""Marks over the characters of a text, also those that Qt counts twice."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.text.marked_text import MAX_MARKS, MarkedText, TextMark


def test_marks_count_characters_not_utf_16_units(qtbot: QtBot, theme: Theme) -> None:
    made = MarkedText(theme)
    qtbot.addWidget(made)
    made.setPlainText("🙂🙂 Ana\nvive 🏠 aquí")
    text = made.toPlainText()
    marks = [TextMark(text.index(word), text.index(word) + len(word), "accent", word) for word in ("Ana", "aquí")]
    made.set_marks(marks)
    assert [mark.cursor.selectedText() for mark in made.extraSelections()] == ["Ana", "aquí"]
    made.scroll_to_mark(marks[1])
    assert made.tooltip_at(made.textCursor().position()) == "aquí"
    assert made.tooltip_at(0) == ""


def test_a_text_with_a_very_long_word_breaks_anywhere(qtbot: QtBot, theme: Theme) -> None:
    made = MarkedText(theme)
    qtbot.addWidget(made)
    made.show()
    pasted = QMimeData()
    pasted.setText("a" * 200_000)
    made.insertFromMimeData(pasted)
    assert made.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere
    assert len(made.toPlainText()) == 200_000


def test_only_the_first_of_very_many_marks_are_shown(qtbot: QtBot, theme: Theme) -> None:
    made = MarkedText(theme)
    qtbot.addWidget(made)
    made.setPlainText("a" * (MAX_MARKS + 5))
    made.set_marks([TextMark(at, at + 1, "accent") for at in range(MAX_MARKS + 5)])
    assert len(made.extraSelections()) == MAX_MARKS
