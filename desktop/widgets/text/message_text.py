"""One text of a conversation, drawn while it is written. Shows and forwards; it opens nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, Type
from desktop.widgets.cards.number_chip import number_chip
from desktop.widgets.text.markdown import CitationMark, MarkdownBlock, MarkdownReader, closed
from desktop.widgets.text.markdown_renderer import MarkdownRenderer, colours_are_ready
from desktop.widgets.text.safe_text import SafeText

FRAME_MS = 34
SLICE_SECONDS = 0.012
"""How long blocks are written in one frame; the rest comes in the next ones."""
FIRST_SHOWN = 40_000
"""Characters of one message that are drawn before the person asks for more."""
PLAIN_SHOWN = 4_000
LONGEST_PIECE = 2_000
"""Characters of a plain block that are written at once."""
_CHIP = "\ufffc"
_REST = MarkdownBlock(-1, -1)
"""Stands for the link that shows more."""


class MessageText(TranslatedMixin, SafeText):
    """Grows with its text. `link_clicked` carries an address to be confirmed, `citation_clicked` a number.

    `redrawn` tells that all that is there so far is drawn.
    """

    link_clicked = Signal(str)
    citation_clicked = Signal(int)
    grown = Signal()
    redrawn = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, plain: bool = False) -> None:
        super().__init__(parent)
        role(self, "bare")
        self._theme, self._plain = theme, plain
        self._reader, self._writer = MarkdownReader(), MarkdownRenderer(self.document(), theme)
        self._text, self._marks, self._passages = "", tuple[CitationMark, ...](), dict[int, str]()
        self._shown, self._limit = 0, PLAIN_SHOWN if plain else FIRST_SHOWN
        self._open_place = self._writer.end()
        self._streaming = self._redrawing = False
        self._planned = self._wanted()
        self._coming: Iterator[MarkdownBlock] = iter(())
        self._next: MarkdownBlock | None = None
        self.written_blocks = 0
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLineWrapMode(SafeText.LineWrapMode.WidgetWidth)
        self.setUndoRedoEnabled(False)
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._draw)
        self.anchorClicked.connect(self._clicked)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        theme.changed.connect(self.redraw)
        self.retranslate()

    @property
    def text(self) -> str:
        """The Markdown itself."""
        return self._text

    def ideal_width(self) -> int:
        """Of a plain text where no line is broken; not more than matters."""
        metrics = QFontMetricsF(self._theme.font(Type.READING))
        lines = self._text[:PLAIN_SHOWN].split("\n")
        return (
            math.ceil(max(metrics.horizontalAdvance(line[:400]) for line in lines)) + 2 * self.frameWidth() + Space.XS
        )

    @property
    def drawn(self) -> bool:
        """Whether nothing waits for a next frame."""
        return not self._frame.isActive() and self._next is None

    def show_text(
        self, text: str, marks: Sequence[CitationMark] = (), passages: Mapping[int, str] | None = None
    ) -> None:
        """All of it, as it stands."""
        if self._streaming and self.isVisible():
            self._announce(text[self._shown :])
        self._text, self._marks, self._passages = text, tuple(marks), dict(passages or {})
        self._streaming = False
        self.redraw()

    def append(self, text: str) -> None:
        """More of it; drawn with the next frame."""
        self._text += text
        self._streaming = True
        if not self._frame.isActive():
            self._frame.start()

    def redraw(self) -> None:
        """From the beginning: the colours, the language or the marks are others."""
        self._redrawing = True
        self.clear()
        self._writer = MarkdownRenderer(self.document(), self._theme)
        self._open_place = self._writer.end()
        self._shown, self.written_blocks = 0, 0
        self._coming, self._next = iter(()), None
        for number in {mark.number for mark in self._marks}:
            chip = number_chip(self._theme, number)
            self.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"cite:{number}"), chip)
        self._draw()

    def plain_text(self) -> str:
        """As read aloud: the words, with [1] for a citation."""
        return self.toPlainText().replace(_CHIP, "")

    def retranslate(self) -> None:
        self.setAccessibleName(tr("widgets", "Text of the message"))
        if self._text:
            self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the column scrolls

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._hint(event)
            return True
        return super().event(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(_CHIP, "").replace("\u2028", "\n"))
        return data

    # drawing

    def _draw(self) -> None:
        until = time.monotonic() + SLICE_SECONDS
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if self._next is None:
            self._plan()
        while self._next is not None and colours_are_ready(self._next):
            block, self._next = self._next, next(self._coming, None)
            self._write(block, is_open=self._streaming and not closed(block, self._next, self._text))
            if time.monotonic() > until:
                break
        cursor.endEditBlock()
        if self._next is not None or self._planned != self._wanted():
            self._frame.start()
        else:
            self._redrawing = False
            self._fit()
            self.redrawn.emit()

    def _wanted(self) -> tuple[int, int, bool]:
        return len(self._text), self._limit, self._streaming

    def _plan(self) -> None:
        """What was not written yet, and again the block that was open."""
        self._planned = self._wanted()
        self._writer.cut(self._open_place)
        rest = [_REST] if self._limit < len(self._text) else []
        self._coming = chain(_pieces(self._blocks(self._text[: self._limit])), rest)
        self._next = next(self._coming, None)

    def _blocks(self, text: str) -> Iterator[MarkdownBlock]:
        if not self._plain:
            return self._reader.blocks(text, self._shown, self._marks)
        return iter([MarkdownBlock(self._shown, len(text), (), text[self._shown :])] if len(text) > self._shown else [])

    def _write(self, block: MarkdownBlock, *, is_open: bool) -> None:
        if block is _REST:
            self._writer.write_link(self._rest_words(), "more:")
            return
        begin = self._writer.end()
        self._writer.write(block, is_open=is_open)
        self.written_blocks += 1
        if not is_open:
            self._shown, self._open_place = block.end, self._writer.end()
            if self._streaming and self.isVisible():
                self._announce(self._written_since(begin[0]))

    def _written_since(self, begin: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selection().toPlainText()

    def _announce(self, words: str) -> None:
        """A screen reader hears each block once, when it is whole."""
        if words := words.replace(_CHIP, "").strip():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _rest_words(self) -> str:
        return tr("widgets", "Show the rest ({n} more characters)", n=f"{len(self._text) - self._limit:,}")

    def _fit(self) -> None:
        """As high as the text; not lower before all of it is drawn again, which would move what is read below it."""
        height = round(self.document().size().height()) + 2 * self.frameWidth()
        if self._redrawing:
            height = max(height, self.minimumHeight())
        if height != self.minimumHeight():
            self.setFixedHeight(max(1, height))
            self.grown.emit()

    # pointing

    def _clicked(self, url: QUrl) -> None:
        address = url.toString()
        scheme, _, rest = address.partition(":")
        if scheme == "cite":
            self.citation_clicked.emit(int(rest))
        elif scheme == "copy":
            QGuiApplication.clipboard().setText(self._writer.programs[int(rest)])
            QToolTip.showText(self.mapToGlobal(self.cursorRect().topLeft()), tr("widgets", "Copied"), self)
        elif scheme == "more":
            self._limit += FIRST_SHOWN
            self._draw()
        else:
            self.link_clicked.emit(address)

    def _hint(self, event: QHelpEvent) -> None:
        address = self.anchorAt(event.pos())
        scheme, _, rest = address.partition(":")
        if scheme == "cite":
            QToolTip.showText(event.globalPos(), self._passages.get(int(rest), ""), self)
        elif scheme in ("http", "https", "mailto"):
            QToolTip.showText(event.globalPos(), address, self)
        else:
            QToolTip.hideText()


def _pieces(blocks: Iterable[MarkdownBlock]) -> Iterator[MarkdownBlock]:
    """Plain blocks cut to what can be written within one frame."""
    for block in blocks:
        for at in range(0, len(block.plain), LONGEST_PIECE):
            part = block.plain[at : at + LONGEST_PIECE]
            is_last = at + LONGEST_PIECE >= len(block.plain)
            yield MarkdownBlock(
                block.start + at, block.start + at + len(part), (), part, block.numbers if is_last else ()
            )
        if not block.plain:
            yield block
