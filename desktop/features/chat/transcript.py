"""The messages of a conversation in one reading column. Builds what is near; never moves what is being read."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.features.chat.answer import AnswerView
from desktop.features.chat.question import QuestionView
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.layout.column_page import Column
from desktop.widgets.lists.source_card import Source
from engine.capabilities.chat import api as chat

FIRST_BUILT = 1
"""Messages of another conversation that are built at once; each further one has its own turn of the event loop."""
NEAR = 1500
"""Pixels from the top at which earlier messages are built, and around the view that stay built in a new theme."""
AT_THE_END = 8

View = QuestionView | AnswerView


class Transcript(TranslatedMixin, Column):
    picture_clicked = Signal(str)
    edit_clicked = Signal(object)
    retry_clicked = Signal(object)
    go_on_clicked = Signal()
    source_clicked = Signal(Source)
    link_clicked = Signal(str)
    chosen = Signal(int)
    drawn = Signal(object)
    reached = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._views: list[View] = []
        self._earlier: list[chat.Message] = []
        self._later: list[chat.Message] = []
        self._busy = False
        self._sought = 0
        self._hold: int | None = 0
        """Pixels above the end that are kept; None while an earlier place is read: then `_anchor` stays where it is."""
        self._anchor: tuple[View, int] | None = None
        self._moving = False
        self._pill = QPushButton(self)
        role(self._pill, "primary")
        self._pill.hide()
        self._pill.clicked.connect(self.to_the_end)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._scrolled)
        self._build_soon = QTimer(self, singleShot=True, interval=0)
        self._build_soon.timeout.connect(self._build_next)
        theme.changing.connect(self._let_go_of_far)
        self.retranslate()

    @property
    def from_the_end(self) -> int:
        bar = self.verticalScrollBar()
        return bar.maximum() - bar.value()

    @property
    def views(self) -> Sequence[View]:
        return self._views

    def show_messages(self, messages: Sequence[chat.Message], *, fresh: bool, from_the_end: int = 0) -> None:
        """`fresh`: another conversation, shown `from_the_end` pixels above its end."""
        if fresh:
            self._clear()
            self._hold, self._anchor = from_the_end, None
        kept = self._common(messages)
        for view in self._views[kept:]:
            _drop(view)
        del self._views[kept:]
        rest = list(messages[len(self._earlier) + kept :])
        if fresh:
            self._earlier, rest = rest[:-FIRST_BUILT], rest[-FIRST_BUILT:]
        built = len(rest) if rest and rest[-1].state == "writing" else FIRST_BUILT  # what is being written is followed
        self._later = rest[built:]
        for message in rest[:built]:
            self._views.append(self._add(message, self.items.count()))
        self._build_soon.start()

    def happened(self, event: chat.ReplyEvent) -> None:
        if self._hold:
            self._stay()
        if self._views and isinstance(self._views[-1], AnswerView):
            self._views[-1].happened(event)

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        for view in self._views:
            view.show_busy(busy)

    def reach(self, message: int) -> None:
        """Build up to it, a message a turn; `reached` follows with its view once its text is drawn."""
        self._sought = message
        self._build_soon.start()

    def look_at(self, widget: QWidget, point: QPoint) -> None:
        """Scroll so that a point of a text is seen; no further than needed."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        place = self.place(widget) + point.y()
        if not bar.value() + room // 8 <= place <= bar.value() + room * 7 // 8:
            bar.setValue(place - room // 3)

    def to_the_end(self) -> None:
        self._hold = 0
        self._go(self.verticalScrollBar().maximum())
        self._show_unread(False)

    def retranslate(self) -> None:
        self._pill.setText(tr("chat", "↓ New text"))
        self.setAccessibleName(tr("chat", "Conversation"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pill()

    def _common(self, messages: Sequence[chat.Message]) -> int:
        """How many of the views can stay: those whose messages are still there, brought up to date."""
        kept = 0
        for view, message in zip(self._views, messages[len(self._earlier) :], strict=False):
            same = view.message.id == message.id or view.message.id < 0
            if not same or isinstance(view, QuestionView) != (message.role == "user"):
                break
            if view.message != message:
                view.show_message(message)
            kept += 1
        return kept

    def _let_go_of_far(self) -> None:
        """Built again a message a turn, what is above only as it comes near; the one being written stays."""
        if self._hold != 0:
            self._stay()
        top = self.verticalScrollBar().value() - NEAR
        end = top + self.viewport().height() + 2 * NEAR
        above = [view for view in self._views[:-1] if self.place(view) + view.height() < top]
        below = [view for view in self._views if self.place(view) > end] if not self._is_writing() else []
        self._earlier += [view.message for view in above]
        self._later = [view.message for view in below] + self._later
        self._views = self._views[len(above) : len(self._views) - len(below)]
        for view in (*above, *below):
            shiboken6.delete(view)  # not when the loop comes to it: by then it would have been dressed
        self._build_soon.start()

    def _clear(self) -> None:
        for view in self._views:
            _drop(view)
        self._views, self._earlier, self._later = [], [], []
        self._sought = 0
        self._show_unread(False)

    def _add(self, message: chat.Message, at: int) -> View:
        view: View
        if message.role == "user":
            view = QuestionView(self._theme, message)
            view.edit_clicked.connect(self.edit_clicked)
            view.picture_clicked.connect(self.picture_clicked)
        else:
            view = AnswerView(self._theme, message)
            view.retry_clicked.connect(self.retry_clicked)
            view.go_on_clicked.connect(self.go_on_clicked)
            view.source_clicked.connect(self.source_clicked)
            view.link_clicked.connect(self.link_clicked)
        view.chosen.connect(self.chosen)
        view.text.redrawn.connect(lambda: self._drawn(view))
        view.show_busy(self._busy)
        self.items.insertWidget(at, view)
        return view

    def _build_next(self) -> None:
        """One message; what follows those that are seen comes first, then what is near above them."""
        if self._later:
            self._views.append(self._add(self._later.pop(0), self.items.count()))
        elif self._earlier and (self.verticalScrollBar().value() <= NEAR or self._is_earlier(self._sought)):
            self._views.insert(0, self._add(self._earlier.pop(), 0))
        else:
            self._tell_reached()
            return
        self._build_soon.start()

    def _is_earlier(self, message: int) -> bool:
        return message != 0 and any(one.id == message for one in self._earlier)

    def _drawn(self, view: View) -> None:
        self.drawn.emit(view)
        self._tell_reached()

    def _tell_reached(self) -> None:
        view = next((view for view in self._views if view.message.id == self._sought), None)
        if self._sought and view is not None and view.text.drawn:
            self._sought = 0
            self.reached.emit(view)

    # scrolling

    def _go(self, value: int) -> None:
        self._moving = True
        self.verticalScrollBar().setValue(value)
        self._moving = False

    def _range_changed(self, _: int, most: int) -> None:
        if self._hold is not None:
            self._go(most - self._hold)
        elif self._anchor is not None and self._anchor[0] in self._views:
            view, above = self._anchor
            self._go(self.place(view) - above)
        if self._hold != 0 and self.from_the_end > AT_THE_END and self._is_writing():
            self._show_unread(True)
        if self._earlier:
            self._build_soon.start()

    def _scrolled(self, value: int) -> None:
        if self._moving:
            return
        if self.from_the_end <= AT_THE_END:
            self._hold, self._anchor = 0, None
            self._show_unread(False)
        else:
            self._stay()
        if value < NEAR and self._earlier:
            self._build_soon.start()

    def _stay(self) -> None:
        """What is at the top now keeps its place, whatever comes above or below it."""
        value = self.verticalScrollBar().value()
        at_top = next((view for view in self._views if self.place(view) + view.height() > value), None)
        self._hold = None
        self._anchor = (at_top, self.place(at_top) - value) if at_top is not None else None

    def _is_writing(self) -> bool:
        return bool(self._views) and self._views[-1].message.state == "writing"

    def _show_unread(self, unread: bool) -> None:
        self._pill.setVisible(unread)
        self._place_pill()

    def _place_pill(self) -> None:
        self._pill.adjustSize()
        size, room = self._pill.size(), self.viewport().size()
        self._pill.move((room.width() - size.width()) // 2, room.height() - size.height() - Space.M)
        self._pill.raise_()


def _drop(view: QWidget) -> None:
    view.hide()
    view.deleteLater()
