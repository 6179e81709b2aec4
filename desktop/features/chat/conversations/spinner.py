"""Turns the sign beside a conversation in which an answer is being written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from desktop.features.chat.conversations.conversation_delegate import ConversationDelegate
from desktop.features.chat.conversations.rows import ConversationRow, ListEntry
from desktop.features.chat.conversations.rows_view import ConversationRows
from desktop.theme.theme import Theme
from desktop.widgets.lists.name_list_model import NameListModel

SPINNER_MS = 80
SPINNER_STEP = 24
"""Degrees that it turns in SPINNER_MS."""


class Spinner(QObject):
    """Runs only while there is an answer being written, and not where motion is to be reduced."""

    def __init__(self, theme: Theme, delegate: ConversationDelegate, view: ConversationRows) -> None:
        super().__init__(view)
        self._theme, self._delegate, self._view = theme, delegate, view
        self._model: NameListModel[ListEntry] | None = None
        self._turning: Sequence[int] = ()
        """The rows with a sign that turns."""
        self._timer = QTimer(self, interval=SPINNER_MS)
        self._timer.timeout.connect(self._turn)

    def show_entries(self, model: NameListModel[ListEntry]) -> None:
        """Begin or stop, as the rows want it."""
        self._model = model
        self._turning = [
            row
            for row, entry in enumerate(model.items)
            if isinstance(entry, ConversationRow) and entry.activity == "answering"
        ]
        if self._turning and not self._theme.reduce_motion:
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._delegate.angle = (self._delegate.angle + SPINNER_STEP) % 360
        if self._model is not None and self._view.isVisible():
            for row in self._turning:
                self._view.update(self._model.index(row))
