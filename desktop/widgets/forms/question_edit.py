"""The text box of a question: Enter sends, Shift+Enter begins a new line, and its height follows its text."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size

LONG_TEXT = 10_000
"""Characters that certainly need the scroll bar."""
LONG_PASTE = 50_000
"""Characters of a pasted text that no model reads in one question, and that make the box slow."""
_LONG_WORD = re.compile(r"\S{2000}")


class QuestionEdit(QPlainTextEdit):
    """`pasted` carries a picture (QImage), `files_pasted` a tuple of paths, `focus_changed` whether it has the focus.

    `long_text_pasted` carries a text of more than LONG_PASTE characters, which is not inserted. `menu_opening` carries the
    context menu, to which lines can be added.
    """

    entered = Signal()
    focus_changed = Signal(bool)
    pasted = Signal(object)
    files_pasted = Signal(tuple)
    long_text_pasted = Signal(str)
    menu_opening = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        role(self, "bare")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._update_height())
        theme.changed.connect(self._update_height)
        self._update_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _NEW_LINE_MODIFIERS:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opening.emit(menu)
        menu.popup(event.globalPos())

    def show_text(self, text: str) -> None:
        self._prepare_for(text)
        self.setPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = tuple(url.toLocalFile() for url in source.urls() if url.isLocalFile())
        if files:
            self.files_pasted.emit(files)
            return
        if source.hasImage() and not source.hasText():
            self.pasted.emit(source.imageData())
            return
        if len(source.text()) > LONG_PASTE:
            self.long_text_pasted.emit(source.text())
            return
        self._prepare_for(source.text())
        super().insertFromMimeData(source)

    def insert_long_text(self, text: str) -> None:
        """Insert a text at the cursor, however long it is."""
        self._prepare_for(text)
        self.insertPlainText(text)

    def _prepare_for(self, new_text: str) -> None:
        """Set wrapping and size before a text is inserted.

        Qt would look for a place to break 100,000 characters without a space at every key, which blocks the window. The
        scroll bar of a long text is shown beforehand, since showing it later lays out the whole text again.
        """
        if len(new_text) > LONG_TEXT:
            self.setFixedHeight(self._theme.px(Size.COMPOSER_MAX))
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        mode = QTextOption.WrapMode
        breaks_anywhere = _LONG_WORD.search(new_text) or (
            self.toPlainText() and self.wordWrapMode() == mode.WrapAnywhere
        )
        self.setWordWrapMode(mode.WrapAnywhere if breaks_anywhere else mode.WrapAtWordBoundaryOrAnywhere)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._update_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_height()

    def _update_height(self) -> None:
        lines = min(self.document().size().height(), 40)  # QPlainTextEdit counts its height in lines
        margins = 2 * round(self.document().documentMargin()) + 2 * self.frameWidth()
        needed = round(lines * self.fontMetrics().lineSpacing()) + margins
        height = min(needed, self._theme.px(Size.COMPOSER_MAX))
        self.setFixedHeight(height)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if needed <= height else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self.setVerticalScrollBarPolicy(policy)


_NEW_LINE_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
