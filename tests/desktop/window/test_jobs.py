"""Running jobs in the status bar, and closing the window over them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QMessageBox,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.status_bar import StatusBar
from desktop.window import Window
from tests.desktop.window.conftest import child


def test_jobs_show_their_progress_and_can_be_stopped(window: Window) -> None:
    stopped: list[str] = []
    job = window.jobs.add("Indexing Casa", lambda: stopped.append("yes"))
    job.show_progress(34, 35, "casa.pdf", 12.4)
    bar = child(window, StatusBar)
    line = next(b for b in bar.findChildren(QPushButton))
    assert line.accessibleName() == "Indexing Casa · 34 of 35 · 12 s left"
    next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == "Stop: Indexing Casa").click()
    assert stopped == ["yes"]
    line.click()
    for popup in QApplication.topLevelWidgets():
        if popup.isVisible() and popup.windowType() == Qt.WindowType.Popup:
            popup.close()
    job.finish("35 files were indexed.")
    job.finish()
    assert not line.isVisible()
    bar_message = child(window, MessageBar)
    assert isinstance(bar_message, MessageBar)
    assert bar_message.sentence == "35 files were indexed."


def test_closing_asks_only_while_a_job_runs(qtbot: QtBot, window: Window) -> None:
    job = window.jobs.add("Indexing", lambda: None)
    assert not window.close()
    question = child(window, QMessageBox)
    assert isinstance(question, QMessageBox)
    answers = {button.text(): button for button in question.buttons()}
    assert question.defaultButton() is answers["Do not close"]
    with qtbot.waitSignal(question.destroyed):
        answers["Do not close"].click()
    assert window.isVisible()
    job.finish()
    assert window.close()


def test_the_window_can_be_closed_while_a_job_runs(qtbot: QtBot, window: Window) -> None:
    window.jobs.add("Indexing", lambda: None)
    window.close()
    question = child(window, QMessageBox)
    assert isinstance(question, QMessageBox)
    with qtbot.waitSignal(window.closed):
        next(button for button in question.buttons() if button.text() == "Close").click()
    assert not window.isVisible()
