"""The page a source comes from, with the passage marked. Opens only the file that the engine names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedWidget, tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import Call, EngineFault
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import LIGHT, Size, Space
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.text.quote_search import find_quote
from engine.protocol.pages import READ_PAGE, PageText, ReadPage

LONGEST_TEXT = 200_000


class PagePreview(TranslatedWidget):
    def __init__(self, client: Client, theme: Theme, source: SourcePassage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._client, self._theme, self._source = client, theme, source
        self._page: PageText | None = None
        self._asked: Call[None, PageText] | None = None
        self._number = source.page
        self._place = ElidedLabel(parent=self)
        role(self._place, "soft")
        self._back, self._forth = (
            IconButton(theme, "caret-left", parent=self),
            IconButton(theme, "caret-right", parent=self),
        )
        self._paper, self._text = PdfPage(theme, self), QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._paper.hide()
        self._text.hide()
        self._said, self._open = QLabel(self), QPushButton(self)
        role(self._said, "soft")
        self._said.setWordWrap(True)
        self._open.setIcon(theme.icon("arrow-square-out"))
        self._open.setEnabled(False)
        self._lay_out()
        self._back.clicked.connect(lambda: self.turn(-1))
        self._forth.clicked.connect(lambda: self.turn(1))
        self._open.clicked.connect(self.open_file)
        self._paper.unreadable.connect(self._show_text)
        theme.changed.connect(self._mark)
        self.retranslate()
        self._ask()

    @property
    def source(self) -> SourcePassage:
        return self._source

    def turn(self, pages: int) -> None:
        if self._page is not None and 1 <= self._number + pages <= self._page.pages:
            self._number += pages
            self._ask()

    def open_file(self) -> None:
        if self._page is not None and self._page.exists:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._page.path))

    def retranslate(self) -> None:
        self._back.set_name(tr("panels", "Previous page"))
        self._forth.set_name(tr("panels", "Next page"))
        self._open.setText(tr("panels", "Open in the system's viewer"))
        self._text.setAccessibleName(tr("panels", "Text of the page"))
        self._paper.setAccessibleName(tr("panels", "The page, with the passage marked"))
        self._say_place()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.XS)
        top.addWidget(self._place, 1)
        top.addWidget(self._back)
        top.addWidget(self._forth)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.NONE, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self._said)
        column.addWidget(self._paper)
        column.addWidget(self._text, 1)
        column.addWidget(self._open)
        column.addStretch(0)

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        self._asked = self._client.call(READ_PAGE, ReadPage(self._source.document, self._number), self)
        self._asked.on_result(self._show)
        self._asked.on_failed(self._fail)
        self._say_place()

    def _show(self, page: PageText) -> None:
        if page.page != self._number:
            return
        self._page = page
        self._said.setText("" if page.exists else tr("panels", "The file is no longer where it was; this is its text."))
        self._open.setEnabled(page.exists)
        self._say_place()
        if page.exists and page.path.lower().endswith(".pdf"):
            self._text.hide()
            self._paper.show()
            self._paper.show_page(Path(page.path), page.page, self._quote())
        else:
            self._show_text()

    def _show_text(self) -> None:
        self._paper.hide()
        self._text.show()
        self._text.setMinimumHeight(self._theme.px(Size.PREVIEW_HEIGHT * 2))
        self._text.setPlainText(self._page.text[:LONGEST_TEXT] if self._page else "")
        self._mark()

    def _fail(self, fault: EngineFault) -> None:
        self._said.setText(fault_sentence(fault))

    def _quote(self) -> str:
        return self._source.text if self._number == self._source.page else ""

    def _say_place(self) -> None:
        pages = self._page.pages if self._page else 0
        label = (self._page.label if self._page else "") or self._source.label
        place = tr("panels", "page {n} of {all}", n=self._number, all=pages) if pages else ""
        self._place.show_text(" · ".join(part for part in (label, place) if part))
        self._back.setEnabled(self._number > 1)
        self._forth.setEnabled(self._number < pages)
        self._said.setVisible(bool(self._said.text()))

    def _mark(self) -> None:
        """The quoted span of the text, in Qt's units (UTF-16)."""
        self._text.setExtraSelections([])
        if self._page is None or not self._quote():
            return
        text = self._page.text
        start, end = self._source.start, self._source.end
        if not 0 <= start < end <= len(text):
            start, end = find_quote(text, self._source.text)
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(min(_units(text[:start]), self._text.document().characterCount() - 1))
        self._text.setTextCursor(cursor)
        self._text.centerCursor()
        last = min(_units(text[:end]), self._text.document().characterCount() - 1)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = QTextCharFormat()
        selection.format.setBackground(self._theme.colour("mark"))
        self._text.setExtraSelections([selection])


class PdfPage(QWidget):
    """One page as wide as there is room, drawn in a thread of Qt's."""

    unreadable = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._drawn)
        self._path, self._index = Path(), 0
        self._image = QImage()
        self._drawn_at = QSize()
        self.marks: Sequence[QPolygonF] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_page(self, path: Path, page: int, quote: str) -> None:
        """`page` counts from 1."""
        if path != self._path:
            self._path = path
            self._document.load(str(path))
        if not 1 <= page <= self._document.pageCount():
            self._path = Path()
            self.unreadable.emit()
            return
        self._index = page - 1
        self.marks = self._found(quote)
        self._image = QImage()
        self._drawn_at = QSize()
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        size = self._document.pagePointSize(self._index)
        return round(width * size.height() / size.width()) if size.width() > 0 else width

    def sizeHint(self) -> QSize:
        width = max(self.width(), Size.CARD_MIN)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        wanted = self.size() * self.devicePixelRatio()
        if wanted != self._drawn_at and self._document.pageCount():
            self._drawn_at = wanted
            self._renderer.requestPage(self._index, wanted)
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

    def _drawn(self, page: int, size: QSize, image: QImage) -> None:
        if page == self._index:
            self._image = image
            self.update()

    def _found(self, quote: str) -> Sequence[QPolygonF]:
        if not quote:
            return ()
        text = self._document.getAllText(self._index).text()
        start, end = find_quote(text, quote)
        return self._document.getSelectionAtIndex(self._index, start, end - start).bounds() if end > start else ()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
