"""Column of messages of which only those near the view are built: empty widgets stand for the others, and nothing read moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.chat.transcript.answer import AnswerView
from desktop.features.chat.transcript.message_heights import ColumnSize, MessageHeights
from desktop.features.chat.transcript.question import QuestionView
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Type
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.chat import api as chat

FIRST_BUILT = 1
"""Messages of another conversation that are built at once; each further one waits for its own turn of the event loop."""
NEAR = 1500
"""Pixels around the view in which messages are built; in a new theme only these stay."""
MOST_BUILT = 60
"""Messages that may stay built however far they are: a short conversation is built once."""
DROPPED_AT_ONCE = 3
"""Views that are deleted in one turn of the event loop."""
NEAR_MESSAGES = 40
"""Messages up to which the way to a message is built; to one further away the view jumps."""
AT_THE_END = 8
"""Pixels from the end that still count as its end."""

HIGHEST = 16_000_000
"""Pixels: Qt allows no higher widget."""

MessageView = QuestionView | AnswerView


class MessageColumn(ReadingColumn):
    """Shows `_messages`, of which those from `_first` on have `_views`. `make_view` makes the view of one.

    `reached` carries the view of the message that `reach` named, `built` follows each turn of the event loop in which a message
    was built, `added` carries each view. `live_message` returns the answer being written as it is now.
    """

    reached = Signal(object)
    added = Signal(object)
    built = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._views: list[MessageView] = []
        self._messages: Sequence[chat.Message] = ()
        self._first = 0
        """The place of the first message that is built."""
        self._heights, self._dropped = MessageHeights(), list[MessageView]()
        self._above, self._below = QWidget(self), QWidget(self)
        for space in (self._above, self._below):
            space.hide()
            self.items.addWidget(space)
        self.live_message: Callable[[], chat.Message | None] = lambda: None
        self._reach_target = 0
        self._hold: int | None = 0
        """Distance from the end to keep, in pixels. None while an earlier place is read: then `_anchor` keeps its place."""
        self._anchor: tuple[MessageView, int] | None = None
        self._is_scrolling = False
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_scrolled)
        self._build_soon = QTimer(self, singleShot=True, interval=0)
        self._build_soon.timeout.connect(self._build_next)
        theme.changing.connect(self._drop_far_views)

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

    def reach(self, message: int) -> None:
        """Build a message and those near it, one each turn of the event loop; `reached` follows once its text is drawn."""
        self._reach_target = message
        at = self._place_of(message)
        if at is not None and not self._first - NEAR_MESSAGES <= at < self._end + NEAR_MESSAGES:
            self._hold = None
            self._begin_at(at, self.viewport().height() // 3)
        self._build_soon.start()

    def make_view(self, message: chat.Message) -> MessageView:
        """Return the view of a message, connected."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()
            self._update_spaces()
            self._build_soon.start()

    @property
    def _end(self) -> int:
        """The place after the last message that is built."""
        return self._first + len(self._views)

    def _place_of(self, message: int) -> int | None:
        return next((at for at, shown in enumerate(self._messages) if shown.id == message), None)

    def _measure(self) -> None:
        """Learn the heights of all messages at the width that the column has now."""
        size = ColumnSize(
            min(self.viewport().width(), self._theme.px(Size.READING_COLUMN)), self._theme.px(Type.READING)
        )
        self._heights.show(self._messages, size, self.items.spacing())

    def _update_spaces(self) -> None:
        """Let the empty widgets be as high as the messages that are not built."""
        spaces = (self._above, self._heights.above(self._first)), (self._below, self._heights.below(self._end - 1))
        for widget, height in spaces:
            height = min(height - self.items.spacing(), HIGHEST)
            widget.setVisible(height > 0)
            widget.setFixedHeight(max(height, 0))

    def _drop_far_views(self) -> None:
        """Before a new theme: keep only the views near the screen and the answer being written; others are built again."""
        if self._hold != 0:
            self._hold_place()
        above, below = self._far(NEAR)
        for view in self._take_off(above, below):
            shiboken6.delete(view)  # at once: later it would get the new theme first
        self._update_spaces()
        self._build_soon.start()

    def _far(self, distance: int) -> tuple[int, int]:
        """Return how many views end further above the screen, and begin further below it. The live answer is never far."""
        top = self.verticalScrollBar().value() - distance
        end = top + self.viewport().height() + 2 * distance
        above = sum(self.top_of(view) + view.height() < top for view in self._views[:-1])
        below = sum(self.top_of(view) > end for view in self._views[above + 1 :])
        return above, 0 if self._is_writing() else below

    def _take_off(self, above: int, below: int) -> list[MessageView]:
        """Take so many views off both ends, note their heights, and return them."""
        last = len(self._views) - below
        taken = self._views[:above] + self._views[last:]
        for number, view in enumerate(self._views):
            if (number < above or number >= last) and view.text.is_drawn:
                self._heights.measure(self._first + number, view.height())
        self._views = self._views[above:last]
        self._first += above
        return taken

    def _drop(self, view: MessageView) -> None:
        """Hide a view; it is deleted in a later turn of the event loop, a few at a time."""
        self.items.removeWidget(view)
        view.hide()
        self._dropped.append(view)
        self._build_soon.start()

    def _begin_at(self, at: int, above: int) -> None:
        """Build from a message on, whose view begins `above` pixels below the top of the screen, unless the end is held."""
        for view in self._take_off(len(self._views), 0):
            self._drop(view)
        self._first = at
        self._append()
        self._views[0].show()  # a layout shows what is added to it later, and leaves it out until then
        self._anchor = self._views[0], above
        self._update_spaces()
        self._keep_place(self.verticalScrollBar().maximum())

    def _append(self) -> None:
        """Build the message below those that are built."""
        message = self._messages[self._end]
        if message.state == "writing":
            message = self.live_message() or message
        view = self.make_view(message)
        self.items.insertWidget(len(self._views) + 1, view)
        self._views.append(view)
        self.added.emit(view)

    def _prepend(self) -> None:
        """Build the message above those that are built."""
        self._first -= 1
        view = self.make_view(self._messages[self._first])
        self.items.insertWidget(1, view)
        self._views.insert(0, view)
        self.added.emit(view)

    def _build_next(self) -> None:
        """Build one message: where the view is, else below it, else above it. Then drop what is far away."""
        for view in self._dropped[:DROPPED_AT_ONCE]:
            shiboken6.delete(view)
        del self._dropped[:DROPPED_AT_ONCE]
        if self._messages and (self._build_one() or self._drop_some()):
            self.built.emit()
            self._build_soon.start()
            return
        self._emit_reached()
        if self._dropped:
            self._build_soon.start()

    def _build_one(self) -> bool:
        """Build the next message near the view or on the way to the one to be reached; return whether there was one."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        target = self._place_of(self._reach_target) if self._reach_target else None
        last = self._views[-1] if self._views else None
        begin, end = (self.top_of(self._views[0]), self.top_of(last) + last.height()) if last else (0, 0)
        is_lost = begin > bottom + NEAR or end < top - NEAR
        if last is None or (is_lost and target is None):
            margin = self._column_layout.contentsMargins().top()
            at, above = self._heights.at(top - margin)
            self._begin_at(at, margin + above - top)
        elif self._end < len(self._messages) and (end < bottom + NEAR or (target is not None and target >= self._end)):
            self._append()
        elif self._first > 0 and (begin > top - NEAR or (target is not None and target < self._first)):
            self._prepend()
        else:
            return False
        self._update_spaces()
        return True

    def _drop_some(self) -> bool:
        """Drop views that are far from the screen while there are many; return whether there were some."""
        if len(self._views) <= MOST_BUILT or not self._views[0].text.is_drawn:
            return False
        above, below = self._far(2 * NEAR)
        above, below = min(above, DROPPED_AT_ONCE), min(below, DROPPED_AT_ONCE)
        if self._hold != 0:
            self._hold_place()
        for view in self._take_off(above, below):
            self._drop(view)
        self._update_spaces()
        return above + below > 0

    def _emit_reached(self) -> None:
        view = next((view for view in self._views if view.message.id == self._reach_target), None)
        if self._reach_target and view is not None and view.text.is_drawn:
            self._reach_target = 0
            self.reached.emit(view)

    def _set_scroll(self, value: int) -> None:
        self._is_scrolling = True
        self.verticalScrollBar().setValue(value)
        self._is_scrolling = False

    def _keep_place(self, maximum: int) -> None:
        if self._hold is not None:
            self._set_scroll(maximum - self._hold)
        elif self._anchor is not None and self._anchor[0] in self._views:
            view, above = self._anchor
            self._set_scroll(self.top_of(view) - above)

    def _on_range_changed(self, _: int, maximum: int) -> None:
        self._keep_place(maximum)
        if len(self._views) < len(self._messages):
            self._build_soon.start()

    def _on_scrolled(self, value: int) -> None:
        if self._is_scrolling:
            return
        if self.distance_from_end <= AT_THE_END:
            self._hold, self._anchor = 0, None
        else:
            self._hold_place()
        if len(self._views) < len(self._messages):
            self._build_soon.start()

    def _hold_place(self) -> None:
        """Keep the message at the top of the view where it is, whatever is added above or below it."""
        value = self.verticalScrollBar().value()
        end = value + self.viewport().height()
        near = (view for view in self._views if self.top_of(view) + view.height() > value)
        at_top = next((view for view in near if self.top_of(view) < end), None)
        self._hold = None
        self._anchor = (at_top, self.top_of(at_top) - value) if at_top is not None else None

    def _is_writing(self) -> bool:
        return self._end == len(self._messages) and bool(self._views) and self._views[-1].message.state == "writing"
