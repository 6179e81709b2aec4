"""What a search found, best first, each as a card that opens its page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.cards.source_card import SourceCards, SourcePassage, source_of
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.text import formatting
from engine.capabilities.documents.api import DocumentSearchResults


class Results(TranslatedMixin, ReadingColumn):
    source_clicked = Signal(SourcePassage)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._found: DocumentSearchResults | None = None
        self._line, self._cards = QLabel(self), SourceCards(theme, self)
        role(self._line, "soft")
        self._cards.clicked.connect(self.source_clicked)
        self.items.addWidget(self._line)
        self.items.addWidget(self._cards)

    def show_searching(self) -> None:
        """Until it is found; what was found before stays."""
        self._line.setText(tr("documents", "Searching…"))

    def show_found(self, found: DocumentSearchResults) -> None:
        self._found = found
        sources = [
            source_of(passage, at, formatting.number(passage.score, 3))
            for at, passage in enumerate(found.results, start=1)
        ]
        self._cards.show_sources(sources, columns=1)
        self.verticalScrollBar().setValue(0)
        self.retranslate()

    def retranslate(self) -> None:
        if self._found is None:
            return
        found = len(self._found.results)
        if not found:
            self._line.setText(tr("documents", "Nothing was found. Try other words, or search by meaning."))
            return
        time = formatting.number(sum(self._found.milliseconds.values()))
        self._line.setText(f"{tr('documents', '%n passage(s)', found)} · {tr('documents', '{n} ms', n=time)}")
