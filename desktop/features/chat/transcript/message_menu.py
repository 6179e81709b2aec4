"""Context menu of a message: its selection, the whole message, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.i18n import tr
from desktop.widgets.controls.copy_button import copy_and_say_so
from desktop.widgets.text.message_text import MessageText

MenuLine = tuple[str, Callable[[], object], bool]
"""A line in the user's language, what it does, and whether it is possible now."""


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
        for title, run, is_possible in lines():
            action = menu.addAction(title)
            action.setEnabled(is_possible)
            action.triggered.connect(lambda _=False, run=run: run())
        menu.popup(text.mapToGlobal(position))

    text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    text.customContextMenuRequested.connect(show)


def _add_link(menu: QMenu, text: MessageText, address: str) -> None:
    if address.startswith(("http:", "https:", "mailto:")):
        menu.addAction(tr("chat", "Copy the link")).triggered.connect(lambda: copy_and_say_so(address, text))
        menu.addSeparator()
