"""Context menu of a message: its selection, the whole message, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.i18n import tr
from desktop.widgets.controls.copy_button import copy_and_say_so
from desktop.widgets.text.message_text import MessageText

MenuLine = tuple[str, "Callable[[], object] | Sequence[MenuLine]", bool]
"""A line in the user's language, what it does or the lines of its submenu, and whether it is possible now."""


def add_message_menu(text: MessageText, whole: Callable[[], str], lines: Callable[[], Sequence[MenuLine]]) -> None:
    """Give a message's text its menu; `whole` returns what "Copy the message" copies, `lines` what follows."""

    def show(position: QPoint) -> None:
        menu = QMenu(text)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if address := text.anchorAt(position):
            _add_link(menu, text, address)
        selection = text.createMimeDataFromSelection().text()
        copy = menu.addAction(tr("chat", "Copy the selection"))
        copy.setEnabled(bool(selection))
        copy.triggered.connect(lambda: copy_and_say_so(selection, text))
        menu.addAction(tr("chat", "Copy the message")).triggered.connect(lambda: copy_and_say_so(whole(), text))
        menu.addAction(tr("chat", "Select all")).triggered.connect(text.selectAll)
        menu.addSeparator()
        add_lines(menu, lines())
        menu.popup(text.mapToGlobal(position))

    text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    text.customContextMenuRequested.connect(show)


def add_lines(menu: QMenu, lines: Sequence[MenuLine]) -> None:
    """Add lines, and submenus with theirs, to a menu."""
    for title, run, is_possible in lines:
        text = title.replace("&", "&&")
        if callable(run):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, run=run: run())
            action.setEnabled(is_possible)
        else:
            submenu = menu.addMenu(text)
            submenu.setEnabled(is_possible)
            add_lines(submenu, run)


def _add_link(menu: QMenu, text: MessageText, address: str) -> None:
    if address.startswith(("http:", "https:", "mailto:")):
        menu.addAction(tr("chat", "Copy the link")).triggered.connect(lambda: copy_and_say_so(address, text))
        menu.addSeparator()
