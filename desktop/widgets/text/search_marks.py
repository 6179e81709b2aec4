"""Highlight the matches of a search in a text widget, without changing its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from desktop.theme.theme import Theme

MAX_MATCHES = 300


def find_all(text: QTextEdit, query: str) -> list[QTextCursor]:
    """Return the matches of `query` from the top, ignoring case; at most MAX_MATCHES."""
    matches: list[QTextCursor] = []
    cursor = QTextCursor(text.document())
    while query and len(matches) < MAX_MATCHES:
        cursor = text.document().find(query, cursor)
        if cursor.isNull():
            break
        matches.append(QTextCursor(cursor))
    return matches


def find_words(text: QTextEdit, words: Iterable[str]) -> list[QTextCursor]:
    """Return where these whole words stand, from the top, ignoring case; at most MAX_MATCHES of each."""
    matches: list[QTextCursor] = []
    for word in words:
        cursor, count = QTextCursor(text.document()), 0
        while word and count < MAX_MATCHES:
            cursor = text.document().find(word, cursor, QTextDocument.FindFlag.FindWholeWords)
            if cursor.isNull():
                break
            matches.append(QTextCursor(cursor))
            count += 1
    return sorted(matches, key=lambda match: match.selectionStart())


def highlight_cursors(text: QTextEdit, theme: Theme, matches: Sequence[QTextCursor]) -> None:
    """Highlight these matches and nothing else."""
    selections = []
    for match in matches:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = match
        selection.format.setBackground(theme.colour("mark"))
        selection.format.setForeground(theme.colour("text"))
        selections.append(selection)
    text.setExtraSelections(selections)


def highlight_all(text: QTextEdit, theme: Theme, query: str, current: int = -1) -> None:
    """Highlight all matches, the one with index `current` in the accent colour; an empty query removes the highlights."""
    selections = []
    for index, match in enumerate(find_all(text, query)):
        selection = QTextEdit.ExtraSelection()
        selection.cursor = match
        selection.format.setBackground(theme.colour("accent" if index == current else "mark"))
        selection.format.setForeground(theme.colour("on_accent" if index == current else "text"))
        selections.append(selection)
    text.setExtraSelections(selections)
