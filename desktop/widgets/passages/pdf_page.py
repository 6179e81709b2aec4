"""Page of a PDF file with passages marked, which opens zoomed to them; scrolled and zoomed with wheel and keys."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import LIGHT, Space
from desktop.widgets.passages.quote_search import find_quote
from desktop.widgets.passages.zoom_input import STEP, wheel_factor, zoom_by_key

SMALLEST, LARGEST = 0.5, 6.0
"""Limits of the zoom, where 1.0 fits the page to the width."""
LARGEST_AT_OPENING = 2.5
MAX_PIXELS = 24_000_000
"""Of the image that a page is drawn into; beyond it the page is enlarged from that image."""
RENDER_DELAY_MS = 60
"""So that a turn of the wheel does not draw every size that it passes."""
UPPER_PART = 0.3
"""Where in the view a passage that does not fill it begins."""


class PdfPage(QAbstractScrollArea):
    """Shows one page. Qt draws it in a thread; `unreadable` when the file has no such page.

    The wheel scrolls, Ctrl with the wheel and the keys + and − zoom, 0 fits the page to the width; so do the methods.
    """

    unreadable = Signal()
    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._on_rendered)
        self._render_timer = QTimer(self, singleShot=True, interval=RENDER_DELAY_MS)
        self._render_timer.timeout.connect(self._render)
        self._path, self._index = Path(), 0
        self._image = QImage()
        self._rendered_size = QSize()
        self._zoom, self._follows_passage = 1.0, False
        self.marks: Sequence[QPolygonF] = ()
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.horizontalScrollBar().setSingleStep(Space.XL)
        self.verticalScrollBar().setSingleStep(Space.XL)

    @property
    def zoom(self) -> float:
        """Size of the page, where 1.0 fits it to the width of the view."""
        return self._zoom

    def show_page(self, path: Path, page: int, quote: str) -> None:
        """Show a page, counted from 1, zoomed to the places where `quote` stands, which are marked."""
        if path != self._path:
            self._path = path
            if path.is_file():  # a pipe in its place would hold up the window
                self._document.load(str(path))
            else:
                self._document.close()
        if not 1 <= page <= self._document.pageCount():
            self._path = Path()
            self.unreadable.emit()
            return
        self._index = page - 1
        self.marks = self._find(quote)
        self._image = QImage()
        self._rendered_size = QSize()
        self._follows_passage = True
        self._show_passage()

    def zoom_in(self) -> None:
        self._zoom_to(self._zoom * STEP, self._middle)

    def zoom_out(self) -> None:
        self._zoom_to(self._zoom / STEP, self._middle)

    def fit_width(self) -> None:
        self._zoom_to(1.0, self._middle)

    def page_rect(self) -> QRect:
        """Return where the page is, in the viewport's coordinates."""
        size, view = self._page_size(), self.viewport().size()
        left = max(0, (view.width() - size.width()) // 2) - self.horizontalScrollBar().value()
        return QRect(QPoint(left, -self.verticalScrollBar().value()), size)

    def passage_rect(self) -> QRect:
        """Return where the marked passage is, in the viewport's coordinates; empty without one."""
        points = self._passage()
        if points.isEmpty():
            return QRect()
        page, scale = self.page_rect(), self._scale()
        return QRectF(points.topLeft() * scale + QPointF(page.topLeft()), points.size() * scale).toRect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the passage in view until the person has scrolled or zoomed."""
        if self._follows_passage:
            self._show_passage()
        else:
            self._update_bars()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._follows_passage = False
        factor = wheel_factor(event)
        if factor is None:
            super().wheelEvent(event)
        else:
            self._zoom_to(self._zoom * factor, event.position())
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if zoom_by_key(self, event):
            return
        self._follows_passage = False
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._rendered_size != self._wanted_size() and not self._render_timer.isActive():
            self._render_timer.start(0 if self._image.isNull() else RENDER_DELAY_MS)
        rect, painter = self.page_rect(), QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(rect, Qt.GlobalColor.white)
        if not self._image.isNull():
            painter.drawImage(QRectF(rect), self._image)
        self._paint_marks(painter, rect)
        painter.setPen(self._theme.colour("line"))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))

    @property
    def _middle(self) -> QPointF:
        return QRectF(self.viewport().rect()).center()

    def _page_size(self) -> QSize:
        points, scale = self._document.pagePointSize(self._index), self._scale()
        return QSize(round(points.width() * scale), round(points.height() * scale))

    def _scale(self) -> float:
        """Return the pixels of a point."""
        width = self._document.pagePointSize(self._index).width()
        return self.viewport().width() * self._zoom / width if width > 0 else 1.0

    def _passage(self) -> QRectF:
        """Return the rectangle around the marks, in points."""
        rect = QRectF()
        for polygon in self.marks:
            rect = rect.united(polygon.boundingRect())
        return rect

    def _show_passage(self) -> None:
        """Zoom so that the passage fills the width, and scroll to it; a page without one is fitted to the width."""
        passage, page = self._passage(), self._document.pagePointSize(self._index)
        fitting = page.width() / (passage.width() + 2 * Space.L) if passage.width() > 0 else 1.0
        self._zoom = min(max(fitting, 1.0), LARGEST_AT_OPENING)
        self._update_bars()
        scale, view = self._scale(), self.viewport().size()
        above = max(Space.L, min(view.height() * UPPER_PART, (view.height() - passage.height() * scale) / 2))
        self.horizontalScrollBar().setValue(round(passage.center().x() * scale - view.width() / 2))
        self.verticalScrollBar().setValue(round(passage.top() * scale - above) if passage.height() else 0)
        self.zoomed.emit()

    def _zoom_to(self, zoom: float, fixed: QPointF) -> None:
        """Zoom and leave what is under the point `fixed` of the view where it is."""
        self._follows_passage = False
        before, old = QRectF(self.page_rect()), self._zoom
        self._zoom = min(max(zoom, SMALLEST), LARGEST)
        if self._zoom == old:
            return
        self._update_bars()
        offset = (fixed - before.topLeft()) * (self._zoom / old) - fixed
        self.horizontalScrollBar().setValue(round(offset.x()))
        self.verticalScrollBar().setValue(round(offset.y()))
        self.viewport().update()
        self.zoomed.emit()

    def _update_bars(self) -> None:
        size, view = self._page_size(), self.viewport().size()
        for bar, page, shown in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setRange(0, max(0, page - shown))
            bar.setPageStep(shown)
        self.viewport().update()

    def _paint_marks(self, painter: QPainter, page: QRect) -> None:
        if not self.marks:
            return
        painter.save()
        painter.translate(page.topLeft())
        painter.scale(self._scale(), self._scale())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.mark))
        for polygon in self.marks:
            painter.drawPolygon(polygon)
        painter.restore()

    def _wanted_size(self) -> QSize:
        size = self._page_size() * self.devicePixelRatio()
        pixels = size.width() * size.height()
        return size if pixels <= MAX_PIXELS else size * sqrt(MAX_PIXELS / pixels)

    def _render(self) -> None:
        size = self._wanted_size()
        if self._document.pageCount() and not size.isEmpty():
            self._rendered_size = size
            self._renderer.requestPage(self._index, size)

    def _on_rendered(self, page: int, size: QSize, image: QImage) -> None:
        if page == self._index and size == self._rendered_size:
            self._image = image
            self.viewport().update()

    def _find(self, quote: str) -> Sequence[QPolygonF]:
        if not quote:
            return ()
        text = self._document.getAllText(self._index).text()
        start, end = find_quote(text, quote)
        return self._document.getSelectionAtIndex(self._index, start, end - start).bounds() if end > start else ()
