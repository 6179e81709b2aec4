"""A map of points by pointer and key; a matrix of very many texts; marks over characters that Qt counts twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QTextOption
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.plots.heat_map import HeatCell, HeatMap
from desktop.widgets.plots.scatter_plot import NO_GROUP, NOWHERE, MapPoint, ScatterPlot
from desktop.widgets.text.marked_text import MAX_MARKS, MarkedText, TextMark

MANY = 10_000


def plot(qtbot: QtBot, theme: Theme, spots: list[MapPoint]) -> ScatterPlot:
    made = ScatterPlot(theme, lambda at: f"text {at}")
    qtbot.addWidget(made)
    made.resize(600, 420)
    made.show_points(spots)
    made.show()
    return made


def test_a_point_is_said_under_the_pointer_and_its_group_opened(qtbot: QtBot, theme: Theme) -> None:
    made = plot(qtbot, theme, [MapPoint(-0.5, 0.5, 0), MapPoint(0.5, -0.5, 1), MapPoint(0.9, 0.9, NO_GROUP)])
    with qtbot.waitSignal(made.opened, check_params_cb=lambda group: group == 1):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.place(1).toPoint() + QPoint(3, 0))
    assert made.accessibleName() == "text 1"
    assert made.at(made.rect().center().toPointF()) == NOWHERE


def test_points_are_gone_through_group_by_group_by_keys(qtbot: QtBot, theme: Theme) -> None:
    made = plot(qtbot, theme, [MapPoint(0.5, 0, 1), MapPoint(-0.5, 0, 0), MapPoint(0.1, 0, 0)])
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    said = [made.said]
    for _ in range(3):  # the last goes nowhere
        qtbot.keyClick(made, Qt.Key.Key_Right)
        said.append(made.said)
    assert said == ["text 1", "text 2", "text 0", "text 0"]
    with qtbot.waitSignal(made.opened, check_params_cb=lambda group: group == 1):
        qtbot.keyClick(made, Qt.Key.Key_Return)


def test_ten_thousand_points_are_drawn_once_however_the_pointer_moves(qtbot: QtBot, theme: Theme) -> None:
    spots = [MapPoint((n % 100) / 50 - 1, (n // 100) / 50 - 1, n % 12) for n in range(MANY)]
    made = plot(qtbot, theme, spots)
    made.grab()
    drawn = made._drawn
    for at in (5, 700, 9_999):
        qtbot.mouseMove(made, made.place(at).toPoint())
        made.grab()
        assert made.at(made.place(at)) == at
    assert made._drawn is drawn and drawn is not None


def test_a_map_without_points_takes_keys(qtbot: QtBot, theme: Theme) -> None:
    made = plot(qtbot, theme, [])
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(made, key)
    assert made.said == ""


@pytest.mark.parametrize("many", [3, 200])
def test_a_matrix_stays_readable_in_height_however_many_rows(qtbot: QtBot, theme: Theme, many: int) -> None:
    made = HeatMap(theme, lambda row, column: HeatCell("1.0", 0.2, "accent"), lambda row, column: f"{row} {column}")
    qtbot.addWidget(made)
    made.show_names(["name"] * many, ["1"] * many)
    made.resize(700, made.sizeHint().height())
    made.grab()
    assert made.height() < 1_000
    last = made._box(many - 1, many - 1)
    assert made.at(last.center()) == (many - 1, many - 1)
    assert last.right() <= made.width() + 1
    assert made.at(last.bottomRight() * 2) is None


def test_marks_count_characters_and_not_what_qt_counts(qtbot: QtBot, theme: Theme) -> None:
    made = MarkedText(theme)
    qtbot.addWidget(made)
    made.setPlainText("🙂🙂 Ana\nvive 🏠 aquí")
    text = made.toPlainText()
    marks = [TextMark(text.index(word), text.index(word) + len(word), "accent", word) for word in ("Ana", "aquí")]
    made.set_marks(marks)
    assert [shown.cursor.selectedText() for shown in made.extraSelections()] == ["Ana", "aquí"]
    made.scroll_to_mark(marks[1])
    assert made.tooltip_at(made.textCursor().position()) == "aquí"
    assert made.tooltip_at(0) == ""


def test_a_word_without_end_is_laid_out_by_characters(qtbot: QtBot, theme: Theme) -> None:
    made = MarkedText(theme)
    qtbot.addWidget(made)
    made.show()
    pasted = QMimeData()
    pasted.setText("a" * 200_000)
    made.insertFromMimeData(pasted)
    assert made.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere
    assert len(made.toPlainText()) == 200_000


def test_of_very_many_marks_the_first_are_shown(qtbot: QtBot, theme: Theme) -> None:
    made = MarkedText(theme)
    qtbot.addWidget(made)
    made.setPlainText("a" * (MAX_MARKS + 5))
    made.set_marks([TextMark(at, at + 1, "accent") for at in range(MAX_MARKS + 5)])
    assert len(made.extraSelections()) == MAX_MARKS
