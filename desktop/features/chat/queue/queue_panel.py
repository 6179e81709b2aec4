"""The waiting questions of the open conversation, above the composer: what each waits for, and how to change or drop it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.features.chat.queue.waiting_question import WaitingQuestion
from desktop.i18n import TranslatedMixin, TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.controls.icon_label import IconLabel

MOST_ROWS = 3
"""Rows that are shown at once; more are scrolled to."""


class QueueRow(TranslatedMixin, QFrame):
    """One waiting question. The signals carry its id."""

    ask_clicked = Signal(int)
    change_clicked = Signal(object)
    drop_clicked = Signal(int)

    def __init__(self, theme: Theme, question: WaitingQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self.question = question
        self._icon = IconLabel(theme, theme.icon("clock", "faint"), Size.ICON_SMALL, self)
        self._text, self._wait = ElidedLabel(parent=self), ElidedLabel(parent=self)
        role(self._wait, "faint")
        self._ask = QPushButton(self)
        role(self._ask, "link")
        self._change = IconButton(theme, "pencil-simple", Size.ICON_SMALL, "soft", self)
        self._drop = IconButton(theme, "x", Size.ICON_SMALL, "soft", self)
        self._ask.clicked.connect(lambda: self.ask_clicked.emit(self.question.id))
        self._change.clicked.connect(lambda: self.change_clicked.emit(self.question))
        self._drop.clicked.connect(lambda: self.drop_clicked.emit(self.question.id))
        self._lay_out()
        self.show_question(question)

    def show_question(self, question: WaitingQuestion) -> None:
        """Show the question as it waits now."""
        self.question = question
        self.retranslate()

    def retranslate(self) -> None:
        question = self.question
        sentence = question.sentence()
        self._text.show_text(question.text)
        self._text.setToolTip(question.text)
        self._wait.show_text(sentence)
        self._ask.setText(tr("chat", "Ask now"))
        self._ask.setVisible(question.can_be_asked_now)
        self._change.set_name(tr("chat", "Change this waiting question"))
        self._drop.set_name(tr("chat", "Do not ask this question"))
        for button in (self._change, self._drop):
            button.setEnabled(question.wait not in ("saving", "changed"))
        self.setAccessibleName(f"{question.text}. {sentence}")

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(Space.NONE)
        words.addWidget(self._text)
        words.addWidget(self._wait)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        for button in (self._ask, self._change, self._drop):
            row.addWidget(button)


class QueuePanel(TranslatedWidget):
    """Shows nothing while nothing waits. The signals are those of its rows."""

    ask_clicked = Signal(int)
    change_clicked = Signal(object)
    drop_clicked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._area, inside = QScrollArea(self), QWidget()
        role(inside, "clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.XS)
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.addWidget(self._area)
        theme.changed.connect(self._fit)
        self.hide()
        self.retranslate()

    @property
    def rows(self) -> list[QueueRow]:
        """The rows from top to bottom."""
        items = (self._column.itemAt(index) for index in range(self._column.count()))
        return [row for item in items if item is not None and isinstance(row := item.widget(), QueueRow)]

    def show_questions(self, questions: Sequence[WaitingQuestion]) -> None:
        """Show these questions; rows of those that go on waiting stay, so that the focus stays on them."""
        if [q.id for q in questions] != [row.question.id for row in self.rows]:
            self._make_rows(questions)
        for row, question in zip(self.rows, questions, strict=True):
            if row.question != question or question.reading is not None:
                row.show_question(question)
        self.setVisible(bool(questions))

    def retranslate(self) -> None:
        self.setAccessibleName(tr("chat", "Waiting questions"))
        self._area.setAccessibleName(tr("chat", "Waiting questions"))

    def _make_rows(self, questions: Sequence[WaitingQuestion]) -> None:
        kept = {row.question.id: row for row in self.rows}
        rows = [kept.pop(q.id) if q.id in kept else self._make_row(q) for q in questions]
        for row in self.rows:
            self._column.removeWidget(row)
            if row not in rows:
                row.hide()
                row.deleteLater()
        for row in rows:
            self._column.addWidget(row)
            row.show()  # at once: a layout shows a new row one turn of the event loop later, and the question would blink
        self._fit()

    def _make_row(self, question: WaitingQuestion) -> QueueRow:
        row = QueueRow(self._theme, question)
        row.ask_clicked.connect(self.ask_clicked)
        row.change_clicked.connect(self.change_clicked)
        row.drop_clicked.connect(self.drop_clicked)
        return row

    def _fit(self) -> None:
        """Show at most MOST_ROWS rows; the others are scrolled to."""
        rows, height = self.rows, self._theme.px(Size.TALL_ROW)
        for row in rows:
            row.setFixedHeight(height)
        shown = min(len(rows), MOST_ROWS)
        self._area.setFixedHeight(shown * height + max(0, shown - 1) * Space.XS + 2 * self._area.frameWidth())
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if len(rows) > shown else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._area.setVerticalScrollBarPolicy(policy)


class ChangeBar(TranslatedWidget):
    """Notice above the composer while an earlier or a waiting question is being changed."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_waiting = False
        self._notice, self._end = QLabel(self), QPushButton(self)
        role(self._notice, "soft")
        role(self._end, "link")
        self._end.clicked.connect(self.ended)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.NONE, Space.NONE, Space.NONE)
        row.addWidget(self._notice, 1)
        row.addWidget(self._end)
        self.hide()
        self.retranslate()

    def show_change(self, *, is_waiting: bool) -> None:
        """Show which kind of question is being changed."""
        self._is_waiting = is_waiting
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        self._notice.setText(
            tr("chat", "You are changing a question that waits. Enter puts it back in its place.")
            if self._is_waiting
            else tr("chat", "You are changing an earlier question. The old one is kept.")
        )
        self._end.setText(tr("chat", "Cancel"))
