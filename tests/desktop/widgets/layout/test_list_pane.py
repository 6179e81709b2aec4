"""The list pane in wide and narrow windows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.layout.list_pane import ListPane

WIDE, NARROW = 600, 400


class Names(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.new, self.view = QPushButton("New", self), QListWidget(self)
        self.view.addItems(["one", "two"])
        column = QVBoxLayout(self)
        column.addWidget(self.new)
        column.addWidget(self.view)
        self.setFixedWidth(200)


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def main() -> QLineEdit:
    return QLineEdit()


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, english: Language, names: Names, main: QLineEdit) -> ListPane:
    made = ListPane(theme, names, main)
    qtbot.addWidget(made)
    made.resize(NARROW, 300)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def click(qtbot: QtBot, widget: QWidget, at: QPoint | None = None) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def test_in_a_wide_pane_the_list_is_beside_the_page(pane: ListPane, names: Names, main: QLineEdit) -> None:
    pane.resize(WIDE, 300)
    assert names.isVisible() and not pane.button.isVisible()
    assert names.geometry().right() < main.geometry().left()
    pane.open_list()
    assert not pane.close_list() and names.isVisible()


def test_in_a_narrow_pane_a_button_opens_the_list_over_the_page(
    qtbot: QtBot, pane: ListPane, names: Names, main: QLineEdit
) -> None:
    assert not names.isVisible() and pane.button.accessibleName() == "Show the list"
    before = main.geometry()
    click(qtbot, pane.button)
    assert names.isVisible() and names.view.hasFocus() and main.geometry() == before
    assert pane.childAt(QPoint(100, 150)) in (names.view, names.view.viewport())
    assert pane.close_list() and not names.isVisible() and pane.button.hasFocus()


def test_a_click_on_a_name_closes_the_list(qtbot: QtBot, pane: ListPane, names: Names) -> None:
    pane.open_list()
    row = names.view.visualItemRect(names.view.item(1)).center()
    click(qtbot, names.view.viewport(), row)
    assert names.view.currentRow() == 1 and not names.isVisible()


def test_a_button_of_the_list_closes_it(qtbot: QtBot, pane: ListPane, names: Names) -> None:
    pane.open_list()
    click(qtbot, names.new)
    assert not names.isVisible()


def test_a_click_beside_the_list_only_closes_it(qtbot: QtBot, pane: ListPane, names: Names, main: QLineEdit) -> None:
    pane.open_list()
    beside = QPoint(NARROW - 20, 150)
    covering = pane.childAt(beside)
    assert covering is not None and covering is not main
    click(qtbot, covering)
    assert not names.isVisible() and not main.hasFocus() and pane.childAt(beside) is main


def test_moving_the_focus_to_the_page_closes_the_list(
    qtbot: QtBot, pane: ListPane, names: Names, main: QLineEdit
) -> None:
    pane.open_list()
    qtbot.keyClick(names.view, Qt.Key.Key_Down)
    assert names.isVisible()
    main.setFocus()
    assert not names.isVisible() and main.hasFocus()


def test_the_list_follows_the_width_of_the_window(pane: ListPane, names: Names) -> None:
    pane.open_list()
    pane.resize(WIDE, 300)
    pane.resize(NARROW, 300)
    assert not names.isVisible() and pane.button.isVisible()


def test_without_items_neither_list_nor_button_is_shown(pane: ListPane, names: Names) -> None:
    pane.set_available(False)
    pane.open_list()
    assert not names.isVisible() and not pane.button.isVisible()
    pane.resize(WIDE, 300)
    assert not names.isVisible()
    pane.set_available(True)
    assert names.isVisible()
