"""The sentence that a search in all conversations found, marked in its message and scrolled into view."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from desktop.features.chat.transcript.message_column import MessageView
from desktop.features.chat.transcript.transcript import Transcript
from desktop.theme.theme import Theme
from desktop.widgets.text.search_marks import find_words, highlight_cursors
from engine.capabilities.chat.api import ConversationMatch

TELLING, SHORTEST_TELLING = 6, 4
"""Words of a passage without words of the query that are looked for, and the characters of the shortest."""
NEARBY = 200
"""Characters within which words found belong to one sentence."""


class SearchHit(QObject):
    """Shows one hit at a time; it stays marked until another is shown or `clear` is called."""

    def __init__(self, transcript: Transcript, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._transcript, self._theme = transcript, theme
        self._message, self._words = 0, frozenset[str]()
        transcript.drawn.connect(self._mark)
        transcript.reached.connect(self._reveal)

    def show(self, match: ConversationMatch) -> None:
        """Go to the message of a hit in the open conversation and mark its words."""
        self.clear()
        self._message = match.message
        self._words = frozenset(match.text[start:end] for start, end in match.marks) or _telling_words(match.text)
        self._transcript.reach(match.message)

    def clear(self) -> None:
        """Remove the marks."""
        message, self._message = self._message, 0
        for view in self._transcript.views:
            if message and view.message.id == message:
                view.text.setExtraSelections([])

    def _mark(self, view: MessageView) -> None:
        if self._message and view.message.id == self._message:
            found = find_words(view.text, self._words)
            highlight_cursors(view.text, self._theme, found)

    def _reveal(self, view: MessageView) -> None:
        if not self._message or view.message.id != self._message:
            return
        self._mark(view)
        if (best := _densest(find_words(view.text, self._words))) is not None:
            self._transcript.look_at(view.text, view.text.cursorRect(best).center())


def _telling_words(text: str) -> frozenset[str]:
    """The longest words of a passage that was found by its meaning: enough to find its place."""
    words = {word for word in re.findall(r"\w+", text) if len(word) >= SHORTEST_TELLING}
    return frozenset(sorted(words, key=lambda word: (-len(word), word))[:TELLING])


def _densest(found: Sequence[QTextCursor]) -> QTextCursor | None:
    """The first of the words where most different ones stand together."""

    def words_near(cursor: QTextCursor) -> int:
        begin = cursor.selectionStart()
        near = (other for other in found if begin <= other.selectionStart() < begin + NEARBY)
        return len({other.selectedText().lower() for other in near})

    return max(found, key=words_near, default=None)
