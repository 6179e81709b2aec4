"""A text divided into tokens, of which one is chosen by a click or the arrow keys."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TokenText(TranslatedMixin, QPlainTextEdit):
    """`picked` carries the first character of the token that the person went to."""

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._boundaries: Sequence[int] = ()
        self._index = 0
        self._pressed_at: QPoint | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.textChanged.connect(self._mark)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.retranslate()

    @property
    def index(self) -> int:
        """The number of the current token."""
        return self._index

    def show_tokens(self, text: str, boundaries: Sequence[int], offset: int) -> None:
        """Show a text with the first characters of its tokens and their end; the token at `offset` is the current one."""
        self._boundaries = boundaries
        if text != self.toPlainText():
            self.setPlainText(text)
        self._index = self._token_at(offset)
        self._mark()
        self._scroll_to_current()

    def step(self, by: int) -> None:
        """Go on by some tokens."""
        self._pick(self._index + by)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("widgets", "Tokens of the text"))
        self.setToolTip(tr("widgets", "Click a word, or go on with the arrow keys."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._pick(self._index + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed_at = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None:
            at = self.cursorForPosition(event.position().toPoint()).position()
            self._pick(self._token_at(at))
        self._pressed_at = None

    def _pick(self, index: int) -> None:
        if 0 <= index < len(self._boundaries) and index != self._index:
            self._index = index
            self._mark()
            self._scroll_to_current()
            self.picked.emit(self._boundaries[index])

    def _token_at(self, offset: int) -> int:
        return max(0, min(bisect_right(self._boundaries, offset), len(self._boundaries)) - 1)

    def _mark(self) -> None:
        """Shade every second token, and the current one strongly; characters outside the plane 0 count as two for Qt."""
        text = self.toPlainText()
        marks: list[QTextEdit.ExtraSelection] = []
        for index, (start, end) in enumerate(zip(self._boundaries, self._boundaries[1:], strict=False)):
            if index == self._index or index % 2:
                colour = ("accent", "on_accent") if index == self._index else ("line", "text")
                marks.append(self._selection(_qt_position(text, start), _qt_position(text, end), colour))
        self.setExtraSelections(marks)

    def _selection(self, start: int, end: int, colours: tuple[str, str]) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        shade = QTextCharFormat()
        shade.setBackground(self._theme.colour(colours[0]))
        shade.setForeground(self._theme.colour(colours[1]))
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        selection.cursor, selection.format = cursor, shade
        return selection

    def _scroll_to_current(self) -> None:
        if self._boundaries:
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(_qt_position(self.toPlainText(), self._boundaries[self._index]), self._last()))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def _last(self) -> int:
        return max(0, self.document().characterCount() - 1)

    def _on_theme(self) -> None:
        self.setFixedHeight(self._theme.px(Size.TEXT_FIELD))
        self._mark()


def _qt_position(text: str, offset: int) -> int:
    """Return a place counted in UTF-16, as Qt counts."""
    return offset + sum(1 for character in text[:offset] if ord(character) > 0xFFFF)
