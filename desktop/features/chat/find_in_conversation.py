"""Finds words in the open conversation: counts them in all its messages, marks those that are built, goes to one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from desktop.features.chat.transcript import Transcript, View
from desktop.theme.theme import Theme
from desktop.widgets.text.find_bar import FindBar
from desktop.widgets.text.search_marks import found, mark_found
from engine.capabilities.chat.api import Message


class Finding(QObject):
    def __init__(self, bar: FindBar, transcript: Transcript, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._transcript, self._theme = bar, transcript, theme
        self._messages: Sequence[Message] = ()
        self._places: list[tuple[int, int]] = []
        """Message and the number of the place within it, from the top of the conversation."""
        self._at = -1
        self._words = ""
        bar.sought.connect(self._seek)
        bar.moved.connect(self._move)
        transcript.drawn.connect(self._mark)
        transcript.reached.connect(self._show)

    def show_messages(self, messages: Sequence[Message], *, fresh: bool) -> None:
        """What is searched; another conversation ends the search."""
        self._messages = messages
        if fresh and self._bar.isVisible():
            self._bar.leave()
        elif self._words:
            self._count()

    def _seek(self, words: str) -> None:
        self._words, self._at = words, -1
        self._count()
        for view in self._transcript.views:
            self._mark(view)
        if self._places:
            self._move(-1)  # reading begins at the end, so does the search

    def _count(self) -> None:
        words = self._words.lower()
        self._places = [
            (message.id, n) for message in self._messages if words for n in range(message.text.lower().count(words))
        ]
        self._at = min(self._at, len(self._places) - 1)
        self._bar.show_place(self._at + 1, len(self._places))

    def _move(self, by: int) -> None:
        if not self._places:
            return
        left = self._current
        self._at = (max(self._at, 0) + by if self._at >= 0 or by < 0 else 0) % len(self._places)
        self._bar.show_place(self._at + 1, len(self._places))
        for view in self._transcript.views:
            if view.message.id == left:
                self._mark(view)
        self._transcript.reach(self._current)

    @property
    def _current(self) -> int:
        return self._places[self._at][0] if 0 <= self._at < len(self._places) else 0

    def _mark(self, view: View) -> None:
        """Its Markdown may hold a place that is not drawn as such: the last one that is drawn stands for it."""
        within = -1
        if view.message.id == self._current:
            within = min(self._places[self._at][1], len(found(view.text, self._words)) - 1)
        mark_found(view.text, self._theme, self._words, within)

    def _show(self, view: View) -> None:
        self._mark(view)
        places = found(view.text, self._words)
        if view.message.id == self._current and places:
            place = places[min(self._places[self._at][1], len(places) - 1)]
            self._transcript.look_at(view.text, view.text.cursorRect(place).center())
