"""Marks words in a text that is shown, without changing it."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop.theme.theme import Theme

MOST_MARKED = 300


def find_all(text: QTextEdit, words: str) -> list[QTextCursor]:
    """Every place of `words`, upper or lower case, from the top; at most MOST_MARKED."""
    places: list[QTextCursor] = []
    cursor = QTextCursor(text.document())
    while words and len(places) < MOST_MARKED:
        cursor = text.document().find(words, cursor)
        if cursor.isNull():
            break
        places.append(QTextCursor(cursor))
    return places


def highlight_all(text: QTextEdit, theme: Theme, words: str, current: int = -1) -> None:
    """All places softly, the `current` one (-1: none) in the accent colour. No words: nothing is marked."""
    marks = []
    for at, place in enumerate(find_all(text, words)):
        mark = QTextEdit.ExtraSelection()
        mark.cursor = place
        mark.format.setBackground(theme.colour("accent" if at == current else "mark"))
        mark.format.setForeground(theme.colour("on_accent" if at == current else "text"))
        marks.append(mark)
    text.setExtraSelections(marks)
