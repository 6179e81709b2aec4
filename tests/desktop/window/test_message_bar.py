"""Errors, notices and Undo in the message bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop.link.call import EngineFault
from desktop.theme.tokens import Size
from desktop.widgets.forms.composer import Composer
from desktop.widgets.shell.message_bar import MessageBar
from desktop.window import Window
from tests.desktop.window.conftest import Open, child


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


@pytest.mark.parametrize("percent", [100, 200])
def test_a_message_floats_and_moves_nothing(window: Window, percent: int) -> None:
    window.settings.change(text_percent=percent)
    window.layout().activate()
    page = window.page("one")
    before = page.geometry(), page.mapTo(window, QPoint(0, 0))
    window.show_message("Se ha encontrado texto en 7 imágenes. " * 8, undo=lambda: None)
    QApplication.processEvents()
    bar = child(window, MessageBar)
    assert (page.geometry(), page.mapTo(window, QPoint(0, 0))) == before
    assert bar.isVisible()
    label = next(label for label in bar.findChildren(QLabel) if label.text() == bar.sentence)
    assert label.height() >= label.heightForWidth(label.width())
    assert bar.geometry().right() < bar.parentWidget().width()


def test_a_message_follows_the_width_of_the_window_and_grows_for_its_details(window: Window) -> None:
    window.report(EngineFault("disk_full", "The disk is full.", {"needed": "20 MB"}, "errno 28"))
    bar = child(window, MessageBar)
    height = bar.height()
    next(b for b in bar.findChildren(QPushButton) if b.text() == "Details").click()
    QApplication.processEvents()
    assert bar.height() > height
    window.resize(*Size.WINDOW_MIN)
    QApplication.processEvents()
    assert bar.geometry().left() > 0
    assert bar.geometry().right() < bar.parentWidget().width()


def test_a_message_covers_no_composer_and_no_controls_at_the_top(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo(features=("chat", "settings"))
    ateneo.window.show_page("chat")
    QApplication.processEvents()
    ateneo.window.show_message("Se ha encontrado texto en 7 imágenes.")
    QApplication.processEvents()
    bar, composer = ateneo.window.findChild(MessageBar), ateneo.window.findChild(Composer)
    assert isinstance(bar, MessageBar)
    assert isinstance(composer, Composer)
    top, bottom = (bar.mapTo(ateneo.window, QPoint(0, y)).y() for y in (0, bar.height()))
    assert bottom <= composer.mapTo(ateneo.window, QPoint(0, 0)).y()
    assert top > ateneo.window.height() // 2
    ateneo.window.show_page("settings")
    assert bar.mapTo(ateneo.window, QPoint(0, bar.height())).y() > bottom
