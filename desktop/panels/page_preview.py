"""Preview of the page that a source comes from, with the passage marked. It opens only the file that the engine names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import Call, EngineFault
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.cards.source_card import SourcePassage
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.passages.page_text import PageTextView
from desktop.widgets.passages.pdf_page import PdfPage
from desktop.widgets.passages.place_text import place_text
from desktop.widgets.passages.quote_search import find_quote
from engine.protocol.pages import READ_PAGE, PageText, ReadPage

MAX_CHARACTERS = 100_000
"""Of a page, shown around the passage: a sheet may be one page of megabytes."""


class PagePreview(TranslatedWidget):
    """Shows a PDF as it looks, and any other document, or a file that is gone, as its text; both open at the passage.

    `page_shown` carries the number of each page that came.
    """

    page_shown = Signal(int)

    def __init__(self, client: Client, theme: Theme, source: SourcePassage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._client, self._theme, self._source = client, theme, source
        self._page: PageText | None = None
        self._call: Call[None, PageText] | None = None
        self._number = source.page
        self._place = ElidedLabel(parent=self)
        role(self._place, "soft")
        self._previous_button, self._next_button = (
            IconButton(theme, "caret-left", parent=self),
            IconButton(theme, "caret-right", parent=self),
        )
        self._zoom_out, self._zoom_in, self._fit_width = (
            IconButton(theme, icon, parent=self)
            for icon in ("magnifying-glass-minus", "magnifying-glass-plus", "arrows-out-line-horizontal")
        )
        self._pdf_page, self._text = PdfPage(theme, self), PageTextView(theme, self)
        self._view: PdfPage | PageTextView = self._text
        self._pdf_page.hide()
        self._text.hide()
        self._notice, self._open_button = QLabel(self), QPushButton(self)
        role(self._notice, "soft")
        self._notice.setWordWrap(True)
        self._open_button.setIcon(theme.icon("arrow-square-out"))
        self._open_button.setEnabled(False)
        self._lay_out()
        self._previous_button.clicked.connect(lambda: self.turn(-1))
        self._next_button.clicked.connect(lambda: self.turn(1))
        self._open_button.clicked.connect(self.open_file)
        self._pdf_page.unreadable.connect(self._show_text)
        self._zoom_out.clicked.connect(lambda: self._view.zoom_out())
        self._zoom_in.clicked.connect(lambda: self._view.zoom_in())
        self._fit_width.clicked.connect(lambda: self._view.fit_width())
        theme.changed.connect(self._set_height)
        self._set_height()
        self.retranslate()
        self._request_page()

    @property
    def source(self) -> SourcePassage:
        return self._source

    def turn(self, pages: int) -> None:
        """Go so many pages forward, or back when negative, as far as there are pages."""
        if self._page is not None and 1 <= self._number + pages <= self._page.pages:
            self._number += pages
            self._request_page()

    def open_file(self) -> None:
        if self._page is not None and self._page.exists:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._page.file or self._page.path))

    def retranslate(self) -> None:
        self._previous_button.set_name(tr("panels", "Previous page"))
        self._next_button.set_name(tr("panels", "Next page"))
        self._zoom_out.set_name(tr("panels", "Smaller"), "−")
        self._zoom_in.set_name(tr("panels", "Larger"), "+")
        self._fit_width.set_name(tr("panels", "Fit the width"), "0")
        self._open_button.setText(tr("panels", "Open in the system's viewer"))
        self._text.setAccessibleName(tr("panels", "Text of the page"))
        self._pdf_page.setAccessibleName(tr("panels", "The page, with the passage marked"))
        self._show_place()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.XS)
        top.addWidget(self._place, 1)
        for button in (self._previous_button, self._next_button, self._zoom_out, self._zoom_in, self._fit_width):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.NONE, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self._notice)
        column.addWidget(self._pdf_page, 1)
        column.addWidget(self._text, 1)
        column.addWidget(self._open_button)

    def _request_page(self) -> None:
        if self._call is not None:
            self._call.cancel()
        self._call = self._client.call(READ_PAGE, ReadPage(self._source.document, self._number), self)
        self._call.on_result(self._on_page)
        self._call.on_failed(self._on_failed)
        self._show_place()

    def _on_page(self, page: PageText) -> None:
        if page.page != self._number:
            return
        self._page = page
        self.page_shown.emit(page.page)
        self._notice.setText(self._about_document())
        self._open_button.setEnabled(page.exists)
        self._show_place()
        if page.exists and not page.file and page.path.lower().endswith(".pdf"):
            self._show_view(self._pdf_page)
            self._pdf_page.show_page(Path(page.path), page.page, self._quote())
        else:
            self._show_text()

    def _show_text(self) -> None:
        self._show_view(self._text)
        text, (start, end) = self._page.text if self._page else "", self._passage()
        first = _first_shown(text, start)
        if len(text) > MAX_CHARACTERS:
            is_long = tr("panels", "This page is very long. Only the part around the passage is shown.")
            self._notice.setText(" ".join(filter(None, (self._about_document(), is_long))))
            self._show_place()
        self._text.show_text(text[first : first + MAX_CHARACTERS], start - first, end - first)

    def _about_document(self) -> str:
        """Return the sentences about the document: a file that is not there, orders to an assistant in it."""
        sentences = []
        if self._page is not None and not self._page.exists:
            sentences.append(tr("panels", "The file is no longer where it was; this is its text."))
        if self._page is not None and self._page.has_orders:
            sentences.append(
                tr(
                    "panels",
                    "This document contains instructions to an assistant. They are read as text and not followed.",
                )
            )
        return " ".join(sentences)

    def _show_view(self, view: PdfPage | PageTextView) -> None:
        self._view = view
        for widget in (self._pdf_page, self._text):
            widget.setVisible(widget is view)

    def _set_height(self) -> None:
        for widget in (self._pdf_page, self._text):
            widget.setMinimumHeight(self._theme.px(Size.PREVIEW_HEIGHT * 2))

    def _on_failed(self, fault: EngineFault) -> None:
        self._notice.setText(fault_sentence(fault))
        self._show_place()

    def _quote(self) -> str:
        return self._source.text if self._number == self._source.page else ""

    def _show_place(self) -> None:
        pages = self._page.pages if self._page else 0
        number = 1 if pages == 1 else 0
        label = (self._page.label if self._page else "") or place_text(self._source.path, number, self._source.label)
        place = tr("panels", "page {n} of {all}", n=self._number, all=pages) if pages > 1 else ""
        self._place.show_text(" · ".join(part for part in (label, place) if part))
        for button, is_there in ((self._previous_button, self._number > 1), (self._next_button, self._number < pages)):
            button.setVisible(pages > 1)
            button.setEnabled(is_there)
        self._notice.setVisible(bool(self._notice.text()))

    def _passage(self) -> tuple[int, int]:
        """Return start and end of the quoted span in the text of the page; equal where it is not there."""
        if self._page is None or not self._quote():
            return 0, 0
        text, start, end = self._page.text, self._source.start, self._source.end
        return (start, end) if 0 <= start < end <= len(text) else find_quote(text, self._source.text)


def _first_shown(text: str, start: int) -> int:
    """Return where the part of a text begins that is shown: at a paragraph well before the passage."""
    first = min(max(start - MAX_CHARACTERS // 2, 0), max(len(text) - MAX_CHARACTERS, 0))
    paragraph = text.rfind("\n\n", 0, first) if first else -1
    return paragraph + 2 if paragraph >= max(first - MAX_CHARACTERS // 4, 0) else first
