"""Search results, best first, each as a card that opens its page; those that are less sure stand apart."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.sources import source_passage
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourceCards, SourcePassage
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.documents.api import DocumentSearchResults


class SearchResults(TranslatedMixin, ReadingColumn):
    source_clicked = Signal(SourcePassage)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._results: DocumentSearchResults | None = None
        self.summary, self._less_sure = QLabel(self), QLabel(self)
        role(self.summary, "soft")
        role(self._less_sure, "strong")
        self.summary.setWordWrap(True)
        self._less_sure.hide()
        self._cards, self._other_cards = SourceCards(theme, self), SourceCards(theme, self)
        self.items.addWidget(self.summary)
        self.items.addWidget(self._cards)
        self.items.addWidget(self._less_sure)
        self.items.addWidget(self._other_cards)
        for cards in (self._cards, self._other_cards):
            cards.clicked.connect(self.source_clicked)
            cards.hide()

    @property
    def sure(self) -> list[SourcePassage]:
        return self._cards.sources

    @property
    def less_sure(self) -> list[SourcePassage]:
        return self._other_cards.sources

    def show_searching(self) -> None:
        """Say that a search runs; the earlier results stay until it ends."""
        self.summary.setText(tr("documents", "Searching…"))

    def show_results(self, results: DocumentSearchResults) -> None:
        self._results = results
        sources = [source_passage(match.passage, at, match.words) for at, match in enumerate(results.results, start=1)]
        sure = sum(match.is_sure for match in results.results)
        self._cards.show_sources(sources[:sure], columns=1)
        self._other_cards.show_sources(sources[sure:], columns=1)
        self.verticalScrollBar().setValue(0)
        self.retranslate()

    def retranslate(self) -> None:
        self._less_sure.setText(tr("documents", "Less sure"))
        self._less_sure.setVisible(bool(self.less_sure))
        if self._results is None:
            return
        sure, others = len(self.sure), len(self.less_sure)
        parts = [tr("documents", "%n passage(s)", sure) if sure else tr("documents", "No passage matches for sure")]
        parts += [tr("documents", "%n less sure", others)] if others else []
        nothing = tr("documents", "Nothing was found. Try other words, or search by meaning.")
        self.summary.setText(" · ".join(parts) if sure or others else nothing)
