"""Text of a page with its tables, read only, whose letters are zoomed with Ctrl and the wheel, and with the keys + and −."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Type
from desktop.widgets.passages.page_document import MarkedRange, PageDocument
from desktop.widgets.passages.zoom_input import STEP, wheel_factor, zoom_by_key

SMALLEST, LARGEST = 0.64, 4.0
"""Limits of the zoom, where 1.0 is the size of reading text."""


class PageTextView(QTextEdit):
    """Shows a text with one span marked; the person's zoom stays for the next page."""

    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._zoom = theme, 1.0
        self._shown = "", 0, 0
        self._marked: list[MarkedRange] = []
        self._keeps_passage = False
        """Whether the passage stays in view when the view becomes smaller: until the person scrolls."""
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._release())
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def zoom(self) -> float:
        """Size of the letters, where 1.0 is that of reading text."""
        return self._zoom

    def show_text(self, text: str, start: int, end: int) -> None:
        """Show a text and scroll to its characters `start` to `end`, which are marked; none where both are equal."""
        self._shown = (text, start, end) if 0 <= start < end <= len(text) else (text, 0, 0)
        self._write()
        self._keeps_passage = bool(self._marked)
        if self._marked:
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._marked[0].start)
            self.setTextCursor(cursor)
            self._scroll_to(cursor)

    def zoom_in(self) -> None:
        self._zoom_to(self._zoom * STEP)

    def zoom_out(self) -> None:
        self._zoom_to(self._zoom / STEP)

    def fit_width(self) -> None:
        """Return to the size of reading text: lines always fit the width."""
        self._zoom_to(1.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._keeps_passage:
            self._scroll_to(self.textCursor())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._release()
        factor = wheel_factor(event)
        if factor is None:
            super().wheelEvent(event)
        else:
            self._zoom_to(self._zoom * factor)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._release()
        if not zoom_by_key(self, event):
            super().keyPressEvent(event)

    def _zoom_to(self, zoom: float) -> None:
        limited = min(max(zoom, SMALLEST), LARGEST)
        if limited != self._zoom:
            self._zoom = limited
            self._set_font()
            self.zoomed.emit()

    def _write(self) -> None:
        """Write the page anew: the lines of its tables have the colour of the theme."""
        self.clear()
        written = PageDocument(self.document(), self._theme, *self._shown)
        self._marked = written.marked
        wrap = (
            QTextOption.WrapMode
        )  # a table too wide for the view scrolls: words cut in columns of three letters cannot be read
        self.setWordWrapMode(wrap.WordWrap if written.has_table else wrap.WrapAtWordBoundaryOrAnywhere)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._set_font()
        self._set_marks()

    def _scroll_to(self, cursor: QTextCursor) -> None:
        """Scroll so that the cursor stands a quarter below the top: what follows is read, a little before it helps."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).center().y() - self.viewport().height() // 4)

    def _release(self) -> None:
        self._keeps_passage = False

    def _apply_theme(self) -> None:
        place = self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(place)

    def _set_font(self) -> None:
        """Set the size of the letters, which a style sheet would win over a widget's font."""
        self.document().setDefaultFont(self._theme.font(round(Type.BODY * self._zoom)))

    def _set_marks(self) -> None:
        selections = []
        for marked in self._marked:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document())
            selection.cursor.setPosition(marked.start)
            selection.cursor.setPosition(
                min(marked.end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor
            )
            selection.format = QTextCharFormat()
            selection.format.setBackground(self._theme.colour("mark"))
            selections.append(selection)
        self.setExtraSelections(selections)
