"""Messages of a conversation in one reading column, their signals, and the pill that says that there is new text below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.message_column import (
    AT_THE_END,
    FIRST_BUILT,
    NEAR_MESSAGES,
    MessageColumn,
    MessageView,
)
from desktop.features.chat.transcript.question import QuestionView
from desktop.features.chat.transcript.version_menu import VersionMenu
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourcePassage
from engine.capabilities.chat import api as chat


class Transcript(TranslatedMixin, MessageColumn):
    """`drawn` carries a view whose text was drawn."""

    picture_clicked = Signal(str)
    edit_clicked = Signal(object)
    retry_clicked = Signal(object)
    without_documents_clicked = Signal(object)
    continue_clicked = Signal(object)
    source_clicked = Signal(SourcePassage)
    link_clicked = Signal(str)
    chosen = Signal(int)
    quoted = Signal(str)
    conversation_copied = Signal(bool)
    versions_listed = Signal(object, object)
    drawn = Signal(object)
    version_action = Signal(object)
    recalled_clicked = Signal(object)
    pin_wanted = Signal(object, bool)
    pins_clicked = Signal()
    why_wanted = Signal(object)
    corrected = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._busy = False
        self.version_menu = VersionMenu()
        self._last_id = 0
        self._new_text = QPushButton(self)
        role(self._new_text, "primary")
        self._new_text.hide()
        self._new_text.clicked.connect(self.scroll_to_end)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda *_: self._offer_new_text())
        bar.valueChanged.connect(lambda _: self._hide_new_text_at_end())
        self.retranslate()

    def show_messages(self, messages: Sequence[chat.Message], *, fresh: bool, distance_from_end: int = 0) -> None:
        """Show messages. `fresh` ones are those of another conversation, shown `distance_from_end` pixels above its end.

        Others update the views in place: a view whose message is still there stays.
        """
        if fresh:
            self._clear()
            self._hold, self._anchor = distance_from_end, None
        self._messages = messages
        self._measure()
        common = self._update_common(messages)
        for view in self._views[common:]:
            self._drop(view)
        del self._views[common:]
        if not self._views:
            is_long = fresh or len(messages) > NEAR_MESSAGES
            self._first = max(len(messages) - FIRST_BUILT, 0) if is_long else 0
        rest = len(messages) - self._end
        is_writing = bool(messages) and messages[-1].state == "writing" and rest <= NEAR_MESSAGES
        for _ in range(rest if is_writing else min(rest, FIRST_BUILT)):  # the answer being written is shown at once
            self._append()
        self._last_id = messages[-1].id if messages else 0
        for view in self._views:
            if isinstance(view, AnswerView):
                view.show_last(view.message.id == self._last_id)
        self._update_spaces()
        self._build_soon.start()

    def show_event(self, event: chat.ReplyEvent) -> None:
        """Show the next step of the answer being written."""
        if self._hold:
            self._hold_place()
        if self._views and isinstance(self._views[-1], AnswerView) and self._end == len(self._messages):
            self._views[-1].show_event(event)

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        for view in self._views:
            view.show_busy(busy)

    def look_at(self, widget: QWidget, point: QPoint) -> None:
        """Scroll a point of a text into view, where it is not there already."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        place = self.top_of(widget) + point.y()
        if not bar.value() + room // 8 <= place <= bar.value() + room * 7 // 8:
            bar.setValue(place - room // 3)

    def scroll_to_end(self) -> None:
        """Follow the end from now on."""
        self._hold = 0
        self._set_scroll(self.verticalScrollBar().maximum())
        self._build_soon.start()  # the end may be far from what is built, and nothing else may come that builds it
        self._show_new_text(False)

    def retranslate(self) -> None:
        self._new_text.setText(tr("chat", "↓ New text"))
        self.setAccessibleName(tr("chat", "Conversation"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_new_text()

    def _update_common(self, messages: Sequence[chat.Message]) -> int:
        """Update the views whose messages are still there, and return how many they are, counted from the first."""
        common = 0
        for view, message in zip(self._views, messages[self._first :], strict=False):
            same = view.message.id == message.id or view.message.id < 0
            if not same or isinstance(view, QuestionView) != (message.role == "user"):
                break
            if view.message != message:
                view.show_message(message)
            common += 1
        return common

    def _clear(self) -> None:
        for view in self._views:
            self._drop(view)
        self._views, self._messages, self._first = [], (), 0
        self._reach_target = 0
        self._show_new_text(False)

    def make_view(self, message: chat.Message) -> MessageView:
        view: MessageView
        if message.role == "user":
            view = QuestionView(self._theme, message)
            view.edit_clicked.connect(self.edit_clicked)
        else:
            view = AnswerView(self._theme, message)
            view.retry_clicked.connect(self.retry_clicked)
            view.without_documents_clicked.connect(self.without_documents_clicked)
            view.continue_clicked.connect(self.continue_clicked)
            view.version_action.connect(self.version_action)
            view.recalled_clicked.connect(self.recalled_clicked)
            view.set_version_menu(self.version_menu)
            view.source_clicked.connect(self.source_clicked)
            view.link_clicked.connect(self.link_clicked)
            view.cards.why_wanted.connect(self.why_wanted)
            view.cards.corrected.connect(self.corrected)
            view.show_last(message.id == self._last_id)
        view.pictures.opened.connect(self.picture_clicked)
        view.pin.wanted.connect(self.pin_wanted)
        view.pin.clicked.connect(self.pins_clicked)
        view.chosen.connect(self.chosen)
        view.quoted.connect(self.quoted)
        view.conversation_copied.connect(self.conversation_copied)
        view.versions_listed.connect(self.versions_listed)
        view.text.redraw_finished.connect(lambda: self._on_drawn(view))
        view.show_busy(self._busy)
        return view

    def _on_drawn(self, view: MessageView) -> None:
        self.drawn.emit(view)
        self._emit_reached()

    def _offer_new_text(self) -> None:
        if self._hold != 0 and self.distance_from_end > AT_THE_END and self._is_writing():
            self._show_new_text(True)

    def _hide_new_text_at_end(self) -> None:
        if self._hold == 0:
            self._show_new_text(False)

    def _show_new_text(self, shown: bool) -> None:
        self._new_text.setVisible(shown)
        self._place_new_text()

    def _place_new_text(self) -> None:
        self._new_text.adjustSize()
        size, room = self._new_text.size(), self.viewport().size()
        self._new_text.move((room.width() - size.width()) // 2, room.height() - size.height() - Space.M)
        self._new_text.raise_()
