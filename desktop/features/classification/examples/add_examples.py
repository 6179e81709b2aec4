"""Adding examples: paste lines, or take a file or folder; look at how it would be read; add."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_kinds
from desktop.theme.style import role
from desktop.theme.tokens import Size
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder
from desktop.widgets.layout.reading_column import Column
from desktop.widgets.layout.flow_layout import Flow
from engine.capabilities.classification import api as classification
from engine.protocol import tables

TYPING_MS = 250


class AddExamplesPanel(TranslatedMixin, Column):
    closed = Signal()

    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._classifier = requests, classification.Classifier(0, "", (), 0, "", None, False)
        self._title, self._hint = QLabel(self), QLabel(self)
        role(self._title, "heading")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.lines, self.source = QPlainTextEdit(self), SourceChoice(requests, labelled=True)
        self.lines.setTabChangesFocus(True)
        self._file, self._folder, self.add, self._back = (QPushButton(self) for _ in range(4))
        self._file.setIcon(self._theme.icon("file-text"))
        self._folder.setIcon(self._theme.icon("folder-simple"))
        role(self.add, "primary")
        role(self._back, "quiet")
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self._fit_lines()
        self.retranslate()

    @property
    def busy(self) -> bool:
        """Something was taken and waits to be added."""
        return bool(self.source.source.path or self.lines.toPlainText().strip())

    def show_classifier(self, classifier: classification.Classifier) -> None:
        if classifier.id != self._classifier.id:
            self._clear()
        self._classifier = classifier
        self.retranslate()

    def take(self, path: str, label_column: str = "") -> None:
        self.lines.clear()
        self._pause.stop()
        self.source.take(tables.Source(path, label_column=label_column))

    def retranslate(self) -> None:
        self._title.setText(tr("classification", "Add examples"))
        self._hint.setText(
            tr(
                "classification",
                "Paste texts, one a line; after a tabulator the label, if it is known. Or take a table (CSV, TSV, "
                "Excel, JSON lines), or a folder of documents whose subfolders are the labels.",
            )
        )
        self.lines.setPlaceholderText(tr("classification", "The lift has been out of order since Monday"))
        self.lines.setAccessibleName(tr("classification", "Texts, one a line"))
        self._file.setText(tr("classification", "Choose a file…"))
        self._folder.setText(tr("classification", "Choose a folder…"))
        self.add.setText(tr("classification", "Add these"))
        self.add.setEnabled(self.source.found is not None)
        self._back.setText(tr("classification", "Back to the list"))
        self._back.setVisible(self._classifier.examples > 0)

    def _add_them(self) -> None:
        request = classification.AddExamples(self._classifier.id, self.source.source)
        self.add.setEnabled(False)
        name = Path(self.source.source.path).name
        if name:  # a folder of documents takes its time
            call = self._requests.run_job(
                classification.ADD_EXAMPLES, request, lambda: tr("classification", "Reading {name}", name=name), self._say_added
            )
        else:
            call = self._requests.send(classification.ADD_EXAMPLES, request, self._say_added)
        call.on_ended(self.retranslate)

    def _say_added(self, done: classification.AddExamplesResult) -> None:
        parts = [tr("classification", "%n example(s) added", done.added)]
        if done.unlabelled:
            parts.append(tr("classification", "%n without a label", done.unlabelled))
        if done.empty:
            parts.append(tr("classification", "%n empty", done.empty))
        if done.repeated:
            parts.append(tr("classification", "%n there already", done.repeated))
        if done.left_out:
            parts.append(tr("classification", "%n left out from all over the table: there are too many", done.left_out))
        self._requests.shell.tell(", ".join(parts) + ".")
        self._clear()
        self.closed.emit()

    def _clear(self) -> None:
        self.lines.clear()
        self._pause.stop()
        self.source.take(tables.Source())

    def _typed(self) -> None:
        if self.lines.toPlainText().strip() or not self.source.source.path:
            self._pause.start()

    def _show_source(self) -> None:
        self.retranslate()
        if self.source.source.path:  # what is to be done with a file stands below its first rows
            self.bring(self.add)

    def _taken(self, paths: Sequence[Path]) -> None:
        self.take(str(paths[0]))

    def _connect(self) -> None:
        title = tr("classification", "Add examples")
        self.lines.textChanged.connect(self._typed)
        self._pause.timeout.connect(lambda: self.source.take(tables.Source(lines=self.lines.toPlainText())))
        self._file.clicked.connect(lambda: ask_for_files(self, title, self._taken, table_kinds(), one=True))
        self._folder.clicked.connect(lambda: ask_for_folder(self, title, self._taken))
        self.source.changed.connect(self._show_source)
        self.add.clicked.connect(self._add_them)
        self._back.clicked.connect(self.closed)
        self._theme.changed.connect(self._fit_lines)

    def _lay_out(self) -> None:
        pick, done = Flow(), Flow()
        for button in (self._file, self._folder):
            pick.addWidget(button)
        for button in (self.add, self._back):
            done.addWidget(button)
        for widget in (self._title, self._hint, self.lines):
            self.items.addWidget(widget)
        self.items.addLayout(pick)
        self.items.addWidget(self.source)
        self.items.addLayout(done)

    def _fit_lines(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.PREVIEW_HEIGHT))
