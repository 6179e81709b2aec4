"""Plots by mouse and keyboard, and their numbers as a table, a file and a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.plots.confusion_matrix import ConfusionMatrix
from desktop.widgets.plots.line_plot import LinePlot, PlotLine
from desktop.widgets.plots.plot_card import PlotCard, PlotTable


def matrix(qtbot: QtBot, theme: Theme) -> ConfusionMatrix:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show_counts(("sí", "no"), ((3, 1), (0, 4)))
    made.show()
    return made


def test_a_cell_is_reached_by_keys_and_opened(qtbot: QtBot, theme: Theme, english: Language) -> None:
    made = matrix(qtbot, theme)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.accessibleName() == "sí taken for no: 1 of 4"
    with qtbot.waitSignal(made.opened, check_params_cb=lambda row, column: (row, column) == (0, 1)):
        qtbot.keyClick(made, Qt.Key.Key_Return)


def test_a_cell_is_opened_by_a_click(qtbot: QtBot, theme: Theme, english: Language) -> None:
    made = matrix(qtbot, theme)
    with qtbot.waitSignal(made.opened, check_params_cb=lambda row, column: (row, column) == (1, 0)):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.cell_rect(1, 0).center().toPoint())


def test_a_matrix_without_labels_is_empty_and_accepts_keys(qtbot: QtBot, theme: Theme) -> None:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert made.description == ""


def test_a_plot_describes_the_current_point(qtbot: QtBot, theme: Theme, english: Language) -> None:
    made = LinePlot(theme)
    qtbot.addWidget(made)
    made.show_lines([PlotLine("Right", [(0.1, 0.5), (0.6, 0.75)])], "Sure", "Right")
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Right)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.accessibleName() == "Sure 60%: Right 75%"


def test_the_numbers_are_shown_as_a_table_and_saved_as_csv_and_picture(
    qtbot: QtBot, theme: Theme, english: Language, tmp_path: Path
) -> None:
    numbers = PlotTable("Labels", "", ("Label", "F1"), [("año, mes", "90%")])
    made = PlotCard(theme, matrix(qtbot, theme), lambda: numbers)
    qtbot.addWidget(made)
    made.show()
    assert not made.table.isVisible()
    made.export(str(tmp_path / "f.csv"))
    assert (tmp_path / "f.csv").read_text("utf-8-sig").splitlines() == ["Label,F1", '"año, mes",90%']
    made.save_picture(str(tmp_path / "f.png"))
    assert not QImage(str(tmp_path / "f.png")).isNull()
    with qtbot.waitSignal(made.saved, check_params_cb=lambda path, written: not written):
        made.export(str(tmp_path / "missing" / "f.csv"))
