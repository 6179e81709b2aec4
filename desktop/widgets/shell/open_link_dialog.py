"""Dialog that shows a web address in full and asks before it is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.i18n import tr
from desktop.widgets.text.markdown import reveal, safe_target


def ask_before_opening(address: str, parent: QWidget) -> QMessageBox | None:
    """Show the dialog and return it; None for an address that is never opened."""
    if not safe_target(address):
        return None
    box = QMessageBox(parent.window())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Ateneo")
    box.setText(tr("widgets", "Open this address in your browser? It is outside Ateneo and may use the internet."))
    box.setInformativeText(reveal(address))
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy_button = box.addButton(tr("widgets", "Copy the address"), QMessageBox.ButtonRole.ActionRole)
    open_button = box.addButton(tr("widgets", "Open"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
    open_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
    box.show()
    return box
