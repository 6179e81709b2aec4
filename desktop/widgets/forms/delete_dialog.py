"""Dialog that asks before something is deleted for good, and whether the backups are to be cleaned of it too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from desktop.i18n import tr


def ask_before_deleting(
    parent: QWidget, question: str, delete: Callable[[bool], None], *, offers_cleaning: bool = True
) -> QMessageBox:
    """Show the modal dialog and return at once; `delete` is called if the person confirms, with whether to clean the backups."""
    box = QMessageBox(parent.window())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Ateneo")
    box.setText(question)
    clean = QCheckBox(tr("widgets", "Clean the backups too: make a new one and delete all older ones"), box)
    if offers_cleaning:
        box.setInformativeText(
            tr(
                "widgets",
                "This cannot be undone. Backups made before still hold it, some of them for up to a year, unless you "
                "clean them.",
            )
        )
        box.setCheckBox(clean)
    else:
        clean.hide()
        box.setInformativeText(tr("widgets", "This cannot be undone."))
    button = box.addButton(tr("widgets", "Delete for good"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    button.clicked.connect(lambda: delete(clean.isChecked()))
    box.open()
    return box
