"""Dialog that asks before the window is closed while work is running."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.i18n import tr


def ask_before_closing(parent: QWidget, close: Callable[[], None]) -> QMessageBox:
    """Show the modal dialog and return at once; `close` is called if the user confirms."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Ateneo")
    box.setText(tr("shell", "Some work is still running. Close anyway? Finished work is kept."))
    close_button = box.addButton(tr("shell", "Close"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(tr("shell", "Do not close"), QMessageBox.ButtonRole.RejectRole))
    close_button.clicked.connect(close)
    box.open()
    return box
