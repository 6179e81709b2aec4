"""Panel that adds examples: pasted lines, a table or a folder, shown as they would be read before they are added."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from desktop.features.classification.no_classifier import NO_CLASSIFIER
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_filter
from desktop.theme.style import role
from desktop.theme.tokens import Size
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.classification import api as classification
from engine.protocol import tables

TYPING_MS = 250


class AddExamplesPanel(TranslatedMixin, ReadingColumn):
    closed = Signal()

    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, NO_CLASSIFIER
        self._title, self._hint = QLabel(self), QLabel(self)
        role(self._title, "heading")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.lines, self.source = QPlainTextEdit(self), SourceChoice(requests, labelled=True)
        self.lines.setTabChangesFocus(True)
        self._file_button, self._folder_button, self.add_button, self._back_button = (
            QPushButton(self) for _ in range(4)
        )
        self._file_button.setIcon(self._theme.icon("file-text"))
        self._folder_button.setIcon(self._theme.icon("folder-simple"))
        role(self.add_button, "primary")
        role(self._back_button, "quiet")
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self._set_height()
        self.retranslate()

    @property
    def has_input(self) -> bool:
        """Whether there is a file or text that has not been added yet."""
        return bool(self.source.source.path or self.lines.toPlainText().strip())

    def show_classifier(self, classifier: classification.Classifier) -> None:
        if classifier.id != self._classifier.id:
            self._clear()
        self._classifier = classifier
        self.retranslate()

    def load_file(self, path: str, label_column: str = "") -> None:
        """Show how a table or a folder would be read, in place of pasted lines."""
        self.lines.clear()
        self._pause.stop()
        self.source.load(tables.Source(path, label_column=label_column))

    def retranslate(self) -> None:
        self._title.setText(tr("classification", "Add examples"))
        self._hint.setText(
            tr(
                "classification",
                "Paste texts, one per line; if you know the label, write it after a tab. Or choose a table (CSV, TSV, "
                "Excel, JSON lines), or a folder of documents whose subfolders are the labels.",
            )
        )
        self.lines.setPlaceholderText(tr("classification", "The lift has been out of order since Monday"))
        self.lines.setAccessibleName(tr("classification", "Texts, one per line"))
        self._file_button.setText(tr("classification", "Choose a file…"))
        self._folder_button.setText(tr("classification", "Choose a folder…"))
        self.add_button.setText(tr("classification", "Add these"))
        self.add_button.setEnabled(self.source.preview is not None)
        self._back_button.setText(tr("classification", "Back to the list"))
        self._back_button.setVisible(self._classifier.examples > 0)

    def add_examples(self) -> None:
        """Add what is shown; a file or folder may take long, so it runs as a job."""
        request = classification.AddExamples(self._classifier.id, self.source.source)
        self.add_button.setEnabled(False)
        if name := Path(self.source.source.path).name:
            call = self._requests.run_job(
                classification.ADD_EXAMPLES,
                request,
                lambda: tr("classification", "Reading {name}", name=name),
                self._on_added,
            )
        else:
            call = self._requests.send(classification.ADD_EXAMPLES, request, self._on_added)
        call.on_ended(self.retranslate)

    def _on_added(self, result: classification.AddExamplesResult) -> None:
        parts = [tr("classification", "%n example(s) added", result.added)]
        if result.unlabelled:
            parts.append(tr("classification", "%n without a label", result.unlabelled))
        if result.empty:
            parts.append(tr("classification", "%n empty", result.empty))
        if result.repeated:
            parts.append(tr("classification", "%n there already", result.repeated))
        if result.left_out:
            parts.append(tr("classification", "%n left out because there are too many", result.left_out))
        self._requests.shell.show_message(", ".join(parts) + ".")
        self._clear()
        self.closed.emit()

    def _clear(self) -> None:
        self.lines.clear()
        self._pause.stop()
        self.source.load(tables.Source())

    def _on_typed(self) -> None:
        if self.lines.toPlainText().strip() or not self.source.source.path:
            self._pause.start()

    def _on_source_changed(self) -> None:
        self.retranslate()
        if self.source.source.path:  # the button is below the first rows of the file
            self.scroll_to(self.add_button)

    def _on_files_chosen(self, paths: Sequence[Path]) -> None:
        self.load_file(str(paths[0]))

    def _connect(self) -> None:
        title = tr("classification", "Add examples")
        self.lines.textChanged.connect(self._on_typed)
        self._pause.timeout.connect(lambda: self.source.load(tables.Source(lines=self.lines.toPlainText())))
        self._file_button.clicked.connect(
            lambda: ask_for_files(self, title, self._on_files_chosen, table_filter(), single=True, kind="tables")
        )
        self._folder_button.clicked.connect(lambda: ask_for_folder(self, title, self._on_files_chosen))
        self.source.changed.connect(self._on_source_changed)
        self.add_button.clicked.connect(self.add_examples)
        self._back_button.clicked.connect(self.closed)
        self._theme.changed.connect(self._set_height)

    def _lay_out(self) -> None:
        pick, finish = FlowLayout(), FlowLayout()
        for button in (self._file_button, self._folder_button):
            pick.addWidget(button)
        for button in (self.add_button, self._back_button):
            finish.addWidget(button)
        for widget in (self._title, self._hint, self.lines):
            self.items.addWidget(widget)
        self.items.addLayout(pick)
        self.items.addWidget(self.source)
        self.items.addLayout(finish)

    def _set_height(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.PREVIEW_HEIGHT))
