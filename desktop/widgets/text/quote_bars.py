"""Draws a bar at the left of each block quote of a text."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QTextBlock, QTextDocument

from desktop.theme.tokens import Space
from desktop.widgets.text.text_formats import QUOTE_DEPTH


def draw_quote_bars(painter: QPainter, document: QTextDocument, visible: QRectF, colour: QColor) -> None:
    """Draw the bars of the paragraphs in `visible`, a rectangle of the document; one for each quote around them."""
    layout, block = document.documentLayout(), document.begin()
    while block.isValid():
        following = block.next()
        if depth := _depth(block):
            rect = layout.blockBoundingRect(block)
            for level in range(depth):
                continues = following.isValid() and _depth(following) > level
                bottom = layout.blockBoundingRect(following).top() if continues else rect.bottom()
                bar = QRectF(Space.L * level + Space.XS, rect.top(), Space.HAIR * 3, bottom - rect.top())
                if bar.intersects(visible):
                    painter.fillRect(bar, colour)
        block = following


def _depth(block: QTextBlock) -> int:
    return int(block.blockFormat().property(QUOTE_DEPTH) or 0)
