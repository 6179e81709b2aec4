"""An answer: what is being done, its sources, its text, how it ended, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.features.chat.siblings import Siblings
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.icon_button import IconButton
from desktop.widgets.lists.source_card import Source, SourceCards, source_of
from desktop.widgets.text import formatting
from desktop.widgets.text.markdown import Mark
from desktop.widgets.text.message_view import MessageText
from engine.capabilities.chat import api as chat

SHORTEST_SECONDS = 0.05


class AnswerView(TranslatedWidget):
    retry_clicked = Signal(object)
    go_on_clicked = Signal()
    source_clicked = Signal(object)
    link_clicked = Signal(str)
    chosen = Signal(int)

    def __init__(self, theme: Theme, message: chat.Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.message = theme, message
        self._phase: chat.ReplyEvent | None = None
        self._doing, self._progress = QLabel(self), QProgressBar(self)
        role(self._doing, "soft")
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(Size.PROGRESS_WIDTH)
        self.text = MessageText(theme, self)
        self._cards = SourceCards(theme, self)
        self._ending = QLabel(self)
        role(self._ending, "soft")
        self._go_on, self._again = QPushButton(self), QPushButton(self)
        for button in (self._go_on, self._again):
            role(button, "link")
        self._copy = IconButton(theme, "copy", Size.ICON_SMALL, "faint", self)
        self._retry = IconButton(theme, "arrow-clockwise", Size.ICON_SMALL, "faint", self)
        self._siblings = Siblings(theme, self)
        self._speed = QLabel(self)
        role(self._speed, "faint")
        self._lay_out()
        self._connect()
        self.show_message(message)

    def show_message(self, message: chat.Message) -> None:
        """As it stands; while it is written, `happened` follows."""
        was_writing, self.message = self.message.state == "writing", message
        if message.state != "writing" or message.text != self.text.text:
            marks = [Mark(c.number, c.answer_end) for c in message.citations]
            if was_writing or message.text != self.text.text or marks:
                self.text.show_text(message.text, marks, {c.number: c.text for c in message.citations})
        self._siblings.show_place(message.id, message.siblings)
        self._cards.show_sources(_sources(message))
        self.retranslate()

    def happened(self, event: chat.ReplyEvent) -> None:
        self._phase = event
        if isinstance(event, chat.Token):
            self.text.append(event.text)
            if self._doing.isVisibleTo(self):
                self._show_doing("")
            return
        if isinstance(event, chat.SourcesFound):
            self._cards.show_sources([source_of(p, at) for at, p in enumerate(event.passages, start=1)])
        self._say_doing()

    def show_busy(self, busy: bool) -> None:
        widgets: tuple[QWidget, ...] = (self._retry, self._go_on, self._again, self._siblings)
        for widget in widgets:
            widget.setEnabled(not busy)

    def retranslate(self) -> None:
        self._copy.say(tr("chat", "Copy the answer"))
        self._retry.say(tr("chat", "Answer again"))
        self._go_on.setText(tr("chat", "Go on"))
        self._go_on.setVisible(bool(self.message.text))
        self._again.setText(tr("chat", "Try again"))
        writing = self.message.state == "writing"
        self._actions.setVisible(not writing)
        self._speed.setText("" if writing else self._speed_words())
        ending = self._ending_words()
        self._ending.setText(ending)
        self._ending_row.setVisible(bool(ending))
        if writing:
            self._say_doing()
        else:
            self._show_doing("")
        self.text.setVisible(bool(self.message.text) or writing)

    def source(self, number: int) -> Source | None:
        return next((source for source in self._cards.sources if source.number == number), None)

    def _lay_out(self) -> None:
        doing = QHBoxLayout()
        doing.setSpacing(Space.M)
        doing.addWidget(self._doing)
        doing.addWidget(self._progress)
        doing.addStretch(1)
        self._ending_row = QWidget(self)
        ending = QHBoxLayout(self._ending_row)
        ending.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        for part in (self._ending, self._go_on, self._again):
            ending.addWidget(part)
        ending.addStretch(1)
        self._actions = QWidget(self)
        actions = QHBoxLayout(self._actions)
        actions.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        actions.setSpacing(Space.XS)
        for widget in (self._copy, self._retry, self._siblings, self._speed):
            actions.addWidget(widget)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self.text)
        column.addLayout(doing)
        for row in (self._cards, self._ending_row, self._actions):
            column.addWidget(row)

    def _connect(self) -> None:
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.message.text))
        for button in (self._retry, self._again):
            button.clicked.connect(lambda: self.retry_clicked.emit(self.message))
        self._go_on.clicked.connect(self.go_on_clicked)
        self._siblings.chosen.connect(self.chosen)
        self._cards.clicked.connect(self.source_clicked)
        self.text.link_clicked.connect(self.link_clicked)
        self.text.citation_clicked.connect(self._cited)

    def _cited(self, number: int) -> None:
        if (source := self.source(number)) is not None:
            self.source_clicked.emit(source)

    def _say_doing(self) -> None:
        event = self._phase
        if isinstance(event, chat.Token):
            self._show_doing("")
        elif isinstance(event, chat.Reading):
            self._show_doing(tr("chat", "Reading…"), event.done, event.total)
        elif isinstance(event, chat.Loading):
            self._show_doing(tr("chat", "Loading {model}…", model=event.model))
        elif isinstance(event, chat.SourcesFound):
            found = len(event.passages)
            self._show_doing(tr("chat", "%n source(s) found. Reading…", found))
        else:
            self._show_doing(tr("chat", "Thinking…"))

    def _show_doing(self, words: str, done: int = 0, total: int = 0) -> None:
        self._doing.setText(words)
        self._doing.setVisible(bool(words))
        self._progress.setVisible(total > 0)
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._progress.setAccessibleName(words)

    def _ending_words(self) -> str:
        if self.message.state == "stopped":
            return tr("chat", "You stopped this answer.")
        if self.message.state == "interrupted":
            return tr("chat", "This answer was interrupted; what was written is kept.")
        if self.message.state == "failed":
            return tr("chat", "This answer could not be finished.")
        return ""

    def _speed_words(self) -> str:
        message = self.message
        parts = []
        if sources := len(self._cards.sources):
            parts.append(tr("chat", "%n source(s)", sources))
        if message.seconds >= SHORTEST_SECONDS:
            parts.append(tr("chat", "{n} s", n=formatting.number(message.seconds, 1)))
        if speed := speed_of(message):
            parts.append(tr("chat", "{n} tok/s", n=formatting.number(speed)))
        return " · ".join(parts)


def speed_of(message: chat.Message) -> float:
    """Tokens a second once the first was there; 0 where it cannot be told."""
    writing = message.seconds - message.first_token_seconds
    return (message.tokens - 1) / writing if message.tokens > 1 and writing > 0 else 0.0


def _sources(message: chat.Message) -> Sequence[Source]:
    """What is cited; what was read where nothing is."""
    if message.citations:
        cited = {c.number: source_of(c, c.number) for c in reversed(message.citations)}
        return [cited[number] for number in sorted(cited)]
    writing = message.state == "writing"
    return [source_of(p, at if writing else 0) for at, p in enumerate(message.passages, start=1)]
