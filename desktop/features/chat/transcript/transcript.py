"""Messages of a conversation in one reading column: only those near the view are built, and the text being read never moves."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.question import QuestionView
from desktop.features.chat.transcript.version_menu import VersionMenu
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.chat import api as chat

FIRST_BUILT = 1
"""Messages of another conversation that are built at once; each further one waits for its own turn of the event loop."""
NEAR = 1500
"""Pixels from the top at which earlier messages are built, and around the view that stay built in a new theme."""
AT_THE_END = 8
"""Pixels from the end that still count as its end."""

MessageView = QuestionView | AnswerView


class Transcript(TranslatedMixin, ReadingColumn):
    """`drawn` and `reached` carry a view: its text was drawn; the message that `reach` named is built.

    `built` follows each turn of the event loop in which a message was built.
    """

    picture_clicked = Signal(str)
    edit_clicked = Signal(object)
    retry_clicked = Signal(object)
    without_documents_clicked = Signal(object)
    continue_clicked = Signal(object)
    source_clicked = Signal(SourcePassage)
    link_clicked = Signal(str)
    chosen = Signal(int)
    drawn = Signal(object)
    reached = Signal(object)
    version_action = Signal(object)
    built = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._views: list[MessageView] = []
        self._earlier: list[chat.Message] = []
        self._later: list[chat.Message] = []
        self._busy = False
        self.version_menu = VersionMenu()
        self._reach_target = self._last_id = 0
        self._hold: int | None = 0
        """Distance from the end to keep, in pixels. None while an earlier place is read: then `_anchor` keeps its place."""
        self._anchor: tuple[MessageView, int] | None = None
        self._is_scrolling = False
        self._new_text = QPushButton(self)
        role(self._new_text, "primary")
        self._new_text.hide()
        self._new_text.clicked.connect(self.scroll_to_end)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_scrolled)
        self._build_soon = QTimer(self, singleShot=True, interval=0)
        self._build_soon.timeout.connect(self._build_next)
        theme.changing.connect(self._drop_far_views)
        self.retranslate()

    @property
    def distance_from_end(self) -> int:
        """Pixels below the visible part."""
        bar = self.verticalScrollBar()
        return bar.maximum() - bar.value()

    @property
    def is_building(self) -> bool:
        """Whether messages near the view are still to be built."""
        return self._build_soon.isActive()

    @property
    def views(self) -> Sequence[MessageView]:
        """The widgets of the messages that are built, in order."""
        return self._views

    def show_messages(self, messages: Sequence[chat.Message], *, fresh: bool, distance_from_end: int = 0) -> None:
        """Show messages. `fresh` ones are those of another conversation, shown `distance_from_end` pixels above its end.

        Others update the views in place: a view whose message is still there stays.
        """
        if fresh:
            self._clear()
            self._hold, self._anchor = distance_from_end, None
        common = self._update_common(messages)
        for view in self._views[common:]:
            _drop(view)
        del self._views[common:]
        rest = list(messages[len(self._earlier) + common :])
        if fresh:
            self._earlier, rest = rest[:-FIRST_BUILT], rest[-FIRST_BUILT:]
        is_writing = bool(rest) and rest[-1].state == "writing"
        count = len(rest) if is_writing else FIRST_BUILT  # the answer being written is shown at once
        self._later = rest[count:]
        for message in rest[:count]:
            self._views.append(self._add(message, self.items.count()))
        self._last_id = messages[-1].id if messages else 0
        for view in self._views:
            if isinstance(view, AnswerView):
                view.show_last(view.message.id == self._last_id)
        self._build_soon.start()

    def show_event(self, event: chat.ReplyEvent) -> None:
        """Show the next step of the answer being written."""
        if self._hold:
            self._hold_place()
        if self._views and isinstance(self._views[-1], AnswerView):
            self._views[-1].show_event(event)

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        for view in self._views:
            view.show_busy(busy)

    def reach(self, message: int) -> None:
        """Build up to a message, one each turn of the event loop; `reached` follows once its text is drawn."""
        self._reach_target = message
        self._build_soon.start()

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
        for view, message in zip(self._views, messages[len(self._earlier) :], strict=False):
            same = view.message.id == message.id or view.message.id < 0
            if not same or isinstance(view, QuestionView) != (message.role == "user"):
                break
            if view.message != message:
                view.show_message(message)
            common += 1
        return common

    def _drop_far_views(self) -> None:
        """Before a new theme: keep only the views near the screen and the answer being written; others are built again."""
        if self._hold != 0:
            self._hold_place()
        top = self.verticalScrollBar().value() - NEAR
        end = top + self.viewport().height() + 2 * NEAR
        above = [view for view in self._views[:-1] if self.top_of(view) + view.height() < top]
        below = [view for view in self._views if self.top_of(view) > end] if not self._is_writing() else []
        self._earlier += [view.message for view in above]
        self._later = [view.message for view in below] + self._later
        self._views = self._views[len(above) : len(self._views) - len(below)]
        for view in (*above, *below):
            shiboken6.delete(view)  # at once: later it would get the new theme first
        self._build_soon.start()

    def _clear(self) -> None:
        for view in self._views:
            _drop(view)
        self._views, self._earlier, self._later = [], [], []
        self._reach_target = 0
        self._show_new_text(False)

    def _add(self, message: chat.Message, at: int) -> MessageView:
        view: MessageView
        if message.role == "user":
            view = QuestionView(self._theme, message)
            view.edit_clicked.connect(self.edit_clicked)
            view.picture_clicked.connect(self.picture_clicked)
        else:
            view = AnswerView(self._theme, message)
            view.retry_clicked.connect(self.retry_clicked)
            view.without_documents_clicked.connect(self.without_documents_clicked)
            view.continue_clicked.connect(self.continue_clicked)
            view.version_action.connect(self.version_action)
            view.set_version_menu(self.version_menu)
            view.source_clicked.connect(self.source_clicked)
            view.link_clicked.connect(self.link_clicked)
            view.show_last(message.id == self._last_id)
        view.chosen.connect(self.chosen)
        view.text.redraw_finished.connect(lambda: self._on_drawn(view))
        view.show_busy(self._busy)
        self.items.insertWidget(at, view)
        return view

    def _build_next(self) -> None:
        """Build one message: first those below the view, then those near above it."""
        if self._later:
            self._views.append(self._add(self._later.pop(0), self.items.count()))
        elif self._earlier and (self.verticalScrollBar().value() <= NEAR or self._is_earlier(self._reach_target)):
            self._views.insert(0, self._add(self._earlier.pop(), 0))
        else:
            self._emit_reached()
            return
        self.built.emit()
        self._build_soon.start()

    def _is_earlier(self, message: int) -> bool:
        return message != 0 and any(earlier.id == message for earlier in self._earlier)

    def _on_drawn(self, view: MessageView) -> None:
        self.drawn.emit(view)
        self._emit_reached()

    def _emit_reached(self) -> None:
        view = next((view for view in self._views if view.message.id == self._reach_target), None)
        if self._reach_target and view is not None and view.text.is_drawn:
            self._reach_target = 0
            self.reached.emit(view)

    # scrolling

    def _set_scroll(self, value: int) -> None:
        self._is_scrolling = True
        self.verticalScrollBar().setValue(value)
        self._is_scrolling = False

    def _on_range_changed(self, _: int, maximum: int) -> None:
        if self._hold is not None:
            self._set_scroll(maximum - self._hold)
        elif self._anchor is not None and self._anchor[0] in self._views:
            view, above = self._anchor
            self._set_scroll(self.top_of(view) - above)
        if self._hold != 0 and self.distance_from_end > AT_THE_END and self._is_writing():
            self._show_new_text(True)
        if self._earlier:
            self._build_soon.start()

    def _on_scrolled(self, value: int) -> None:
        if self._is_scrolling:
            return
        if self.distance_from_end <= AT_THE_END:
            self._hold, self._anchor = 0, None
            self._show_new_text(False)
        else:
            self._hold_place()
        if value < NEAR and self._earlier:
            self._build_soon.start()

    def _hold_place(self) -> None:
        """Keep the message at the top of the view where it is, whatever is added above or below it."""
        value = self.verticalScrollBar().value()
        at_top = next((view for view in self._views if self.top_of(view) + view.height() > value), None)
        self._hold = None
        self._anchor = (at_top, self.top_of(at_top) - value) if at_top is not None else None

    def _is_writing(self) -> bool:
        return bool(self._views) and self._views[-1].message.state == "writing"

    def _show_new_text(self, shown: bool) -> None:
        self._new_text.setVisible(shown)
        self._place_new_text()

    def _place_new_text(self) -> None:
        self._new_text.adjustSize()
        size, room = self._new_text.size(), self.viewport().size()
        self._new_text.move((room.width() - size.width()) // 2, room.height() - size.height() - Space.M)
        self._new_text.raise_()


def _drop(view: QWidget) -> None:
    view.hide()
    view.deleteLater()
