"""The sources of an answer: the question that was searched for, the cards, and why these passages were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.cards.source_card import SourceCards, SourcePassage
from desktop.widgets.controls.elided_button import ElidedButton
from desktop.widgets.layout.fold import Fold
from engine.capabilities.chat import api as chat
from engine.capabilities.documents.api.explanation import SearchExplanation


class AnswerSources(TranslatedWidget):
    """`clicked` carries a SourcePassage, `corrected` the answer whose question is to be corrected, `why_wanted` this widget.

    Lines and fold are made when an answer first needs them: most answers have none.
    """

    clicked = Signal(object)
    corrected = Signal(object)
    why_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards = SourceCards(theme, self)
        self._cards.clicked.connect(self.clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.S)
        self._column.addWidget(self._cards)
        self.message: chat.Message | None = None
        self.searched_for: ElidedButton | None = None
        self.why: Fold | None = None

    @property
    def sources(self) -> list[SourcePassage]:
        """The passages of the cards."""
        return self._cards.sources

    def show_sources(self, sources: Sequence[SourcePassage], searched_for: str = "") -> None:
        """Show cards, and the question as it was searched for where it was made to stand alone."""
        self._cards.show_sources(sources)
        self._cards.setVisible(bool(sources))
        self._show_searched_for(searched_for)
        self._update_shown()

    def show_message(self, message: chat.Message, sources: Sequence[SourcePassage]) -> None:
        """Show the sources of an answer. One about all files names its own in its text, so that it has no cards."""
        self.message = message
        self.show_sources(sources, message.remarks.searched_for)
        if message.remarks.coverage is not None:
            self._cards.hide()
        is_explained = message.state != "writing" and message.remarks.coverage is None
        if is_explained and any(passage.document for passage in message.passages):
            self._make_why()
        if self.why is not None:
            self.why.setVisible(is_explained)
        self._update_shown()

    def show_explanation(self, explanation: SearchExplanation) -> None:
        """Show why these passages were found."""
        from desktop.panels.search_explanation import SearchExplanationView

        if self.why is not None and isinstance(view := self.why.body, SearchExplanationView):
            view.show_explanation(explanation, self._numbers(), of_answer=True)

    def retranslate(self) -> None:
        if self.searched_for is not None and self.message is not None:
            self._show_searched_for(self.message.remarks.searched_for)
        if self.why is not None:
            self.why.set_title(tr("chat", "Why these passages"))

    def _numbers(self) -> Mapping[int, int]:
        """Return the numbers of the passages that were read, by their chunks."""
        passages = self.message.passages if self.message is not None else ()
        return {passage.chunk: at for at, passage in enumerate(passages, start=1)}

    def _show_searched_for(self, question: str) -> None:
        if question and self.searched_for is None:
            self.searched_for = ElidedButton(self)
            role(self.searched_for, "link")
            self.searched_for.setIcon(self._theme.icon("pencil-simple", "accent"))
            self.searched_for.setCursor(Qt.CursorShape.PointingHandCursor)
            self.searched_for.clicked.connect(lambda: self.corrected.emit(self.message))
            self._column.insertWidget(0, self.searched_for)
        if self.searched_for is not None:
            self.searched_for.setVisible(bool(question))
            self.searched_for.show_text(tr("chat", "Searched for: “{question}”", question=question))
            about = tr("chat", "Your question only made sense after the ones before. Correct it and ask again.")
            self.searched_for.setToolTip(f"{question}\n{about}")
            self.searched_for.setAccessibleDescription(about)

    def _make_why(self) -> None:
        if self.why is not None:
            return
        from desktop.panels.search_explanation import SearchExplanationView

        self.why = Fold(self._theme, SearchExplanationView(self._theme), self)
        self.why.toggled.connect(lambda is_open: self.why_wanted.emit(self) if is_open else None)
        self._column.addWidget(self.why)
        self.retranslate()

    def _update_shown(self) -> None:
        parts = (self._cards, self.searched_for, self.why)
        self.setVisible(any(part is not None and not part.isHidden() for part in parts))
