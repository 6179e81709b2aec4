"""Asks before an address is opened, showing all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.i18n import tr
from desktop.widgets.text.markdown import reveal, safe_target


def ask_before_opening(address: str, parent: QWidget) -> QMessageBox | None:
    """None for an address that is never opened."""
    if not safe_target(address):
        return None
    box = QMessageBox(parent.window())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Ateneo")
    box.setText(tr("widgets", "Open this address in your browser? That leaves Ateneo and may use the internet."))
    box.setInformativeText(reveal(address))
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy = box.addButton(tr("widgets", "Copy the address"), QMessageBox.ButtonRole.ActionRole)
    opened = box.addButton(tr("widgets", "Open"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
    opened.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
    box.show()
    return box
