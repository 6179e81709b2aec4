"""Widget of one question: a bubble at the right, as wide as its text needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.features.chat.attached.message_pictures import MessagePictures
from desktop.features.chat.pins.pin_mark import PinMark
from desktop.features.chat.transcript.message_menu import MenuLine, MessageActions, add_message_menu
from desktop.features.chat.transcript.version_pager import VersionPager, add_version_keys, version_lines
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.lines_below import LinesBelow
from desktop.widgets.text import formatting
from desktop.widgets.text.message_text import MessageText
from engine.capabilities.chat.api import Message

MAX_WIDTH = 0.82
"""Part of the column's width."""
LONGEST_LABEL = 60
"""Characters of the predicted label under the bubble."""


class QuestionView(TranslatedWidget):
    """`edit_clicked` carries the message, `chosen` the id of another version."""

    edit_clicked = Signal(object)
    chosen = Signal(int)
    quoted = Signal(str)
    conversation_copied = Signal(bool)
    versions_listed = Signal(object, object)

    def __init__(self, theme: Theme, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.message = theme, message
        self.bubble = QFrame(self)
        role(self.bubble, "bubble")
        self.text = MessageText(theme, self.bubble, plain=True)
        self.pictures = MessagePictures(theme, self.bubble)
        self._edit = IconButton(theme, "pencil-simple", Size.ICON_SMALL, "faint", self)
        self._edit.clicked.connect(lambda: self.edit_clicked.emit(self.message))
        self._pager = VersionPager(theme, self, can_compare=False)
        self.pin = PinMark(theme, self)
        self._pager.chosen.connect(self.chosen)
        self._pager.listed.connect(lambda button: self.versions_listed.emit(self.message, button))
        add_version_keys(self, self._pager)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        role(self.label, "faint")
        content = QVBoxLayout(self.bubble)
        content.setContentsMargins(Space.L, Space.M - 2, Space.L, Space.M - 2)
        content.setSpacing(Space.S)
        content.addWidget(self.pictures)
        content.addWidget(self.text)
        bottom = QHBoxLayout()
        bottom.setSpacing(Space.XS)
        bottom.addStretch(1)
        for widget in (self.label, self.pin, self._pager, self._edit):
            bottom.addWidget(widget)
        aligned = QHBoxLayout()
        aligned.addStretch(1)
        aligned.addWidget(self.bubble)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.HAIR)
        column.addLayout(aligned)
        column.addLayout(bottom)
        self.lines = LinesBelow(column)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit_width)
        self.text.height_changed.connect(self._fit_soon.start)
        self._is_busy = False
        actions = MessageActions(
            lambda text: self.quoted.emit(text), lambda as_markdown: self.conversation_copied.emit(as_markdown)
        )
        add_message_menu(self.text, lambda: self.message.text, self._menu_lines, actions)
        self.show_message(message)
        self.retranslate()

    def show_message(self, message: Message) -> None:
        """Show a message as it is now."""
        self.pictures.show_message(message)
        self.message = message
        if message.text != self.text.text:
            self.text.show_text(message.text)
        self._pager.show_version(message.id, message.siblings)
        self.pin.show_message(message)
        self._update_label()
        self._fit_width()

    def show_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._edit.setEnabled(not busy)
        self._pager.setEnabled(not busy)

    def retranslate(self) -> None:
        self._edit.set_name(tr("chat", "Change this question"))
        self._update_label()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_width()

    def _menu_lines(self) -> Sequence[MenuLine]:
        change = tr("chat", "Change this question"), lambda: self.edit_clicked.emit(self.message), not self._is_busy
        pin = self.pin.lines(is_possible=not self._is_busy)
        return (change, *pin, *version_lines(self._pager, self.message, is_busy=self._is_busy))

    def _update_label(self) -> None:
        label = self.message.label
        self.label.setVisible(label is not None)
        if label is not None:
            probability = formatting.percent(label.probability)
            text = tr("chat", "{label} ({probability} sure)", label=label.label, probability=probability)
            self.label.setText(text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…")
            self.label.setToolTip(
                tr(
                    "chat",
                    "“{name}” labelled this as {label}; the model reads the label.",
                    name=label.classifier,
                    label=label.label,
                )
            )

    def _fit_width(self) -> None:
        widest = int(self.width() * MAX_WIDTH) - 2 * Space.L
        self.text.setFixedWidth(max(Space.XXL, min(widest, self.text.ideal_width())))
        strip_width = len(self.message.pictures) * (self._theme.px(Size.STRIP) + Space.S) - Space.S
        self.pictures.setFixedWidth(max(Space.XXL, min(widest, strip_width)))
