"""The view of a summary: its sentences with links to their sections, then the sections in a few sentences each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.features.documents.tasks.task_view import TaskView
from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.passages.place_text import place_text
from engine.capabilities.documents.api.summaries import DocumentSummary, SectionSummary, SummaryMethod, SummarySentence

METHODS: tuple[SummaryMethod, ...] = ("auto", "write", "extract")


class DocumentSummaryView(TaskView):
    """Shows what the controller gives it. `sentence_clicked` carries the sentence whose place is to be shown."""

    begun = Signal(str)
    exported = Signal()
    sentence_clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.summary: DocumentSummary | None = None
        self.sections: list[SectionSummary] = []
        self._path = ""
        self.method = ComboField(METHODS, "auto", lambda method: self.begun.emit(method))
        self._buttons.addWidget(self.method)
        self._export = self.add_button()
        self._how, self._whole = QLabel(self), self._text_label()
        role(self._how, "soft")
        self._how.setWordWrap(True)
        self._column = ReadingColumn(theme, self)
        self._column.items.addWidget(self._how)
        self._column.items.addWidget(self._whole)
        self._labels: list[QLabel] = []
        self.column.addWidget(self._column, 1)
        self._export.clicked.connect(self.exported)
        theme.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def summary_text(self) -> str:
        """The sentences of the summary."""
        return " ".join(sentence.text for sentence in self.summary.summary) if self.summary else ""

    @property
    def how_text(self) -> str:
        return self._how.text()

    def show_waiting(self, path: str) -> None:
        """Show that the document at this path is being summarised."""
        self._path, self.summary = path, None
        self.sections = []
        self._show_sections()
        self.retranslate()

    def add_section(self, section: SectionSummary) -> None:
        """Show a section that was just finished."""
        self.sections.append(section)
        self._add_label(section)

    def show_summary(self, summary: DocumentSummary) -> None:
        self._path, self.summary, self.sections = summary.path, summary, list(summary.sections)
        self._show_sections()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(tr("documents", "Summary: {name}", name=PurePath(self._path.replace("\\", "/")).name))
        self.method.set_texts(
            (
                tr("documents", "As the model allows"),
                tr("documents", "In the model's words"),
                tr("documents", "Sentences of the document"),
            )
        )
        self.method.setAccessibleName(tr("documents", "How to summarise"))
        self._export.setText(tr("documents", "Export…"))
        self._how.setText(self._how_made())
        self._how.setVisible(bool(self._how.text()))
        sentences = self.summary.summary if self.summary else ()
        self._whole.setText("".join(f"<p>{self._with_link(sentence)}</p>" for sentence in sentences))
        self._whole.setVisible(bool(sentences))
        self._whole.setAccessibleName(self.summary_text)
        self._show_sections()
        self._update()

    def show_running(self, running: bool) -> None:
        super().show_running(running)
        if hasattr(self, "method"):
            self._update()

    def open_link(self, link: str) -> None:
        """Ask for the place of a sentence: "section.number", or the number of one of the whole summary."""
        section, _, number = link.partition(".")
        if number:
            self.sentence_clicked.emit(self.sections[int(section)].sentences[int(number)])
        elif self.summary is not None:
            self.sentence_clicked.emit(self.summary.summary[int(section)])

    def _update(self) -> None:
        self._export.setEnabled(self.summary is not None and not self.is_running)
        self.method.setEnabled(not self.is_running)

    def _how_made(self) -> str:
        if self.summary is None:
            return ""
        if self.summary.method == "write":
            return tr("documents", "Written by {name}; each sentence links to its section.", name=self.summary.model)
        quoted = tr("documents", "These are sentences of the document itself.")
        small = tr("documents", "The model in use is too small to summarise in its own words.")
        return f"{small} {quoted}" if self.summary.is_weak else quoted

    def _show_sections(self) -> None:
        for label in self._labels:
            self._column.items.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for section in self.sections:
            self._add_label(section)
        if self.summary is not None and len(self.sections) == 1:  # it is the summary itself
            self._labels[0].hide()
        self._column.update_tab_order()

    def _add_label(self, section: SectionSummary) -> None:
        label = self._text_label()
        title = escape(self._section_title(section))
        place = len(self.sections) - 1 if section not in self.sections else self.sections.index(section)
        parts = [
            f"{escape(sentence.text)} {self._link(f'{place}.{number}', '→')}"
            for number, sentence in enumerate(section.sentences)
        ]
        label.setText(f"<p><b>{title}</b><br>{' '.join(parts)}</p>")
        label.setAccessibleName(f"{self._section_title(section)}. {_plain(section.sentences)}")
        self._labels.append(label)
        self._column.items.addWidget(label)

    def _with_link(self, sentence: SummarySentence) -> str:
        assert self.summary is not None
        at = self.summary.summary.index(sentence)
        section = next((s for s in self.sections if s.index == sentence.section), None)
        title = sentence.heading or (self._section_title(section) if section and len(self.sections) > 1 else "→")
        return f"{escape(sentence.text)} {self._link(str(at), escape(title))}"

    def _link(self, target: str, text: str) -> str:
        colour = self.theme.colour("accent").name()
        return f'<a href="{target}" style="color:{colour};text-decoration:none">[{text}]</a>'

    def _section_title(self, section: SectionSummary) -> str:
        part = tr("documents", "Section {n}", n=section.index + 1)
        return section.title or place_text(self._path, section.page) or part

    def _text_label(self) -> QLabel:
        label = QLabel(self)
        role(label, "reading")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        label.linkActivated.connect(self.open_link)
        return label


def _plain(sentences: Sequence[SummarySentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)
