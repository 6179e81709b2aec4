"""Use: one text with a bar a label; a table or a folder of documents into a new table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop.features.classification.use.clipboard_table import ClipboardTable, read_clipboard
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_kinds
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder, ask_where_to_save
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import stack_vertically
from desktop.widgets.plots.score_bars import ScoreBars
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification
from engine.protocol import tables

STEPS = 20
"""Of the threshold: each is 5 %."""
MOST_BARS = 20


class ClassifyPanel(TranslatedWidget):
    """`by` says who classifies: a classifier, or labels alone; None while there is nothing to choose between."""

    grown = Signal(QWidget)
    """What stands at the end of what has just been shown."""

    def __init__(self, requests: EngineRequests, by: Callable[[], classification.Classify | None]) -> None:
        super().__init__()
        self._requests, self._by, self._theme = requests, by, requests.shell.theme
        self._found: classification.Classification | None = None
        self.text, self.answer, self.bars = QPlainTextEdit(self), QLabel(self), ScoreBars(self._theme, ())
        self.text.setTabChangesFocus(True)
        role(self.answer, "title")
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.classify, self._file, self._folder, self.write = (QPushButton(self) for _ in range(4))
        self.copied = QPushButton(self._theme.icon("copy"), "", self)
        role(self.classify, "primary")
        role(self.write, "primary")
        self._file.setIcon(self._theme.icon("file-text"))
        self._folder.setIcon(self._theme.icon("folder-simple"))
        self.threshold, self._least = QSlider(Qt.Orientation.Horizontal, self), QLabel(self)
        role(self._least, "soft")
        self.threshold.setRange(0, STEPS - 1)
        self._one, self._many, self._hint = QLabel(self), QLabel(self), QLabel(self)
        for heading in (self._one, self._many):
            role(heading, "heading")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.source = SourceChoice(requests, labelled=False)
        self._lay_out()
        self._connect()
        self._apply_theme()
        self.retranslate()

    @property
    def least(self) -> float:
        return self.threshold.value() / STEPS

    def clear(self) -> None:
        self._found = None
        self.retranslate()

    def take(self, path: str) -> None:
        self.source.take(tables.Source(path, label_column="-"))

    def retranslate(self) -> None:
        self._one.setText(tr("classification", "One text"))
        self.text.setPlaceholderText(tr("classification", "Type or paste a text"))
        self.text.setAccessibleName(tr("classification", "Type or paste a text"))
        self.classify.setText(tr("classification", "Classify"))
        self.classify.setToolTip("Ctrl+↵")
        least = tr("classification", "Answer only when at least {n} sure", n=formatting.percent(self.least))
        self._least.setText(least if self.least else tr("classification", "Answer however unsure it is"))
        self.threshold.setAccessibleName(tr("classification", "How sure an answer must be"))
        self._many.setText(tr("classification", "Many texts"))
        self._hint.setText(
            tr(
                "classification",
                "A table or a folder of documents becomes a new CSV file with the label and its certainty; the "
                "old one stays as it is.",
            )
        )
        self._file.setText(tr("classification", "Choose a table…"))
        self._folder.setText(tr("classification", "Choose a folder…"))
        self.copied.setText(tr("classification", "Classify what is copied"))
        self.copied.setToolTip(
            tr(
                "classification",
                "Each line or table row that you copied is a text; the answers are copied back as a table.",
            )
        )
        self.write.setText(tr("classification", "Classify into a new file…"))
        self.write.setVisible(self.source.found is not None)
        ready = self._by() is not None
        self.classify.setEnabled(ready)
        self.write.setEnabled(ready)
        self.copied.setEnabled(ready)
        self._show()

    def ask(self) -> None:
        by, text = self._by(), self.text.toPlainText().strip()
        if by is None or not text:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        request = msgspec.structs.replace(by, texts=(text,))
        self.classify.setEnabled(False)
        call = self._requests.run_job(classification.CLASSIFY, request, lambda: tr("classification", "Classifying the text"), self._take)
        call.on_ended(self.retranslate)

    def classify_copied(self) -> None:
        """One text is answered here; the answers to several go where they came from."""
        by, copied = self._by(), read_clipboard(QGuiApplication.clipboard().text())
        if by is None or not copied.texts:
            self._requests.shell.show_message(
                tr("classification", "Nothing is copied: copy a text, some lines or a part of a table first.")
                if by is not None
                else tr("classification", "There is nothing to choose between yet: give it two labels first.")
            )
            return
        if len(copied.texts) == 1:
            self.text.setPlainText(copied.texts[0])
            self.ask()
            return
        self._requests.run_job(
            classification.CLASSIFY,
            msgspec.structs.replace(by, texts=copied.texts),
            lambda: tr("classification", "Classifying what is copied"),
            lambda found: self._copy_back(copied, found),
        )

    def _copy_back(self, copied: ClipboardTable, found: classification.Classification) -> None:
        QGuiApplication.clipboard().setText(copied.answered(found, self.least))
        self._requests.shell.show_message(
            tr(
                "classification",
                "%n text(s) classified; the answers are copied, to paste as a table.",
                len(copied.texts),
            )
        )

    def write_to(self, path: str) -> None:
        by = self._by()
        if by is None:
            return
        request = classification.ClassifyFile(
            self.source.source, path, by.classifier, by.labels, by.wording, self.least, by.method
        )
        name = Path(self.source.source.path).name
        self._requests.run_job(
            classification.CLASSIFY_FILE,
            request,
            lambda: tr("classification", "Classifying {name}", name=name),
            self._say_written,
        )

    def _say_written(self, done: classification.ExportResult) -> None:
        name = Path(done.path).name
        if done.cancelled and not done.rows:
            said = tr("classification", "Stopped before the first row.")
        elif done.cancelled:
            said = tr("classification", "Stopped. %n row(s) are kept; choose the same file again to go on.", done.rows)
        else:
            said = tr("classification", "%n row(s) written to {name}.", done.rows, name=name)
        if done.resumed_rows:
            said = f"{said} {tr('classification', '%n of them were there already.', done.resumed_rows)}"
        self._requests.shell.show_message(said)

    def _take(self, found: classification.Classification) -> None:
        self._found = found
        self.retranslate()
        self.grown.emit(self.bars)
        self.grown.emit(self.answer)  # of many bars the end would hide it

    def _show_source(self) -> None:
        self.retranslate()
        if self.source.found is not None:
            self.grown.emit(self.write)

    def _show(self) -> None:
        """The threshold decides here: the scores of a text stay what they are."""
        found = self._found
        self.answer.setVisible(found is not None)
        self.bars.setVisible(found is not None)
        if found is None:
            return
        scores = sorted(zip(found.labels, found.predictions[0].probabilities, strict=True), key=lambda score: -score[1])
        label, share = scores[0]
        if found.multi_label and not found.predictions[0].label:
            self.answer.setText(tr("classification", "None of its labels fits"))
        else:
            self.answer.setText(label if share >= self.least else tr("classification", "Not sure enough to say"))
        self.bars.show_scores(scores[:MOST_BARS])

    def _taken(self, paths: Sequence[Path]) -> None:
        self.take(str(paths[0]))

    def _ask_where(self) -> None:
        stem = Path(self.source.source.path).stem
        name = tr("classification", "{name}, classified", name=stem)
        ask_where_to_save(self, self.write.text(), name, "csv", self.write_to)

    def _connect(self) -> None:
        self.classify.clicked.connect(self.ask)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self.text)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.ask)
        self.threshold.valueChanged.connect(lambda _: self.retranslate())
        self._file.clicked.connect(lambda: ask_for_files(self, self._file.text(), self._taken, table_kinds(), one=True))
        self._folder.clicked.connect(lambda: ask_for_folder(self, self._folder.text(), self._taken))
        self.copied.clicked.connect(self.classify_copied)
        self.source.changed.connect(self._show_source)
        self.write.clicked.connect(self._ask_where)
        self._theme.changed.connect(self._apply_theme)

    def _lay_out(self) -> None:
        one, many = QFrame(self), QFrame(self)
        asking, picking = FlowLayout(), FlowLayout()
        sure = QWidget(self)
        stack_vertically(sure, self._least, self.threshold, growing=self._least)
        for widget in (self.classify, sure):
            asking.addWidget(widget)
        for widget in (self._file, self._folder, self.copied):
            picking.addWidget(widget)
        for card in (one, many):
            role(card, "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
            inside.setSpacing(Space.M)
            parts = (self._one, self.text, asking, self.answer, self.bars) if card is one else (
                self._many, self._hint, picking, self.source, self.write)  # fmt: skip
            for part in parts:
                if isinstance(part, FlowLayout):
                    inside.addLayout(part)
                else:
                    inside.addWidget(part)
        inside.setAlignment(self.write, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.L)
        column.addWidget(one)
        column.addWidget(many)

    def _apply_theme(self) -> None:
        self.text.setFixedHeight(self._theme.px(Size.TEXT_FIELD))
        self.threshold.setFixedWidth(self._theme.px(Size.TILE))
