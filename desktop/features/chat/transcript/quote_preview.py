"""The sentence of the documents nearest to the question, shown while the model still reads."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.sources import source_passage
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourcePassage
from engine.capabilities.chat import api as chat


class QuotePreview(TranslatedMixin, QFrame):
    """Hidden without a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "notice")
        self.sentence = ""
        self._source: SourcePassage | None = None
        self._heading, self._quote = QLabel(self), QLabel(self)
        role(self._heading, "faint")
        role(self._quote, "reading")
        self._quote.setWordWrap(True)
        self._quote.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._heading)
        column.addWidget(self._quote)
        self.hide()

    def show_sources(self, event: chat.SourcesFound) -> None:
        """Show the best sentence of the sources, if they name one."""
        best = event.quotation
        if best is None or best.passage >= len(event.passages):
            self.hide()
            return
        passage = event.passages[best.passage]
        self.sentence = " ".join(passage.text[best.start : best.end].split())
        self._source = source_passage(passage, 0)
        self.setVisible(bool(self.sentence))
        self.retranslate()

    def retranslate(self) -> None:
        if self._source is not None:
            values = {"name": self._source.name, "place": self._source.place}
            self._heading.setText(tr("chat", "The sentence nearest to your question, in {name}, {place}", **values))
            self._quote.setText(tr("chat", "“{sentence}”", sentence=self.sentence))
