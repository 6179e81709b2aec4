"""A page of a document with the passages of other documents below it that are related to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.i18n import TranslatedWidget, tr
from desktop.link.call import Call
from desktop.panels.page_preview import PagePreview
from desktop.panels.sources import source_passage
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourceCards, SourcePassage
from engine.capabilities.documents.api.related import FIND_RELATED, FindRelated, RelatedPassages

MOST = 3
SETTLE_MS = 250
"""Delay after a page is turned, so that leafing through does not look for what is related to each page."""


class ReadingPane(TranslatedWidget):
    """`source_clicked` carries the related passage that is to be shown."""

    source_clicked = Signal(object)

    def __init__(self, shell: Shell, source: SourcePassage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._shell = shell
        self.preview = PagePreview(shell.client, shell.theme, source, self)
        self._title = QLabel(self)
        role(self._title, "soft")
        self.cards = SourceCards(shell.theme, self)
        self.cards.clicked.connect(self.source_clicked)
        self._page = source.page
        self._call: Call[None, RelatedPassages] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._find)
        below = QVBoxLayout()
        below.setContentsMargins(Space.L, Space.NONE, Space.L, Space.L)
        below.setSpacing(Space.XS)
        below.addWidget(self._title)
        below.addWidget(self.cards)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addWidget(self.preview, 1)
        column.addLayout(below)
        self.preview.page_shown.connect(self._on_page)
        self._show(())
        self.retranslate()
        self._timer.start()

    @property
    def related(self) -> list[SourcePassage]:
        return self.cards.sources

    def retranslate(self) -> None:
        self._title.setText(tr("panels", "Related, in other documents"))

    def _on_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self._timer.start()

    def _find(self) -> None:
        if self._call is not None:
            self._call.cancel()
        request = FindRelated(self.preview.source.document, self._page, k=MOST)
        call = self._call = self._shell.client.call(FIND_RELATED, request, self)
        call.on_result(lambda found: self._on_found(call, found))

    def _on_found(self, call: Call[None, RelatedPassages], found: RelatedPassages) -> None:
        if call is self._call:
            self._show([source_passage(passage, 0) for passage in found.passages])

    def _show(self, sources: Sequence[SourcePassage]) -> None:
        self.cards.show_sources(sources, columns=1)
        for widget in (self._title, self.cards):
            widget.setVisible(bool(sources))
