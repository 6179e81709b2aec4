"""Steps of tests that delete something for good: choose it in a menu, and answer the question."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QCheckBox, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from tests.desktop.conftest import TIMEOUT_MS


def choose_in_menu(qtbot: QtBot, text: str) -> None:
    """Choose a line of the context menu that is open."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=TIMEOUT_MS)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def answer(qtbot: QtBot, ateneo: Ateneo, button: str, *, clean: bool = False) -> str:
    """Press a button of the question that is shown, and return the question."""
    box = ateneo.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    if clean:
        offered = box.checkBox()
        assert isinstance(offered, QCheckBox) and not offered.isChecked()
        offered.setChecked(True)
    question = box.text()
    with qtbot.waitSignal(box.destroyed, timeout=TIMEOUT_MS):
        next(b for b in box.buttons() if b.text().replace("&", "") == button).click()
    return question
