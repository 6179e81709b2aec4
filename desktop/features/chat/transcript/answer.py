"""Widget of one answer: progress while it is written, text, sources, how it ended, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.features.chat.acting.steps import with_hand_over
from desktop.features.chat.acting.steps_fold import StepsFold
from desktop.features.chat.attached.message_pictures import MessagePictures
from desktop.features.chat.lab.clicked_word import ClickedWord
from desktop.features.chat.lab.drawn_answer import drawn_text
from desktop.features.chat.pins.pin_mark import PinMark
from desktop.features.chat.sources.answer_sources import AnswerSources
from desktop.features.chat.transcript import remarks
from desktop.features.chat.transcript.message_menu import MenuLine, MessageActions, add_message_menu
from desktop.features.chat.transcript.quote_preview import QuotePreview
from desktop.features.chat.transcript.thinking_fold import ThinkingFold
from desktop.features.chat.transcript.version_menu import VersionAction, VersionMenu
from desktop.features.chat.transcript.version_pager import VersionPager, add_version_keys, version_lines
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.sources import source_passage
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.controls.copy_button import CopyButton
from desktop.widgets.controls.elided_button import ElidedButton
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.lines_below import LinesBelow
from desktop.widgets.text import formatting
from desktop.widgets.text.message_text import MessageText
from engine.capabilities.chat import api as chat

SHORTEST_SECONDS = 0.05
"""A duration below this is not shown."""


class AnswerView(TranslatedWidget):
    """`retry_clicked`, `continue_clicked` and `without_documents_clicked` carry the message, `source_clicked` a SourcePassage,
    `chosen` the id of another version.
    """

    retry_clicked = Signal(object)
    without_documents_clicked = Signal(object)
    continue_clicked = Signal(object)
    source_clicked = Signal(object)
    link_clicked = Signal(str)
    chosen = Signal(int)
    quoted = Signal(str)
    conversation_copied = Signal(bool)
    versions_listed = Signal(object, object)
    version_action = Signal(object)
    recalled_clicked = Signal(object)

    def __init__(self, theme: Theme, message: chat.Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.message = theme, message
        self._last_event: chat.ReplyEvent | None = None
        self._is_busy = self._is_last = False
        self._version_menu = VersionMenu()
        self._activity, self._progress = QLabel(self), QProgressBar(self)
        role(self._activity, "soft")
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(Size.PROGRESS_WIDTH)
        self._thinking, self.text = ThinkingFold(theme, self), MessageText(theme, self)
        self._word, self._steps = ClickedWord(self.text, lambda: self.message.text), StepsFold(theme, self)
        self._preview, self.cards = QuotePreview(self), AnswerSources(theme, self)
        self.pictures = MessagePictures(theme, self)
        self._remarks, self._ending = QLabel(self), QLabel(self)
        for label in (self._remarks, self._ending):
            role(label, "soft")
            label.setWordWrap(label is self._remarks)
        self._continue, self._try_again, self._without_documents = (QPushButton(self) for _ in range(3))
        for button in (self._continue, self._try_again, self._without_documents):
            role(button, "link")
        self._copy = CopyButton(theme, lambda: self.message.text, self)
        self._retry = IconButton(theme, "arrow-clockwise", Size.ICON_SMALL, "faint", self)
        self._pager, self.pin = VersionPager(theme, self), PinMark(theme, self)
        self._speed, self._recalled = QLabel(self), ElidedButton(self)
        self.persona_line, self._persona_before = QLabel(self), ""
        role(self.persona_line, "faint")
        self.persona_line.setTextFormat(Qt.TextFormat.PlainText)  # the reason is the model's
        self.persona_line.setWordWrap(True)
        self.persona_line.hide()
        role(self._recalled, "chip")
        self._recalled.hide()
        role(self._speed, "faint")
        self._lay_out()
        self._connect()
        self.show_message(message)

    def show_message(self, message: chat.Message) -> None:
        """Show a message as it is now. While it is written, `show_event` follows."""
        was_writing, self.message = self.message.state == "writing", message
        drawn = drawn_text(message)
        if message.state != "writing" or drawn != self.text.text:
            marks = remarks.marks(message)
            if was_writing or drawn != self.text.text or marks:
                self.text.show_text(drawn, marks, remarks.tooltips(message))
        if message.state != "writing":
            self._preview.hide()
        self._show_thinking()
        self._steps.show_steps(message.remarks.steps, is_live=message.state == "writing")
        self.pictures.show_message(message)
        self._pager.show_version(message.id, message.siblings)
        self.pin.show_message(message)
        self.cards.show_message(message, _sources(message))
        self.retranslate()

    def show_event(self, event: chat.ReplyEvent) -> None:
        """Show the next step of an answer that is being written."""
        self._last_event = event
        if isinstance(event, chat.AnswerDelta):
            self._append(event.text)
            return
        if isinstance(event, chat.SourcesFound):
            found = [source_passage(p, at) for at, p in enumerate(event.passages, start=1)]
            self.cards.show_sources(found, event.searched_for)
            self._preview.show_sources(event)
        elif isinstance(event, chat.ThinkingDelta):
            self._thinking.append(event.text)
        elif isinstance(event, chat.ToolUsed):
            self._steps.show_step(event.number, event.step)
        elif isinstance(event, chat.HandedOver):
            self.message = with_hand_over(self.message, event.hand_over)
            self.show_persona(self._persona_before)
        elif isinstance(event, chat.AnswerReplaced):
            self.text.show_text(event.text)
            if event.thinking:
                self._thinking.show_thinking(event.thinking, is_live=True)
        self._update_activity()

    def show_recalled(self, text: str) -> None:
        """Show on a chip what was remembered for this answer; none without a text."""
        self._recalled.show_text(text)
        self._recalled.setToolTip(tr("chat", "Why was this remembered?"))
        self._recalled.setVisible(bool(text))

    def show_persona(self, before: str) -> None:
        """Show a divider with who answers from here on, where it was another one, or none, `before`."""
        self._persona_before = before
        lines = remarks.persona_lines(self.message, before)
        self.persona_line.setText("\n".join(lines))
        self.persona_line.setVisible(bool(lines))

    def show_last(self, last: bool) -> None:
        """Tell whether this is the last message: only that can be continued."""
        self._is_last = last
        self._continue.setVisible(last and remarks.can_continue(self.message))

    def set_version_menu(self, menu: VersionMenu) -> None:
        """Take the lines of the menu that lead to other versions from here."""
        self._version_menu = menu

    def show_busy(self, busy: bool) -> None:
        self._is_busy = busy
        for widget in (self._retry, self._continue, self._try_again, self._without_documents, self._pager):
            widget.setEnabled(not busy)

    def retranslate(self) -> None:
        self._copy.set_name(tr("chat", "Copy the answer"))
        self._retry.set_name(tr("chat", "Answer again"))
        self._continue.setText(tr("chat", "Continue"))
        self.show_last(self._is_last)
        self._try_again.setText(tr("chat", "Try again"))
        self._without_documents.setText(tr("chat", "Ask without documents"))
        writing = self.message.state == "writing"
        self._actions.setVisible(not writing)
        found_nothing = says_nothing_found(self.message)
        sources = 0 if found_nothing else len(self.cards.sources)
        self._speed.setText("" if writing else _figures(self.message, sources))
        ending = "" if writing else remarks.ending_line(self.message)
        lines = [] if writing else remarks.remark_lines(self.message)
        self._remarks.setText("\n".join(lines))
        self._remarks.setVisible(bool(lines))
        self._remarks.setAccessibleDescription("\n".join(remarks.unsupported_sentences(self.message)))
        self._ending.setText(ending)
        self._ending.setVisible(bool(ending))
        self._ending_row.setVisible(bool(ending) or found_nothing)
        self._try_again.setVisible(bool(ending))
        self._without_documents.setVisible(found_nothing)
        if writing:
            self._update_activity()
        else:
            self._show_activity("")
        self.text.setVisible(bool(self.message.text) or writing)
        self.show_persona(self._persona_before)

    def source(self, number: int) -> SourcePassage | None:
        return next((source for source in self.cards.sources if source.number == number), None)

    def _lay_out(self) -> None:
        activity = QHBoxLayout()
        activity.setSpacing(Space.M)
        activity.addWidget(self._activity)
        activity.addWidget(self._progress)
        activity.addStretch(1)
        self._ending_row = QWidget(self)
        ending = QHBoxLayout(self._ending_row)
        ending.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        for part in (self._ending, self._continue, self._try_again, self._without_documents):
            ending.addWidget(part)
        ending.addStretch(1)
        self._actions = QWidget(self)
        actions = QHBoxLayout(self._actions)
        actions.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        actions.setSpacing(Space.XS)
        for widget in (self._copy, self._retry, self.pin, self._pager, self._speed):
            actions.addWidget(widget)
        actions.addSpacing(Space.XS)
        actions.addWidget(self._recalled)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.S)
        column.setSpacing(Space.S)
        for shown in (self.persona_line, self._steps, self._thinking, self.text, self.pictures):
            column.addWidget(shown)
        column.addLayout(activity)
        for row in (self._remarks, self._preview, self.cards, self._ending_row, self._actions):
            column.addWidget(row)
        self.lines = LinesBelow(column)

    def _connect(self) -> None:
        self._without_documents.clicked.connect(lambda: self.without_documents_clicked.emit(self.message))
        for button in (self._retry, self._try_again):
            button.clicked.connect(lambda: self.retry_clicked.emit(self.message))
        self._continue.clicked.connect(lambda: self.continue_clicked.emit(self.message))
        self._pager.chosen.connect(self.chosen)
        self._pager.listed.connect(lambda button: self.versions_listed.emit(self.message, button))
        add_version_keys(self, self._pager)
        self._recalled.clicked.connect(lambda: self.recalled_clicked.emit(self.message))
        self.cards.clicked.connect(self.source_clicked)
        self.text.link_clicked.connect(self.link_clicked)
        self.text.citation_clicked.connect(self._on_citation)
        self._word.clicked.connect(self._on_word_clicked)
        self._pager.compared.connect(lambda: self.version_action.emit(VersionAction("versions", self.message)))
        actions = MessageActions(
            lambda text: self.quoted.emit(text), lambda as_markdown: self.conversation_copied.emit(as_markdown)
        )
        add_message_menu(self.text, lambda: self.message.text, self._menu_lines, actions)

    def _menu_lines(self) -> Sequence[MenuLine]:
        can_ask = not self._is_busy and self.message.state != "writing"
        lines: list[MenuLine] = [(tr("chat", "Answer again"), self._retry.click, can_ask)]
        if self._is_last and remarks.can_continue(self.message):
            lines.insert(0, (tr("chat", "Continue"), self._continue.click, can_ask))
        if self.message.passages or says_nothing_found(self.message):
            lines.append((tr("chat", "Ask without documents"), self._without_documents.click, can_ask))
        others = self._version_menu.lines(self.message, can_ask, self._word.offset, self.version_action.emit)
        lines += self.pin.lines(is_possible=can_ask)
        return (*lines, *version_lines(self._pager, self.message, is_busy=not can_ask), *others)

    def _on_word_clicked(self) -> None:
        """Lead the sampling lab, where it shows this answer, to the word that was clicked."""
        if self._version_menu.follows_clicks(self.message.id):
            self.version_action.emit(VersionAction("lab", self.message, offset=self._word.offset))

    def _append(self, text: str) -> None:
        """Add to the text. The preview goes once its sentence stands in the answer."""
        self.text.append(text)
        if self._activity.isVisibleTo(self):
            self._show_activity("")
        if self._preview.sentence and self._preview.sentence in text:
            self._preview.hide()

    def _show_thinking(self) -> None:
        is_live = self.message.state == "writing" and not self.message.text
        known = self.message.remarks
        self._thinking.show_thinking(known.thinking, known.thinking_seconds, is_live=is_live)

    def _on_citation(self, number: int) -> None:
        if number and (source := self.source(number)) is not None:
            self.source_clicked.emit(source)

    def _update_activity(self) -> None:
        self._show_activity(*activity_of(self._last_event))

    def _show_activity(self, text: str, done: int = 0, total: int = 0) -> None:
        self._activity.setText(text)
        self._activity.setVisible(bool(text))
        self._progress.setVisible(total > 0)
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._progress.setAccessibleName(text)


def activity_of(event: chat.ReplyEvent | None) -> tuple[str, int, int]:
    """Return a line about what goes on after an event, and how much of how much is done; empty while text comes."""
    match event:
        case chat.AnswerDelta() | chat.ThinkingDelta() | chat.ToolUsed():
            return "", 0, 0
        case chat.AnswerReplaced():
            return _activity_again(event), 0, 0
        case chat.PromptProgress():
            return tr("chat", "Reading…"), event.done, event.total
        case chat.ModelLoading():
            return tr("chat", "Loading {model}…", model=event.model), 0, 0
        case chat.SourcesFound():
            return tr("chat", "%n source(s) found. Reading…", len(event.passages)), 0, 0
        case _:
            return tr("chat", "One moment…"), 0, 0


def says_nothing_found(message: chat.Message) -> bool:
    """Whether the documents hold nothing about the question."""
    return "nothing_found" in message.remarks.notices


def speed_of(message: chat.Message) -> float:
    """Tokens a second while the model wrote; 0 where it cannot be computed."""
    return message.tokens / message.seconds if message.tokens > 1 and message.seconds > 0 else 0.0


def _figures(message: chat.Message, sources: int) -> str:
    """Return the sources, the time and the speed of an answer, as far as they are known."""
    parts = []
    if sources:
        parts.append(tr("chat", "%n source(s)", sources))
    if message.seconds >= SHORTEST_SECONDS:
        parts.append(tr("chat", "{n} s", n=formatting.number(message.seconds, 1)))
    if speed := speed_of(message):
        parts.append(tr("chat", "{n} tok/s", n=formatting.number(speed)))
    return " · ".join(parts)


def _sources(message: chat.Message) -> Sequence[SourcePassage]:
    """The cited passages, otherwise those that the model read. Only cited ones keep their number once the answer is written."""
    if message.citations:
        cited = {c.number: source_passage(c, c.number) for c in reversed(message.citations)}
        return [cited[number] for number in sorted(cited)]
    writing = message.state == "writing"
    return [source_passage(p, at if writing else 0) for at, p in enumerate(message.passages, start=1)]


def _activity_again(event: chat.AnswerReplaced) -> str:
    if event.reason == "language":
        return tr("chat", "That was another language. Asking again…")
    return tr("chat", "Reading the other passages…") if event.reason == "more" else ""
