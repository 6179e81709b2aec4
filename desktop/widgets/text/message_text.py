"""Text of one message, drawn in frames while it streams in. Links and citations are signals; nothing is opened here."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QPainter,
    QPaintEvent,
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
from desktop.widgets.controls.number_chip import number_chip
from desktop.widgets.tables.passage_tooltip import passage_tooltip
from desktop.widgets.text import formatting
from desktop.widgets.text.markdown import CitationMark, MarkdownBlock, MarkdownReader, is_complete
from desktop.widgets.text.markdown_renderer import MarkdownRenderer, prepare_colours
from desktop.widgets.text.quote_bars import draw_quote_bars
from desktop.widgets.text.readable_text import readable_text
from desktop.widgets.text.safe_text import SafeText

FRAME_MS = 34
SLICE_SECONDS = 0.012
"""Time for rendering blocks in one frame; the rest follows in the next frames."""
PAGE_CHARACTERS = 40_000
"""Characters of a message that are drawn at first, and again with each click on "Show the rest"."""
PLAIN_PAGE_CHARACTERS = 4_000
MAX_PLAIN_PART = 2_000
"""Characters of a plain block that are rendered at once."""
LONGEST_SENTENCE = 600
"""Characters before the limit in which the end of a sentence is looked for."""
_CUT = re.compile(r"(?P<paragraph>\n\s*\n)|(?P<sentence>[.!?…][)»”\"']*\s)|(?P<word>\s)")
_REST = MarkdownBlock(-1, -1)
"""Placeholder for the link that shows more."""


class MessageText(TranslatedMixin, SafeText):
    """Grows in height with its text. `link_clicked` carries an address to be confirmed, `citation_clicked` a number.

    `redraw_finished` comes when all the text so far is drawn.
    """

    link_clicked = Signal(str)
    citation_clicked = Signal(int)
    height_changed = Signal()
    redraw_finished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, plain: bool = False) -> None:
        super().__init__(parent)
        role(self, "bare")
        self._theme, self._plain = theme, plain
        self._reader, self._renderer = MarkdownReader(), MarkdownRenderer(self.document(), theme)
        self._text, self._marks, self._passages = "", tuple[CitationMark, ...](), dict[int, str]()
        self._rendered_end, self._limit = 0, PLAIN_PAGE_CHARACTERS if plain else PAGE_CHARACTERS
        self._open_position = self._renderer.end()
        self._is_streaming = self._is_redrawing = False
        self._planned_state = self._state()
        self._blocks_left: Iterator[MarkdownBlock] = iter(())
        self._next_block: MarkdownBlock | None = None
        self.rendered_blocks = 0
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # for long lines of code
        self.horizontalScrollBar().rangeChanged.connect(self._update_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLineWrapMode(SafeText.LineWrapMode.WidgetWidth)
        self.setUndoRedoEnabled(False)
        self._frame_timer = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame_timer.timeout.connect(self.draw_frame)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._update_height())
        theme.changed.connect(self.redraw)
        self.retranslate()

    @property
    def text(self) -> str:
        """The Markdown source."""
        return self._text

    @property
    def marks(self) -> Sequence[CitationMark]:
        """The marks drawn in the text, in the order they were given."""
        return self._marks

    def tooltip(self, number: int) -> str:
        """Return the tooltip of the marks with this number; empty where there is none."""
        return self._passages.get(number, "")

    def ideal_width(self) -> int:
        """Return the width at which no line of a plain text wraps; only the beginning of a long text is measured."""
        metrics = QFontMetricsF(self._theme.font(Type.READING))
        lines = self._text[:PLAIN_PAGE_CHARACTERS].split("\n")
        return (
            math.ceil(max(metrics.horizontalAdvance(line[:400]) for line in lines)) + 2 * self.frameWidth() + Space.XS
        )

    @property
    def is_drawn(self) -> bool:
        """True when nothing is left for a next frame."""
        return not self._frame_timer.isActive() and self._next_block is None

    def show_text(
        self, text: str, marks: Sequence[CitationMark] = (), passages: Mapping[int, str] | None = None
    ) -> None:
        """Show a whole message; `passages` maps citation numbers to their tooltips."""
        if self._is_streaming and self.isVisible():
            self._announce(text[self._rendered_end :])
        self._text, self._marks, self._passages = text, tuple(marks), dict(passages or {})
        self._is_streaming = False
        self.redraw()

    def append(self, text: str) -> None:
        """Add streamed text; it is drawn with the next frame."""
        self._text += text
        self._is_streaming = True
        if not self._frame_timer.isActive():
            self._frame_timer.start()

    def redraw(self) -> None:
        """Draw everything anew, because colours, language or citations changed."""
        self._is_redrawing = True
        self.clear()
        self._renderer = MarkdownRenderer(self.document(), self._theme)
        self._open_position = self._renderer.end()
        self._rendered_end, self.rendered_blocks = 0, 0
        self._blocks_left, self._next_block = iter(()), None
        for number in {mark.number for mark in self._marks}:
            chip = number_chip(self._theme, number)
            self.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"cite:{number}"), chip)
        self.draw_frame()

    def plain_text(self) -> str:
        """Return the text without citation chips and with the source of formulas, as a screen reader reads it."""
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        return readable_text(whole)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("widgets", "Text of the message"))
        if self._text:
            self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._update_height()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll long code sideways with a sideways wheel or Shift; let the column scroll otherwise."""
        delta = event.angleDelta()
        sideways = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        bar = self.horizontalScrollBar()
        if sideways and bar.maximum() > 0:
            bar.setValue(bar.value() - sideways)
            event.accept()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset = QPointF(self.horizontalScrollBar().value(), 0)
        painter.translate(-offset)
        draw_quote_bars(painter, self.document(), QRectF(event.rect()).translated(offset), self._theme.colour("line"))
        painter.end()
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        return super().event(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(readable_text(self.textCursor(), is_copy=True))
        return data

    # drawing

    def draw_frame(self) -> None:
        """Draw what is waiting, as much as fits in one frame; the timer calls it."""
        self._frame_timer.stop()
        until = time.monotonic() + SLICE_SECONDS
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if self._next_block is None:
            self._plan()
        while self._next_block is not None and prepare_colours(self._next_block):
            block, self._next_block = self._next_block, next(self._blocks_left, None)
            self._render(block, is_open=self._is_streaming and not is_complete(block, self._next_block, self._text))
            if time.monotonic() > until:
                break
        cursor.endEditBlock()
        if self._next_block is not None or self._planned_state != self._state():
            self._frame_timer.start()
        else:
            self._is_redrawing = False
            self._update_height()
            self.redraw_finished.emit()

    def _state(self) -> tuple[int, int, bool]:
        return len(self._text), self._limit, self._is_streaming

    def _plan(self) -> None:
        """Prepare the blocks still to render, beginning with the one that was open."""
        self._planned_state = self._state()
        self._renderer.rewind(self._open_position)
        rest = [_REST] if self._limit < len(self._text) else []
        shown = self._text[: max(self._rendered_end, find_cut(self._text, self._limit))]
        self._blocks_left = chain(_split_plain(self._blocks(shown)), rest)
        self._next_block = next(self._blocks_left, None)

    def _blocks(self, text: str) -> Iterator[MarkdownBlock]:
        if not self._plain:
            return self._reader.blocks(text, self._rendered_end, self._marks)
        return iter(
            [MarkdownBlock(self._rendered_end, len(text), (), text[self._rendered_end :])]
            if len(text) > self._rendered_end
            else []
        )

    def _render(self, block: MarkdownBlock, *, is_open: bool) -> None:
        if block is _REST:
            self._renderer.render_link(self._rest_text(), "more:")
            return
        begin = self._renderer.end().position
        self._renderer.render(block, is_open=is_open)
        self.rendered_blocks += 1
        if not is_open:
            self._rendered_end, self._open_position = block.end, self._renderer.end()
            if self._is_streaming and self.isVisible():
                self._announce(self._text_since(begin))

    def _text_since(self, begin: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        return readable_text(cursor)

    def _announce(self, text: str) -> None:
        """Let screen readers read a block, once, when it is complete."""
        if text := text.strip():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _rest_text(self) -> str:
        return tr("widgets", "Show the rest ({n} more characters)", n=formatting.number(len(self._text) - self._limit))

    def _update_height(self) -> None:
        """Fit the height to the text. During a redraw it never shrinks, which would move the messages below."""
        height = round(self.document().size().height()) + 2 * self.frameWidth()
        bar = self.horizontalScrollBar()
        height += bar.sizeHint().height() if bar.maximum() > 0 else 0
        if self._is_redrawing:
            height = max(height, self.minimumHeight())
        if height != self.minimumHeight():
            self.setFixedHeight(max(1, height))
            self.height_changed.emit()

    # links and tooltips

    def _on_anchor_clicked(self, url: QUrl) -> None:
        address = url.toString()
        scheme, _, rest = address.partition(":")
        if scheme == "cite":
            self.citation_clicked.emit(int(rest))
        elif scheme == "copy":
            QGuiApplication.clipboard().setText(self._renderer.code_blocks[int(rest)])
            QToolTip.showText(self.mapToGlobal(self.cursorRect().topLeft()), tr("widgets", "Copied"), self)
        elif scheme == "more":
            self._limit += PAGE_CHARACTERS
            self.draw_frame()
        else:
            self.link_clicked.emit(address)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        address = self.anchorAt(event.pos())
        scheme, _, rest = address.partition(":")
        if scheme == "cite":
            QToolTip.showText(event.globalPos(), passage_tooltip(self.tooltip(int(rest))), self)
        elif scheme in ("http", "https", "mailto"):
            QToolTip.showText(event.globalPos(), address, self)
        else:
            QToolTip.hideText()


def find_cut(text: str, limit: int) -> int:
    """Return where to end a text shown up to `limit` characters: after a paragraph, a sentence or a word before it."""
    if len(text) <= limit:
        return len(text)
    ends = [*_CUT.finditer(text, max(0, limit - LONGEST_SENTENCE), limit)]
    for kind in ("paragraph", "sentence", "word"):
        last = next((end for end in reversed(ends) if end[kind] is not None), None)
        if last is not None:
            return last.end()
    return limit


def _split_plain(blocks: Iterable[MarkdownBlock]) -> Iterator[MarkdownBlock]:
    """Yield the blocks, plain ones split into parts that can be rendered within one frame."""
    for block in blocks:
        for offset in range(0, len(block.plain), MAX_PLAIN_PART):
            part = block.plain[offset : offset + MAX_PLAIN_PART]
            start, is_last = block.start + offset, offset + MAX_PLAIN_PART >= len(block.plain)
            yield MarkdownBlock(start, start + len(part), (), part, block.numbers if is_last else ())
        if not block.plain:
            yield block
