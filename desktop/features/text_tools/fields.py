"""Fields beside the text: a question, a second sentence, and the options of the chosen tool."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout

from desktop.features.text_tools.tools import AnyTool, FieldValues
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.forms.fields import ComboField, IntField
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.text_tools import api as text_tools

MAX_SENTENCES, DEFAULT_SENTENCES = 50, 3
SUMMARY_METHODS: dict[text_tools.SummaryMethod, str] = {
    "auto": tr_noop("text_tools", "Whichever is better"),
    "extract": tr_noop("text_tools", "Its own sentences"),
    "write": tr_noop("text_tools", "Written by the chat model"),
}
REWRITE_STYLES: dict[text_tools.RewriteStyle, str] = {
    "simpler": tr_noop("text_tools", "Simpler"),
    "formal": tr_noop("text_tools", "More formal"),
    "correct": tr_noop("text_tools", "Spelling and grammar corrected"),
}
LANGUAGES: dict[Literal["es", "en"], str] = {
    "es": tr_noop("text_tools", "Into Spanish"),
    "en": tr_noop("text_tools", "Into English"),
}


class ToolFields(TranslatedWidget):
    """Shows the fields of one tool. `entered`: Enter was pressed in a line; `mask_requested`: a word is to be left out."""

    entered = Signal()
    mask_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._summary_method: text_tools.SummaryMethod = "auto"
        self._rewrite_style: text_tools.RewriteStyle = "simpler"
        self._target_language: Literal["es", "en"] = "en" if QLocale().name().startswith("es") else "es"
        self.question, self.second_sentence = QLineEdit(self), QLineEdit(self)
        self.sentence_count = IntField(theme, 1, MAX_SENTENCES, 1, DEFAULT_SENTENCES, lambda _: None)
        self._sentence_count_name = QLabel(self)
        role(self._sentence_count_name, "soft")
        self.summary_method = ComboField([*SUMMARY_METHODS], self._summary_method, self._on_summary_method)
        self.rewrite_style = ComboField([*REWRITE_STYLES], self._rewrite_style, self._on_rewrite_style)
        self.target_language = ComboField([*LANGUAGES], self._target_language, self._on_target_language)
        self.mask_button = QPushButton(self)
        self._widgets = {
            "question": (self.question,),
            "second_sentence": (self.second_sentence,),
            "sentence_count": (self.sentence_count, self._sentence_count_name),
            "summary_method": (self.summary_method,),
            "rewrite_style": (self.rewrite_style,),
            "target_language": (self.target_language,),
            "mask": (self.mask_button,),
        }
        self._lay_out()
        for line in (self.question, self.second_sentence):
            line.returnPressed.connect(self.entered)
        self.mask_button.clicked.connect(self.mask_requested)
        self.retranslate()

    def show_for(self, tool: AnyTool) -> None:
        for name, widgets in self._widgets.items():
            for widget in widgets:
                widget.setVisible(name in tool.fields)
        self.setVisible(bool(tool.fields))

    def first_empty(self, tool: AnyTool) -> QLineEdit | None:
        """Return the first of the tool's lines that has nothing in it."""
        lines = (self._widgets[name][0] for name in tool.fields)
        return next((line for line in lines if isinstance(line, QLineEdit) and not line.text().strip()), None)

    def choose_style(self, style: text_tools.RewriteStyle) -> None:
        self._rewrite_style = style
        self.rewrite_style.setCurrentIndex([*REWRITE_STYLES].index(style))

    def values(self, text: str) -> FieldValues:
        return FieldValues(
            text,
            self.question.text().strip(),
            self.second_sentence.text().strip(),
            self.sentence_count.value(),
            self._summary_method,
            self._rewrite_style,
            self._target_language,
        )

    def retranslate(self) -> None:
        self.question.setPlaceholderText(tr("text_tools", "What would you like to know from the text?"))
        self.question.setAccessibleName(tr("text_tools", "Question"))
        self.second_sentence.setPlaceholderText(tr("text_tools", "The sentence that may come next"))
        self.second_sentence.setAccessibleName(tr("text_tools", "Second sentence"))
        self._sentence_count_name.setText(tr("text_tools", "sentences at most"))
        self.sentence_count.setAccessibleName(self._sentence_count_name.text())
        self.summary_method.set_texts([tr("text_tools", name) for name in SUMMARY_METHODS.values()])
        self.summary_method.setAccessibleName(tr("text_tools", "How it is summarised"))
        self.rewrite_style.set_texts([tr("text_tools", name) for name in REWRITE_STYLES.values()])
        self.rewrite_style.setAccessibleName(tr("text_tools", "How it is rewritten"))
        self.target_language.set_texts([tr("text_tools", name) for name in LANGUAGES.values()])
        self.target_language.setAccessibleName(tr("text_tools", "Into which language"))
        self.mask_button.setText(tr("text_tools", "Leave this word out"))

    def _on_summary_method(self, name: str) -> None:
        self._summary_method = next(method for method in SUMMARY_METHODS if method == name)

    def _on_rewrite_style(self, name: str) -> None:
        self._rewrite_style = next(style for style in REWRITE_STYLES if style == name)

    def _on_target_language(self, name: str) -> None:
        self._target_language = next(code for code in LANGUAGES if code == name)

    def _lay_out(self) -> None:
        row = FlowLayout()
        options = (self.summary_method, self.rewrite_style, self.target_language, self.mask_button)
        for widget in (self.sentence_count, self._sentence_count_name, *options):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self.question)
        column.addWidget(self.second_sentence)
        column.addLayout(row)
