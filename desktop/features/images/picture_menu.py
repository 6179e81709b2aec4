"""Context menu of a picture in the grid."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import tr


def show_picture_menu(
    parent: QWidget,
    at: QPoint,
    *,
    details: Callable[[], object],
    similar: Callable[[], object],
    open_file: Callable[[], object],
    show_in_folder: Callable[[], object],
    copy_path: Callable[[], object],
    remove: Callable[[], object],
) -> None:
    """Open the menu at a global position; each action calls the function of its name."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, run: Callable[[], object], key: Qt.Key | None = None) -> None:
        menu.addAction(text, QKeySequence(key) if key else QKeySequence()).triggered.connect(lambda: run())

    add(tr("images", "Details"), details, Qt.Key.Key_Space)
    add(tr("images", "Similar pictures"), similar)
    add(tr("images", "Open in the system's viewer"), open_file, Qt.Key.Key_Return)
    add(tr("images", "Show in its folder"), show_in_folder)
    add(tr("images", "Copy the path"), copy_path)
    menu.addSeparator()
    add(tr("images", "Remove from the library"), remove, Qt.Key.Key_Delete)
    menu.popup(at)
