"""Search results, best first, each as a card that opens its page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.sources import source_passage
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourceCards, SourcePassage
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.text import formatting
from engine.capabilities.documents.api import DocumentSearchResults


class SearchResults(TranslatedMixin, ReadingColumn):
    source_clicked = Signal(SourcePassage)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._results: DocumentSearchResults | None = None
        self._summary, self._cards = QLabel(self), SourceCards(theme, self)
        role(self._summary, "soft")
        self._cards.clicked.connect(self.source_clicked)
        self.items.addWidget(self._summary)
        self.items.addWidget(self._cards)

    def show_searching(self) -> None:
        """Say that a search runs; the earlier results stay until it ends."""
        self._summary.setText(tr("documents", "Searching…"))

    def show_results(self, results: DocumentSearchResults) -> None:
        self._results = results
        sources = [
            source_passage(passage, at, formatting.number(passage.score, 3))
            for at, passage in enumerate(results.results, start=1)
        ]
        self._cards.show_sources(sources, columns=1)
        self.verticalScrollBar().setValue(0)
        self.retranslate()

    def retranslate(self) -> None:
        if self._results is None:
            return
        count = len(self._results.results)
        if not count:
            self._summary.setText(tr("documents", "Nothing was found. Try other words, or search by meaning."))
            return
        time = formatting.number(sum(self._results.milliseconds.values()))
        self._summary.setText(f"{tr('documents', '%n passage(s)', count)} · {tr('documents', '{n} ms', n=time)}")
