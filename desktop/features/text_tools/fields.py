"""What a tool is told beside the text. Only the fields of the tool chosen are shown."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout

from desktop.features.text_tools.tools import Fields, Tool
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.forms.fields import Choice, Whole
from desktop.widgets.layout.flow_layout import Flow
from engine.capabilities.text_tools import api as text_tools

MOST_SENTENCES, USUAL_SENTENCES = 50, 3
WAYS: dict[text_tools.SummaryMethod, str] = {
    "auto": tr_noop("text_tools", "Whichever is better"),
    "extract": tr_noop("text_tools", "Its own sentences"),
    "write": tr_noop("text_tools", "Written by the chat model"),
}
MANNERS: dict[text_tools.RewriteStyle, str] = {
    "simpler": tr_noop("text_tools", "Simpler"),
    "formal": tr_noop("text_tools", "More formal"),
    "correct": tr_noop("text_tools", "Spelling and grammar corrected"),
}
LANGUAGES: dict[Literal["es", "en"], str] = {
    "es": tr_noop("text_tools", "Into Spanish"),
    "en": tr_noop("text_tools", "Into English"),
}


class ToolFields(TranslatedWidget):
    """`entered`: a line was finished with Enter. `mask_wanted`: a gap is to be made in the text."""

    entered = Signal()
    mask_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._way: text_tools.SummaryMethod = "auto"
        self._manner: text_tools.RewriteStyle = "simpler"
        self._to: Literal["es", "en"] = "en" if QLocale().name().startswith("es") else "es"
        self.question, self.second = QLineEdit(self), QLineEdit(self)
        self.sentences = Whole(theme, 1, MOST_SENTENCES, 1, USUAL_SENTENCES, lambda _: None)
        self._sentences_name = QLabel(self)
        role(self._sentences_name, "soft")
        self.way = Choice([*WAYS], self._way, self._choose_way)
        self.manner = Choice([*MANNERS], self._manner, self._choose_manner)
        self.to = Choice([*LANGUAGES], self._to, self._choose_language)
        self.gap = QPushButton(self)
        self._widgets = {
            "question": (self.question,),
            "second": (self.second,),
            "sentences": (self.sentences, self._sentences_name),
            "way": (self.way,),
            "manner": (self.manner,),
            "to": (self.to,),
            "mask": (self.gap,),
        }
        self._lay_out()
        for line in (self.question, self.second):
            line.returnPressed.connect(self.entered)
        self.gap.clicked.connect(self.mask_requested)
        self.retranslate()

    def show_for(self, tool: Tool) -> None:
        for name, widgets in self._widgets.items():
            for widget in widgets:
                widget.setVisible(name in tool.options)
        self.setVisible(bool(tool.options))

    def empty(self, tool: Tool) -> QLineEdit | None:
        """A line that the tool asks for and that has nothing in it."""
        lines = (self._widgets[name][0] for name in tool.options)
        return next((line for line in lines if isinstance(line, QLineEdit) and not line.text().strip()), None)

    def choose_manner(self, manner: text_tools.RewriteStyle) -> None:
        self._manner = manner
        self.manner.setCurrentIndex([*MANNERS].index(manner))

    def read(self, text: str) -> Fields:
        return Fields(
            text,
            self.question.text().strip(),
            self.second.text().strip(),
            self.sentences.value(),
            self._way,
            self._manner,
            self._to,
        )

    def retranslate(self) -> None:
        self.question.setPlaceholderText(tr("text_tools", "What would you like to know from the text?"))
        self.question.setAccessibleName(tr("text_tools", "Question"))
        self.second.setPlaceholderText(tr("text_tools", "The sentence that may go on from it"))
        self.second.setAccessibleName(tr("text_tools", "Second sentence"))
        self._sentences_name.setText(tr("text_tools", "sentences at most"))
        self.sentences.setAccessibleName(self._sentences_name.text())
        self.way.say([tr("text_tools", name) for name in WAYS.values()])
        self.way.setAccessibleName(tr("text_tools", "How it is summarised"))
        self.manner.say([tr("text_tools", name) for name in MANNERS.values()])
        self.manner.setAccessibleName(tr("text_tools", "How it is rewritten"))
        self.to.say([tr("text_tools", name) for name in LANGUAGES.values()])
        self.to.setAccessibleName(tr("text_tools", "Into which language"))
        self.gap.setText(tr("text_tools", "Leave a word out here"))

    def _choose_way(self, chosen: str) -> None:
        self._way = next(way for way in WAYS if way == chosen)

    def _choose_manner(self, chosen: str) -> None:
        self._manner = next(manner for manner in MANNERS if manner == chosen)

    def _choose_language(self, chosen: str) -> None:
        self._to = next(code for code in LANGUAGES if code == chosen)

    def _lay_out(self) -> None:
        row = Flow()
        for widget in (self.sentences, self._sentences_name, self.way, self.manner, self.to, self.gap):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self.question)
        column.addWidget(self.second)
        column.addLayout(row)
