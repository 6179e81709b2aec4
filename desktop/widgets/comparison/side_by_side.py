"""Texts side by side in a grid, with the words marked in which they differ from one of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedMixin, TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.comparison.word_differences import different_words, shared_words
from desktop.widgets.controls.copy_button import CopyButton
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.text import formatting
from desktop.widgets.text.message_text import MessageText

MARK_DELAY_MS = 150


class SideText(msgspec.Struct, frozen=True):
    """One text of the grid. `figures` stands below its heading, `problem` in place of a text that is missing.

    `use` is what its button says, empty for none; `again` likewise for a second one. `is_open`: more text may come.
    """

    heading: str
    text: str = ""
    figures: str = ""
    problem: str = ""
    use: str = ""
    again: str = ""
    is_chosen: bool = False
    is_open: bool = False


class SideCell(TranslatedMixin, QFrame):
    """One text with its heading. `drawn` follows when its text has been drawn."""

    used = Signal()
    again = Signal()
    drawn = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme = theme
        self.content = SideText("")
        self.text = MessageText(theme)
        self._heading, self._figures, self._problem = QLabel(self), QLabel(self), QLabel(self)
        role(self._heading, "strong")
        role(self._figures, "faint")
        role(self._problem, "soft")
        for label in (self._heading, self._figures, self._problem):
            label.setWordWrap(True)
        self._use = QPushButton(self)
        role(self._use, "chip")
        self._again = IconButton(theme, "arrow-clockwise", Size.ICON_SMALL, "faint", self)
        self._copy = CopyButton(theme, lambda: self.content.text, self)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        role(inside, "clear")
        body = QVBoxLayout(inside)
        body.setContentsMargins(Space.NONE, Space.NONE, Space.S, Space.NONE)
        body.addWidget(self._problem)
        body.addWidget(self.text)
        body.addStretch(1)
        self._area.setWidget(inside)
        self._lay_out()
        self._use.clicked.connect(self.used)
        self._again.clicked.connect(self.again)
        self.text.redraw_finished.connect(self.drawn)
        self.retranslate()

    def show_content(self, content: SideText) -> None:
        """Show a text as it is now."""
        self.content = content
        self._heading.setText(content.heading)
        self._figures.setText(content.figures)
        self._problem.setText(content.problem)
        self._problem.setVisible(bool(content.problem))
        self._use.setText(content.use)
        self._use.setVisible(bool(content.use))
        self._use.setAccessibleName(f"{content.use}: {content.heading}")
        self._again.setVisible(bool(content.again))
        self._again.set_name(f"{content.again}: {content.heading}")
        self._copy.setVisible(bool(content.text) and not content.is_open)
        self.setProperty("chosen", "true" if content.is_chosen else "false")
        role(self, "card")
        if content.text != self.text.text:
            self.text.show_text(content.text)

    def append(self, text: str) -> None:
        """Add to the text as it is written."""
        self.text.append(text)

    def mark(self, spans: Sequence[tuple[int, int]]) -> None:
        """Mark characters of the drawn text."""
        shade = QTextCharFormat()
        shade.setBackground(self._theme.colour("mark"))
        marks = []
        for start, end in spans:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor, selection.format = cursor, shade
            marks.append(selection)
        self.text.setExtraSelections(marks)

    def show_likeness(self, share: float | None) -> None:
        """Tell how much of the text is as in the first one; None for nothing."""
        likeness = "" if share is None else tr("widgets", "{n} as the first", n=formatting.percent(share))
        self._figures.setText(" · ".join(filter(None, (self.content.figures, likeness))))

    def retranslate(self) -> None:
        self._copy.set_name(tr("widgets", "Copy this text"))
        self._area.setAccessibleName(self.content.heading)

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        for button in (self._use, self._again, self._copy):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._heading)
        column.addWidget(self._figures)
        column.addWidget(self._area, 1)
        column.addLayout(buttons)


class SideBySide(TranslatedWidget):
    """`used` and `again` carry the index of the text whose button was pressed."""

    used = Signal(int)
    again = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells: list[SideCell] = []
        self._columns, self._marks_differences = 1, True
        self._inside = QWidget()
        role(self._inside, "page")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._grid.setSpacing(Space.M)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addWidget(self._area)
        self._mark_soon = QTimer(self, singleShot=True, interval=MARK_DELAY_MS)
        self._mark_soon.timeout.connect(self._mark)
        theme.changed.connect(self._fit)
        self.retranslate()

    @property
    def cells(self) -> Sequence[SideCell]:
        return self._cells

    def show_texts(self, texts: Sequence[SideText], columns: int) -> None:
        """Show texts in rows of so many columns; cells that are there already stay."""
        if len(texts) != len(self._cells) or columns != self._columns:
            self._build(len(texts), columns)
        for cell, text in zip(self._cells, texts, strict=True):
            cell.show_content(text)
        self._mark_soon.start()

    def show_text(self, index: int, text: SideText) -> None:
        """Show one text as it is now."""
        self._cells[index].show_content(text)
        self._mark_soon.start()

    def append(self, index: int, text: str) -> None:
        """Add to a text as it is written."""
        self._cells[index].append(text)

    def set_marking(self, marks: bool) -> None:
        """Mark the words in which the texts differ from the first one, or not."""
        self._marks_differences = marks
        self._mark()

    def retranslate(self) -> None:
        self._area.setAccessibleName(tr("widgets", "Texts side by side"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self, count: int, columns: int) -> None:
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells, self._columns = [SideCell(self._theme, self._inside) for _ in range(count)], max(1, columns)
        for index, cell in enumerate(self._cells):
            self._grid.addWidget(cell, index // self._columns, index % self._columns)
            cell.used.connect(lambda index=index: self.used.emit(index))
            cell.again.connect(lambda index=index: self.again.emit(index))
            cell.drawn.connect(self._mark_soon.start)
            cell.show()
        self._fit()

    def _fit(self) -> None:
        """Give all cells one height: that of the view where they fit, so that none moves while another grows."""
        rows = -(-len(self._cells) // self._columns) if self._cells else 1
        room = (self.height() - 2 * Space.HAIR - Space.M * (rows - 1)) // rows
        height = max(room, self._theme.px(Size.PLOT))
        for cell in self._cells:
            cell.setFixedHeight(height)
            cell.setMinimumWidth(self._theme.px(Size.FIELD_MIN))

    def _mark(self) -> None:
        first = self._cells[0] if self._cells else None
        for cell in self._cells:
            is_compared = self._marks_differences and first is not None and cell is not first
            if is_compared and first is not None and _is_complete(first) and _is_complete(cell):
                reference, text = _drawn(first), _drawn(cell)
                cell.mark(different_words(reference, text))
                cell.show_likeness(shared_words(reference, text))
            else:
                cell.mark(())
                cell.show_likeness(None)


def _is_complete(cell: SideCell) -> bool:
    return bool(cell.content.text) and not cell.content.is_open and cell.text.is_drawn


def _drawn(cell: SideCell) -> str:
    """Return the text as it is drawn, in which Qt counts characters outside plane 0 as two: they are two here too."""
    text = cell.text.document().toPlainText()
    return "".join(character if ord(character) <= 0xFFFF else "\u25a1\u25a1" for character in text)
