"""A question as a bubble at the right, as wide as its words need."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.features.chat.siblings import Siblings
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.picture_strip import PictureStrip, Shown
from desktop.widgets.layout.icon_button import IconButton
from desktop.widgets.text import formatting
from desktop.widgets.text.message_view import MessageText
from engine.capabilities.chat.api import Message

WIDEST = 0.82
"""Of the column."""
LONGEST_LABEL = 60
"""Characters."""


class QuestionView(TranslatedWidget):
    edit_clicked = Signal(object)
    chosen = Signal(int)
    picture_clicked = Signal(str)

    def __init__(self, theme: Theme, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.message = theme, message
        self.bubble = QFrame(self)
        role(self.bubble, "bubble")
        self.text = MessageText(theme, self.bubble, plain=True)
        self.pictures = PictureStrip(theme, Size.STRIP, self.bubble)
        self.pictures.clicked.connect(lambda at: self.picture_clicked.emit(self.message.pictures[at].path))
        self._edit = IconButton(theme, "pencil-simple", Size.ICON_SMALL, "faint", self)
        self._edit.clicked.connect(lambda: self.edit_clicked.emit(self.message))
        self._siblings = Siblings(theme, self)
        self._siblings.chosen.connect(self.chosen)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        role(self.label, "faint")
        inside = QVBoxLayout(self.bubble)
        inside.setContentsMargins(Space.L, Space.M - 2, Space.L, Space.M - 2)
        inside.setSpacing(Space.S)
        inside.addWidget(self.pictures)
        inside.addWidget(self.text)
        low = QHBoxLayout()
        low.setSpacing(Space.XS)
        low.addStretch(1)
        low.addWidget(self.label)
        low.addWidget(self._siblings)
        low.addWidget(self._edit)
        right = QHBoxLayout()
        right.addStretch(1)
        right.addWidget(self.bubble)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.HAIR)
        column.addLayout(right)
        column.addLayout(low)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fit)
        self.text.grown.connect(self._soon.start)
        self.show_message(message)
        self.retranslate()

    def show_message(self, message: Message) -> None:
        if message.pictures != self.message.pictures or not self.pictures.buttons:
            shown = [Shown(at, one.thumbnail, name=one.name) for at, one in enumerate(message.pictures)]
            self.pictures.show_pictures(shown)
            self.pictures.setVisible(bool(shown))
        self.message = message
        if message.text != self.text.text:
            self.text.show_text(message.text)
        self._siblings.show_place(message.id, message.siblings)
        self._say_label()
        self._fit()

    def show_busy(self, busy: bool) -> None:
        self._edit.setEnabled(not busy)
        self._siblings.setEnabled(not busy)

    def retranslate(self) -> None:
        self._edit.say(tr("chat", "Change this question"))
        self._say_label()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _say_label(self) -> None:
        found = self.message.labelled
        self.label.setVisible(found is not None)
        if found is not None:
            share = formatting.percent(found.share)
            said = tr("chat", "{label}, {share} sure", label=found.label, share=share)
            self.label.setText(said if len(said) <= LONGEST_LABEL else said[: LONGEST_LABEL - 1] + "…")
            self.label.setToolTip(
                tr(
                    "chat",
                    "“{name}” takes this for {label}; the model is told.",
                    name=found.classifier,
                    label=found.label,
                )
            )

    def _fit(self) -> None:
        most = int(self.width() * WIDEST) - 2 * Space.L
        self.text.setFixedWidth(max(Space.XXL, min(most, self.text.ideal_width())))
        wanted = len(self.message.pictures) * (self._theme.px(Size.STRIP) + Space.S) - Space.S
        self.pictures.setFixedWidth(max(Space.XXL, min(most, wanted)))
