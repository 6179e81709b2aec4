"""Asks before the window is closed over work that runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.i18n import tr


def ask_before_closing(parent: QWidget, close: Callable[[], None]) -> QMessageBox:
    """Returns at once; `close` is called when the answer is yes. Nothing else of the window can be used until then."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Ateneo")
    box.setText(tr("shell", "Work is still running. Close anyway? What is finished is kept."))
    yes = box.addButton(tr("shell", "Close"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(tr("shell", "Stay"), QMessageBox.ButtonRole.RejectRole))
    yes.clicked.connect(close)
    box.open()
    return box
