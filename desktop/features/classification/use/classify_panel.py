"""Panel that classifies: one text with a bar for each label, the clipboard, or a table or folder into a new table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QPlainTextEdit, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop.features.classification.use.clipboard_table import ClipboardTable, read_clipboard
from desktop.i18n import TranslatedWidget, tr
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_filter
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder, ask_where_to_save
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import stack_vertically
from desktop.widgets.plots.score_bars import ScoreBars
from desktop.widgets.text import formatting
from engine.capabilities.classification import api as classification

THRESHOLD_STEPS = 20
"""Each step of the slider is 5 %."""
MAX_BARS = 20


class ClassifyPanel(TranslatedWidget):
    """`make_request` returns the request without its texts, or None while there is nothing to choose between.

    `grown` carries the widget at the end of what has just been shown, to be scrolled to.
    """

    grown = Signal(QWidget)

    def __init__(self, requests: EngineRequests, make_request: Callable[[], classification.Classify | None]) -> None:
        super().__init__()
        self._requests, self._make_request, self._theme = requests, make_request, requests.shell.theme
        self._result: classification.Classification | None = None
        self.text, self.answer, self.bars = QPlainTextEdit(self), QLabel(self), ScoreBars(self._theme, ())
        self.text.setTabChangesFocus(True)
        role(self.answer, "title")
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.classify_button, self._file_button, self._folder_button, self.write_button = (
            QPushButton(self) for _ in range(4)
        )
        self.clipboard_button = QPushButton(self._theme.icon("copy"), "", self)
        role(self.classify_button, "primary")
        role(self.write_button, "primary")
        self._file_button.setIcon(self._theme.icon("file-text"))
        self._folder_button.setIcon(self._theme.icon("folder-simple"))
        self.threshold_slider, self._threshold_name = QSlider(Qt.Orientation.Horizontal, self), QLabel(self)
        role(self._threshold_name, "soft")
        self.threshold_slider.setRange(0, THRESHOLD_STEPS - 1)
        self._one_heading, self._many_heading, self._hint = QLabel(self), QLabel(self), QLabel(self)
        for heading in (self._one_heading, self._many_heading):
            role(heading, "heading")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.source = SourceChoice(requests, labelled=False)
        self._lay_out()
        self._connect()
        self._apply_theme()
        self.retranslate()

    @property
    def threshold(self) -> float:
        """Probability from which on a label is given."""
        return self.threshold_slider.value() / THRESHOLD_STEPS

    def clear(self) -> None:
        """Remove the answer: it was given by other labels or another method."""
        self._result = None
        self.retranslate()

    def load_file(self, path: str) -> None:
        """Show how a table or folder would be read before it is classified."""
        self.source.load_table(path)

    def retranslate(self) -> None:
        self._one_heading.setText(tr("classification", "One text"))
        self.text.setPlaceholderText(tr("classification", "Type or paste a text"))
        self.text.setAccessibleName(tr("classification", "Type or paste a text"))
        self.classify_button.setText(tr("classification", "Classify"))
        self.classify_button.setToolTip("Ctrl+↵")
        self._threshold_name.setText(
            tr("classification", "Answer only when at least {n} sure", n=formatting.percent(self.threshold))
            if self.threshold
            else tr("classification", "Answer however unsure it is")
        )
        self.threshold_slider.setAccessibleName(tr("classification", "How sure an answer must be"))
        self._many_heading.setText(tr("classification", "Many texts"))
        self._hint.setText(
            tr(
                "classification",
                "Choose a table or a folder of documents. The labels, and how certain they are, go into a new CSV file; "
                "your own files are not changed.",
            )
        )
        self._file_button.setText(tr("classification", "Choose a table…"))
        self._folder_button.setText(tr("classification", "Choose a folder…"))
        self.clipboard_button.setText(tr("classification", "Classify what is copied"))
        self.clipboard_button.setToolTip(
            tr(
                "classification",
                "Each line or table row that you copied is a text; the answers are copied back as a table.",
            )
        )
        self.write_button.setText(tr("classification", "Classify into a new file…"))
        self.write_button.setVisible(self.source.preview is not None)
        is_ready = self._make_request() is not None
        for button in (self.classify_button, self.write_button, self.clipboard_button):
            button.setEnabled(is_ready)
        self._show_result()

    def classify_text(self) -> None:
        request, text = self._make_request(), self.text.toPlainText().strip()
        if request is None or not text:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.classify_button.setEnabled(False)
        call = self._requests.run_job(
            classification.CLASSIFY,
            msgspec.structs.replace(request, texts=(text,)),
            lambda: tr("classification", "Classifying the text"),
            self._on_result,
        )
        call.on_ended(self.retranslate)

    def classify_clipboard(self) -> None:
        """Classify what is copied: one text is answered here, the answers to several are copied as a table."""
        request, table = self._make_request(), read_clipboard(QGuiApplication.clipboard().text())
        if request is None or not table.texts:
            self._requests.shell.show_message(
                tr("classification", "Nothing is copied: copy a text, some lines or a part of a table first.")
                if request is not None
                else tr("classification", "There is nothing to choose between yet: give it two labels first.")
            )
            return
        if len(table.texts) == 1:
            self.text.setPlainText(table.texts[0])
            self.classify_text()
            return
        self._requests.run_job(
            classification.CLASSIFY,
            msgspec.structs.replace(request, texts=table.texts),
            lambda: tr("classification", "Classifying what is copied"),
            lambda result: self._copy_back(table, result),
        )

    def write_to(self, path: str) -> None:
        """Classify the chosen table or folder into a new CSV file."""
        request = self._make_request()
        if request is None:
            return
        name = Path(self.source.source.path).name
        self._requests.run_job(
            classification.CLASSIFY_FILE,
            classification.ClassifyFile(
                self.source.source,
                path,
                request.classifier,
                request.labels,
                request.wording,
                self.threshold,
                request.method,
            ),
            lambda: tr("classification", "Classifying {name}", name=name),
            self._on_written,
        )

    def _copy_back(self, table: ClipboardTable, result: classification.Classification) -> None:
        QGuiApplication.clipboard().setText(table.with_predictions(result, self.threshold))
        self._requests.shell.show_message(
            tr(
                "classification",
                "%n text(s) classified; the answers are copied, to paste as a table.",
                len(table.texts),
            )
        )

    def _on_written(self, result: classification.ExportResult) -> None:
        name = Path(result.path).name
        if result.cancelled and not result.rows:
            sentence = tr("classification", "Stopped before the first row.")
        elif result.cancelled:
            sentence = tr(
                "classification", "Stopped. %n row(s) are kept; choose the same file again to continue.", result.rows
            )
        else:
            sentence = tr("classification", "%n row(s) written to {name}.", result.rows, name=name)
        if result.resumed_rows:
            sentence = f"{sentence} {tr('classification', '%n of them were there already.', result.resumed_rows)}"
        self._requests.shell.show_message(sentence)

    def _on_result(self, result: classification.Classification) -> None:
        self._result = result
        self.retranslate()
        self.grown.emit(self.bars)
        self.grown.emit(self.answer)  # scrolling to the end of many bars would hide it

    def _on_source_changed(self) -> None:
        self.retranslate()
        if self.source.preview is not None:
            self.grown.emit(self.write_button)

    def _show_result(self) -> None:
        """Show the answer; the threshold is applied here, so that moving it needs no new request."""
        result = self._result
        self.answer.setVisible(result is not None)
        self.bars.setVisible(result is not None)
        if result is None:
            return
        probabilities = zip(result.labels, result.predictions[0].probabilities, strict=True)
        scores = sorted(probabilities, key=lambda score: -score[1])
        label, probability = scores[0]
        if result.multi_label and not result.predictions[0].label:
            self.answer.setText(tr("classification", "None of its labels fits"))
        else:
            is_sure = probability >= self.threshold
            self.answer.setText(label if is_sure else tr("classification", "Not sure enough to say"))
        self.bars.show_scores(scores[:MAX_BARS])

    def _on_files_chosen(self, paths: Sequence[Path]) -> None:
        self.load_file(str(paths[0]))

    def _ask_for_table(self) -> None:
        ask_for_files(self, self._file_button.text(), self._on_files_chosen, table_filter(), single=True, kind="tables")

    def _ask_where(self) -> None:
        stem = Path(self.source.source.path).stem
        name = tr("classification", "{name}, classified", name=stem)
        ask_where_to_save(self, self.write_button.text(), name, "csv", self.write_to)

    def _connect(self) -> None:
        self.classify_button.clicked.connect(self.classify_text)
        on_ctrl_enter(self.text, self.classify_text)
        self.threshold_slider.valueChanged.connect(lambda _: self.retranslate())
        self._file_button.clicked.connect(self._ask_for_table)
        self._folder_button.clicked.connect(
            lambda: ask_for_folder(self, self._folder_button.text(), self._on_files_chosen)
        )
        self.clipboard_button.clicked.connect(self.classify_clipboard)
        self.source.changed.connect(self._on_source_changed)
        self.write_button.clicked.connect(self._ask_where)
        self._theme.changed.connect(self._apply_theme)

    def _lay_out(self) -> None:
        classify, pick, threshold = FlowLayout(), FlowLayout(), QWidget(self)
        stack_vertically(threshold, self._threshold_name, self.threshold_slider, growing=self._threshold_name)
        for widget in (self.classify_button, threshold):
            classify.addWidget(widget)
        for button in (self._file_button, self._folder_button, self.clipboard_button):
            pick.addWidget(button)
        one_text = _make_card(self, self._one_heading, self.text, classify, self.answer, self.bars)
        many_texts = _make_card(self, self._many_heading, self._hint, pick, self.source, self.write_button)
        if (inside := many_texts.layout()) is not None:
            inside.setAlignment(self.write_button, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.L)
        column.addWidget(one_text)
        column.addWidget(many_texts)

    def _apply_theme(self) -> None:
        self.text.setFixedHeight(self._theme.px(Size.TEXT_FIELD))
        self.threshold_slider.setFixedWidth(self._theme.px(Size.TILE))


def _make_card(parent: QWidget, *parts: QWidget | QLayout) -> QFrame:
    card = QFrame(parent)
    role(card, "card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
    inside.setSpacing(Space.M)
    for part in parts:
        if isinstance(part, QLayout):
            inside.addLayout(part)
        else:
            inside.addWidget(part)
    return card
