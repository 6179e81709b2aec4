"""The step Examples: labels by keys, rows fetched on scrolling, uncertainty, removal undone, files added."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.examples.example_table import LABEL, MIN_ROWS, PREDICTION
from desktop.features.classification.page import ClassificationPage
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.classification.conftest import message
from tests.support.scripted_classifier import TOTAL


def test_digits_label_the_row_and_go_on_to_the_next(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, model = page.steps.examples.table, page.steps.examples.table.examples
    table.select_rows([0])
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_9):  # there is no ninth label
        qtbot.keyClick(table, key)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert [model.data(model.index(row, LABEL)) for row in range(3)] == ["ruido", "avería", "–"]
    assert table.selected_rows == [2]
    table.select_rows([0])
    qtbot.keyClick(table, Qt.Key.Key_0)
    assert model.data(model.index(0, LABEL)) == "–"


def test_a_reload_keeps_the_row_that_is_being_labelled(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, model = page.steps.examples.table, page.steps.examples.table.examples
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: model.rowCount() == 400 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    table.select_rows([240])
    scrolled = table.verticalScrollBar().value()
    page.steps.examples.reload()
    qtbot.keyClick(table, Qt.Key.Key_2)  # before the reply arrives
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert (table.selected_rows, model.rowCount()) == ([241], 400)
    assert abs(table.verticalScrollBar().value() - scrolled) <= 1  # the next row was below the last one in view
    assert model.data(model.index(240, LABEL)) == "ruido"


def test_a_held_modifier_key_does_not_add_to_the_selection(page: ClassificationPage) -> None:
    table = page.steps.examples.table
    for modifier in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier):
        QTest.keyPress(table, Qt.Key.Key_A, modifier)
        table.select_rows([0])
        table.select_rows([0])
        assert table.selected_rows == [0]
        table.select_rows([3])
        assert table.selected_rows == [3]
        QTest.keyRelease(table, Qt.Key.Key_A)


def test_a_reply_to_an_older_request_is_not_shown(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.steps.examples.reload()
    page.steps.examples.uncertain_first.setChecked(True)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert page.steps.examples.table.examples.total == 1


def test_further_examples_are_fetched_on_scrolling(qtbot: QtBot, page: ClassificationPage) -> None:
    table = page.steps.examples.table
    assert table.examples.rowCount() == 200
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: table.examples.rowCount() == 400, timeout=TIMEOUT_MS)


def test_the_most_uncertain_come_first_with_their_prediction(qtbot: QtBot, page: ClassificationPage) -> None:
    page.steps.examples.uncertain_first.setChecked(True)
    model = page.steps.examples.table.examples
    qtbot.waitUntil(lambda: model.total == 1, timeout=TIMEOUT_MS)
    assert model.data(model.index(0, PREDICTION)) == "ruido  ·  2%"


def test_removed_examples_come_back_by_undo(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, model = page.steps.examples.table, page.steps.examples.table.examples
    before = [example.id for example in model.rows]
    table.select_rows([4])
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: model.total == TOTAL - 1, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: message(ateneo).sentence == "1 example removed.", timeout=TIMEOUT_MS)
    message(ateneo).undo()
    qtbot.waitUntil(lambda: model.total == TOTAL, timeout=TIMEOUT_MS)
    assert [example.id for example in model.rows] == before


def test_a_file_of_examples_shows_its_columns_before_it_is_added(qtbot: QtBot, page: ClassificationPage) -> None:
    page.add_examples_from(Path("/nowhere/quejas.csv"))
    source = page.steps.examples.add_panel.source
    qtbot.waitUntil(source.isVisible, timeout=TIMEOUT_MS)
    assert (source.text.currentText(), source.label.currentText()) == ("texto", "clase")
    assert page.steps.examples.add_panel.add_button.isEnabled()


def test_the_examples_scroll_where_the_window_is_low(ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.settings.change(text_percent=200)
    ateneo.window.resize(900, 650)
    QApplication.processEvents()
    table = page.steps.examples.table
    assert table.height() >= table.verticalHeader().defaultSectionSize() * MIN_ROWS
