"""Find in the open conversation: counts the matches in all messages, marks them where messages are built, goes to one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from desktop.features.chat.transcript.message_column import MessageView
from desktop.features.chat.transcript.transcript import Transcript
from desktop.theme.theme import Theme
from desktop.widgets.text.find_bar import FindBar
from desktop.widgets.text.search_marks import find_all, highlight_all
from engine.capabilities.chat.api import Message


class FindInConversation(QObject):
    """Connects the find bar to the transcript."""

    def __init__(self, bar: FindBar, transcript: Transcript, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._transcript, self._theme = bar, transcript, theme
        self._messages: Sequence[Message] = ()
        self._matches: list[tuple[int, int]] = []
        """(message id, number of the match within the message), from the top of the conversation."""
        self._index = -1
        self._query = ""
        bar.search_changed.connect(self._seek)
        bar.step_requested.connect(self._move)
        transcript.drawn.connect(self._mark)
        transcript.reached.connect(self._show)

    def show_messages(self, messages: Sequence[Message], *, fresh: bool) -> None:
        """Search these messages. `fresh` messages are those of another conversation, which ends the search."""
        self._messages = messages
        if fresh and self._bar.isVisible():
            self._bar.end_search()
        elif self._query:
            self._count()

    def _seek(self, query: str) -> None:
        self._query, self._index = query, -1
        self._count()
        for view in self._transcript.views:
            self._mark(view)
        if self._matches:
            self._move(-1)  # a conversation is read from its end, so the last match comes first

    def _count(self) -> None:
        query = self._query.lower()
        self._matches = [
            (message.id, n) for message in self._messages if query for n in range(message.text.lower().count(query))
        ]
        self._index = min(self._index, len(self._matches) - 1)
        self._bar.show_position(self._index + 1, len(self._matches))

    def _move(self, by: int) -> None:
        if not self._matches:
            return
        previous = self._current_message
        self._index = (max(self._index, 0) + by if self._index >= 0 or by < 0 else 0) % len(self._matches)
        self._bar.show_position(self._index + 1, len(self._matches))
        for view in self._transcript.views:
            if view.message.id == previous:
                self._mark(view)
        self._transcript.reach(self._current_message)

    @property
    def _current_message(self) -> int:
        return self._matches[self._index][0] if 0 <= self._index < len(self._matches) else 0

    def _mark(self, view: MessageView) -> None:
        """Mark the matches of one message. A match in its Markdown source that is not drawn is shown as the last drawn one."""
        within = -1
        if view.message.id == self._current_message:
            within = min(self._matches[self._index][1], len(find_all(view.text, self._query)) - 1)
        highlight_all(view.text, self._theme, self._query, within)

    def _show(self, view: MessageView) -> None:
        self._mark(view)
        places = find_all(view.text, self._query)
        if view.message.id == self._current_message and places:
            place = places[min(self._matches[self._index][1], len(places) - 1)]
            self._transcript.look_at(view.text, view.text.cursorRect(place).center())
