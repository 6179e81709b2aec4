"""Errors, notices and Undo in the message bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPushButton,
)

from desktop.link.call import EngineFault
from desktop.widgets.shell.message_bar import MessageBar
from desktop.window import Window
from tests.desktop.window.conftest import child


def test_an_error_stays_with_its_details_until_closed(window: Window) -> None:
    window.report(EngineFault("disk_full", "The disk is full.", {"needed": "20 MB"}, "errno 28"))
    bar = child(window, MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.isVisible()
    assert "20 MB" in bar.sentence
    buttons = {b.text() or b.accessibleName(): b for b in bar.findChildren(QAbstractButton) if b.isVisible()}
    assert set(buttons) == {"Details", "Close this message"}
    buttons["Details"].click()
    copy = next(b for b in bar.findChildren(QPushButton) if b.text() == "Copy")
    copy.click()
    assert "errno 28" in QApplication.clipboard().text()
    buttons["Close this message"].click()
    assert not bar.isVisible()


def test_undo_runs_once(window: Window) -> None:
    undone: list[str] = []
    window.show_message("Removed.", undo=lambda: undone.append("yes"))
    undo = next(b for b in window.findChildren(QPushButton) if b.text() == "Undo")
    undo.click()
    undo.click()
    assert undone == ["yes"]
    assert not child(window, MessageBar).isVisible()


def test_a_hostile_file_name_in_an_error_is_shown_as_plain_text(window: Window) -> None:
    name = "<b>a</b>\n%s{0}.pdf"
    window.report(EngineFault("file_empty", "…", {"name": name}))
    label = next(w for w in child(window, MessageBar).findChildren(QLabel) if name in w.text())
    assert label.textFormat() == Qt.TextFormat.PlainText
