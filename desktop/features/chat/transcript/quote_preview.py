"""The sentence of the documents nearest to the question, shown while the model still reads."""

from __future__ import annotations

from functools import cached_property

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
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._column.setSpacing(Space.XS)
        self.hide()

    @cached_property
    def _labels(self) -> tuple[QLabel, QLabel]:
        """The heading and the sentence, made for the first one."""
        heading, quote = QLabel(self), QLabel(self)
        role(heading, "faint")
        role(quote, "reading")
        quote.setWordWrap(True)
        for label in (heading, quote):
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._column.addWidget(label)
        return heading, quote

    def show_sources(self, event: chat.SourcesFound) -> None:
        """Show the best sentence of the sources, if they name one."""
        best = event.quotation
        if best is None or best.passage >= len(event.passages):
            self.hide()
            return
        passage = event.passages[best.passage]
        self.sentence = " ".join(passage.text[best.start : best.end].split())
        self._source = source_passage(passage, 0)
        self.retranslate()
        self.setVisible(bool(self.sentence))

    def retranslate(self) -> None:
        if self._source is not None:
            values = {"name": self._source.name, "place": self._source.place}
            heading, quote = self._labels
            heading.setText(tr("chat", "The sentence nearest to your question, in {name}, {place}", **values))
            quote.setText(tr("chat", "“{sentence}”", sentence=self.sentence))
