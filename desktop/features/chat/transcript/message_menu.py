"""Context menu of a message: its selection, the whole message, and what its buttons do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.features.chat.transcript.selection_action import SelectionAction, selected_text
from desktop.i18n import tr
from desktop.widgets.controls.copy_button import copy_and_say_so
from desktop.widgets.text.message_text import MessageText
from desktop.widgets.text.plain_markdown import plain_text

_OWN_MARKS = re.compile(r"^.*\[[^\]]*\]\(<?copy:[^)]*\).*\n*|!?\[[^\]]*\]\(<?(?:cite|more):[^)]*\)", re.MULTILINE)
"""Pictures and links of ours, and the line above code, in Markdown that Qt makes of drawn text."""
_GAPS = re.compile(r"\n{3,}")
MenuLine = tuple[str, "Callable[[], object] | Sequence[MenuLine]", bool]
"""A line in the user's language, what it does or the lines of its submenu, and whether it is possible now."""


class MessageActions(msgspec.Struct, frozen=True):
    """Actions of the menu beyond one message: quote a selection in the question, copy the whole conversation.

    `copy_conversation` is given whether to copy Markdown.
    """

    quote: Callable[[str], object]
    copy_conversation: Callable[[bool], object]


def add_message_menu(
    text: MessageText, whole: Callable[[], str], lines: Callable[[], Sequence[MenuLine]], actions: MessageActions
) -> None:
    """Give a message's text its menu, and a button beside what is selected.

    `whole` returns the Markdown of the message, `lines` what follows the lines for copying.
    """

    def show(position: QPoint) -> None:
        menu = QMenu(text)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if address := text.anchorAt(position):
            _add_link(menu, text, address)
        selection = selected_text(text)
        quote = menu.addAction(tr("chat", "Quote in the question"))
        quote.setEnabled(bool(selection))
        quote.triggered.connect(lambda: actions.quote(selection))
        copy = menu.addAction(tr("chat", "Copy the selection"))
        copy.setEnabled(bool(selection))
        copy.triggered.connect(lambda: copy_and_say_so(selection, text))
        menu.addAction(tr("chat", "Copy the message")).triggered.connect(lambda: copy_and_say_so(whole(), text))
        add_lines(menu, [(tr("chat", "Copy as"), _copies(text, whole, actions, bool(selection)), True)])
        menu.addAction(tr("chat", "Select all")).triggered.connect(text.selectAll)
        menu.addSeparator()
        add_lines(menu, lines())
        menu.popup(text.mapToGlobal(position))

    text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    text.customContextMenuRequested.connect(show)
    SelectionAction(text, actions.quote)


def _copies(
    text: MessageText, whole: Callable[[], str], actions: MessageActions, has_selection: bool
) -> Sequence[MenuLine]:
    def copy(make: Callable[[], str]) -> Callable[[], object]:
        return lambda: copy_and_say_so(make(), text)

    return (
        (tr("chat", "Selection as Markdown"), copy(lambda: selected_markdown(text)), has_selection),
        (tr("chat", "Message as Markdown"), copy(whole), True),
        (tr("chat", "Message as plain text"), copy(lambda: plain_text(whole())), True),
        (tr("chat", "Conversation as Markdown"), lambda: actions.copy_conversation(True), True),
        (tr("chat", "Conversation as plain text"), lambda: actions.copy_conversation(False), True),
    )


def selected_markdown(text: MessageText) -> str:
    """Return the selection as Markdown, without the chips of citations and the links of our own."""
    markdown = _OWN_MARKS.sub("", text.textCursor().selection().toMarkdown())
    return _GAPS.sub("\n\n", markdown).strip()


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
