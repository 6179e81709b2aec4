"""Search results, best first, each as a card that opens its page; those that are less sure stand apart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.search_explanation import SearchExplanationView
from desktop.panels.sources import source_passage
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourceCards, SourcePassage
from desktop.widgets.layout.fold import Fold
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.documents.api import DocumentSearchResults, SearchDocuments, SearchMode
from engine.capabilities.documents.api.search_filters import DocumentFilters

MAX_RESULTS = 20
NO_FILTERS = DocumentFilters()


class SearchResults(TranslatedMixin, ReadingColumn):
    """`explained` says that the person wants to know why: the next request asks for it."""

    source_clicked = Signal(SourcePassage)
    everywhere_clicked = Signal()
    explained = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._results: DocumentSearchResults | None = None
        self._keeps_place = False
        self._query, self._everywhere, self._filters = "", "", NO_FILTERS
        self._restriction = QPushButton(theme.icon("x", "soft"), "", self)
        self._restriction.hide()
        self._restriction.clicked.connect(self._search_everywhere)
        self.summary, self._less_sure = QLabel(self), QLabel(self)
        role(self.summary, "soft")
        role(self._less_sure, "strong")
        self.summary.setWordWrap(True)
        self._less_sure.hide()
        self._cards, self._other_cards = SourceCards(theme, self), SourceCards(theme, self)
        self.explanation = SearchExplanationView(theme, self)
        self.why = Fold(theme, self.explanation, self)
        self.why.hide()
        self.why.toggled.connect(self._on_why)
        self.items.addWidget(self._restriction, alignment=Qt.AlignmentFlag.AlignLeft)
        self.items.addWidget(self.summary)
        self.items.addWidget(self._cards)
        self.items.addWidget(self._less_sure)
        self.items.addWidget(self._other_cards)
        self.items.addWidget(self.why)
        for cards in (self._cards, self._other_cards):
            cards.clicked.connect(self.source_clicked)
            cards.hide()

    @property
    def sure(self) -> list[SourcePassage]:
        return self._cards.sources

    @property
    def less_sure(self) -> list[SourcePassage]:
        return self._other_cards.sources

    def request(
        self, query: str, collections: tuple[str, ...], mode: SearchMode, filters: DocumentFilters = NO_FILTERS
    ) -> SearchDocuments:
        """Return the request for a query. One that names a document looks in that one alone, unless the person said otherwise."""
        self._query, self._filters = query, filters
        return SearchDocuments(
            query,
            collections,
            MAX_RESULTS,
            mode,
            filters=filters,
            restrict_to_named=query != self._everywhere,
            explain=self.why.is_open,
        )

    def _on_why(self, is_open: bool) -> None:
        """Search once more for the explanation; the cards stay as they are."""
        if is_open and self._query and (self._results is None or self._results.explanation is None):
            self._keeps_place = True
            self.explained.emit()

    def _search_everywhere(self) -> None:
        self._everywhere = self._query
        self.everywhere_clicked.emit()

    def show_searching(self) -> None:
        """Say that a search runs; the earlier results stay until it ends."""
        if not self._keeps_place:
            self.summary.setText(tr("documents", "Searching…"))

    def show_results(self, results: DocumentSearchResults) -> None:
        self._results = results
        sources = [source_passage(match.passage, at, match.words) for at, match in enumerate(results.results, start=1)]
        sure = sum(match.is_sure for match in results.results)
        self._cards.show_sources(sources[:sure], columns=1)
        self._other_cards.show_sources(sources[sure:], columns=1)
        if not self._keeps_place:
            self.verticalScrollBar().setValue(0)
        self._keeps_place = False
        self.why.setVisible(bool(results.results))
        if results.explanation is not None:
            shown = {match.passage.chunk: at for at, match in enumerate(results.results, start=1)}
            self.explanation.show_explanation(results.explanation, shown)
        self.retranslate()

    def retranslate(self) -> None:
        self.why.set_title(tr("documents", "Why these passages"))
        self._less_sure.setText(tr("documents", "Less sure"))
        self._less_sure.setVisible(bool(self.less_sure))
        if self._results is None:
            return
        names = ", ".join(Path(document.path).name or document.title for document in self._results.named)
        self._restriction.setVisible(bool(names))
        self._restriction.setText(tr("documents", "Only in “{names}”", names=names))
        self._restriction.setToolTip(tr("documents", "Search all documents"))
        self._restriction.setAccessibleName(tr("documents", "Only in “{names}”: search all documents", names=names))
        sure, others = len(self.sure), len(self.less_sure)
        parts = [tr("documents", "%n passage(s)", sure) if sure else tr("documents", "No passage matches for sure")]
        parts += [tr("documents", "%n less sure", others)] if others else []
        nothing = tr("documents", "Nothing was found. Try other words, or search by meaning.")
        if self._filters != NO_FILTERS:
            nothing = tr("documents", "Nothing was found with these filters. Remove some, or try other words.")
        self.summary.setText(" · ".join(parts) if sure or others else nothing)
