"""Page of a PDF file with passages marked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPolygonF
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import LIGHT, Size
from desktop.widgets.text.quote_search import find_quote


class PdfPage(QWidget):
    """Shows one page as wide as there is room. Qt draws it in a thread; `unreadable` when the file has no such page."""

    unreadable = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._on_rendered)
        self._path, self._index = Path(), 0
        self._image = QImage()
        self._rendered_size = QSize()
        self.marks: Sequence[QPolygonF] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_page(self, path: Path, page: int, quote: str) -> None:
        """Show a page, counted from 1, with the places marked where `quote` stands."""
        if path != self._path:
            self._path = path
            self._document.load(str(path))
        if not 1 <= page <= self._document.pageCount():
            self._path = Path()
            self.unreadable.emit()
            return
        self._index = page - 1
        self.marks = self._find(quote)
        self._image = QImage()
        self._rendered_size = QSize()
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        size = self._document.pagePointSize(self._index)
        return round(width * size.height() / size.width()) if size.width() > 0 else width

    def sizeHint(self) -> QSize:
        width = max(self.width(), Size.CARD_MIN)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self.size() * self.devicePixelRatio()
        if size != self._rendered_size and self._document.pageCount():
            self._rendered_size = size
            self._renderer.requestPage(self._index, size)
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._image.isNull():
            painter.drawImage(QRectF(self.rect()), self._image)
        self._paint_marks(painter)
        painter.setPen(self._theme.colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_marks(self, painter: QPainter) -> None:
        points = self._document.pagePointSize(self._index)
        if not self.marks or points.width() <= 0:
            return
        painter.save()
        painter.scale(self.width() / points.width(), self.height() / points.height())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.mark))
        for polygon in self.marks:
            painter.drawPolygon(polygon)
        painter.restore()

    def _on_rendered(self, page: int, size: QSize, image: QImage) -> None:
        if page == self._index:
            self._image = image
            self.update()

    def _find(self, quote: str) -> Sequence[QPolygonF]:
        if not quote:
            return ()
        text = self._document.getAllText(self._index).text()
        start, end = find_quote(text, quote)
        return self._document.getSelectionAtIndex(self._index, start, end - start).bounds() if end > start else ()
