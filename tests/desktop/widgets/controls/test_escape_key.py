"""Esc in a part of the window closes that part, and does not reach the window's own shortcut."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.controls.escape_key import EscapeKey


def test_esc_closes_the_part_that_has_the_focus_and_nothing_else(qtbot: QtBot) -> None:
    window, card = QWidget(), QWidget()
    inside, outside = QLineEdit(card), QLineEdit(window)
    for parent, children in ((card, (inside,)), (window, (card, outside))):
        column = QVBoxLayout(parent)
        for child in children:
            column.addWidget(child)
    closed, stopped = [], []
    EscapeKey(card, lambda: closed.append(True))
    QShortcut(QKeySequence(Qt.Key.Key_Escape), window, lambda: stopped.append(True))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    inside.setFocus()
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert (closed, stopped) == ([True], [])
    QTest.keyClick(inside, Qt.Key.Key_A)
    assert inside.text() == "a"
    outside.setFocus()
    QTest.keyClick(outside, Qt.Key.Key_Escape)
    assert (closed, stopped) == ([True], [True])
