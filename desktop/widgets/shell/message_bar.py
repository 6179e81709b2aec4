"""Message bar that floats over the lower edge of the page: errors, notices and what can be undone, in place of dialogs."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.controls.icon_label import IconLabel

NOTICE_MS = 12_000
"""A notice disappears after this time; an error or something to undo stays until it is closed or replaced."""


class Offer(msgspec.Struct, frozen=True):
    """The thing that a message offers to do: the text of its button in the language of the moment, and the action."""

    name: Callable[[], str]
    action: Callable[[], None]


class MessageBar(TranslatedWidget):
    """Floats over `host`, its parent, so that nothing moves when a message comes and goes.

    `room_below` returns the pixels at the lower edge of `host` that it must not cover, such as those of a composer.
    """

    def __init__(self, theme: Theme, host: QWidget, room_below: Callable[[], int]) -> None:
        super().__init__(host)
        self._host, self._room_below = host, room_below
        host.installEventFilter(self)
        self._theme = theme
        self._offer: Offer | None = None
        self._frame = QFrame(self)
        self._icon = IconLabel(theme, theme.icon("info", "accent"), Size.ICON, self)
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._undo, self._details, self._copy = QPushButton(self), QPushButton(self), QPushButton(self)
        self._close = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        role(self._detail, "mono")
        self._hide_timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.hide()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_message(
        self,
        sentence: str,
        detail: str = "",
        undo: Callable[[], None] | None = None,
        is_error: bool = False,
        offer: Offer | None = None,
    ) -> None:
        """Replace the message. `detail` is technical text behind a button; `undo` is called by an Undo button.

        Another `offer` takes the place of Undo.
        """
        self._offer = offer or (Offer(lambda: tr("shell", "Undo"), undo) if undo else None)
        self._sentence.setText(sentence)
        self._detail.setPlainText(detail)
        self._detail.hide()
        self._undo.setVisible(self._offer is not None)
        self._details.setVisible(bool(detail))
        self._copy.hide()
        self.retranslate()
        role(self._frame, "error" if is_error else "notice")
        self._icon.show_icon(self._theme.icon(*(("warning", "danger") if is_error else ("info", "accent"))))
        self.show()
        self.place()
        QAccessible.updateAccessibility(QAccessibleEvent(self._sentence, QAccessible.Event.Alert))
        if is_error or detail or self._offer is not None:
            self._hide_timer.stop()
        else:
            self._hide_timer.start()

    def undo(self) -> None:
        """Undo what the message offers to undo, or do what else it offers, once, and hide the message."""
        offer, self._offer = self._offer, None
        self.hide()
        if offer is not None:
            offer.action()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        elif event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            QTimer.singleShot(0, self, self.place)  # what stands below it has another height once that is done
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def place(self) -> None:
        """Take the middle above the room to be left, no wider than the sentence needs or than is comfortable to read."""
        if self.isHidden():
            return
        widest = min(self._host.width() - 2 * Space.L, self._theme.px(Size.READING_COLUMN))
        width = widest if self._detail.isVisibleTo(self) else min(widest, self._line_width())
        height = self.heightForWidth(width)
        bottom = self._host.height() - self._room_below() - Space.M
        self.setGeometry((self._host.width() - width) // 2, bottom - height, width, height)
        self.raise_()

    def _line_width(self) -> int:
        """Return the width in pixels at which the sentence takes one line."""
        sentence = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + Space.L
        return self._row.sizeHint().width() - self._sentence.sizeHint().width() + sentence + 2 * Space.L

    def retranslate(self) -> None:
        self._undo.setText(self._offer.name() if self._offer else tr("shell", "Undo"))
        self._details.setText(tr("shell", "Details"))
        self._copy.setText(tr("shell", "Copy"))
        self._detail.setAccessibleName(tr("shell", "Details"))
        self._close.set_name(tr("shell", "Close this message"))

    def _lay_out(self) -> None:
        for button in (self._undo, self._details, self._copy):
            role(button, "link")
        row = self._row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._icon)
        row.addWidget(self._sentence, 1)
        for button in (self._undo, self._details, self._copy):
            row.addWidget(button)
        row.addWidget(self._close)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(Space.M, Space.XS, Space.S, Space.XS)
        inside.addLayout(row)
        inside.addWidget(self._detail)
        self._detail.setMaximumHeight(self._theme.px(Size.PREVIEW_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._frame)

    def _connect(self) -> None:
        self._undo.clicked.connect(self.undo)
        self._details.clicked.connect(self._toggle_detail)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._full_text()))
        self._close.clicked.connect(self.hide)
        self._hide_timer.timeout.connect(self.hide)

    def _toggle_detail(self) -> None:
        self._detail.setVisible(not self._detail.isVisible())
        self._copy.setVisible(self._detail.isVisible())
        self._hide_timer.stop()

    def _full_text(self) -> str:
        return f"{self._sentence.text()}\n\n{self._detail.toPlainText()}"
