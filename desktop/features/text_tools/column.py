"""Panel that runs one task on every row of a table and writes a new table with one column more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop.features.text_tools.fields import LANGUAGES
from desktop.features.text_tools.result_formatting import KINDS
from desktop.features.text_tools.tools import TOOLS
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_filter
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.forms.file_dialog import ask_for_files, ask_where_to_save
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.text_tools import api as text_tools

TASKS: dict[text_tools.ColumnTask, str] = {
    "entities": tr_noop("text_tools", "Names and figures"),
    "ask": tr_noop("text_tools", "Answer a question"),
    "keywords": tr_noop("text_tools", "Keywords"),
    "language": tr_noop("text_tools", "Language"),
    "summarise": tr_noop("text_tools", "Summarise"),
    "simpler": tr_noop("text_tools", "Rewrite: simpler"),
    "formal": tr_noop("text_tools", "Rewrite: more formal"),
    "correct": tr_noop("text_tools", "Rewrite: corrected"),
    "translate": tr_noop("text_tools", "Translate"),
}


class ColumnPanel(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests = requests
        self._task: text_tools.ColumnTask = "entities"
        self._to = "es"
        self._hint, self._task_hint = QLabel(self), QLabel(self)
        for label in (self._hint, self._task_hint):
            role(label, "soft")
            label.setWordWrap(True)
        self.source = SourceChoice(requests, labelled=False)
        self.task = ComboField([*TASKS], self._task, self.choose)
        self.to = ComboField([*LANGUAGES], self._to, self._choose_language)
        self._named_task, self._named_to = LabelledField(self.task, self), LabelledField(self.to, self)
        self.question, self.name = QLineEdit(self), QLineEdit(self)
        self._file_button, self.run_button = QPushButton(self), QPushButton(self)
        self._file_button.setIcon(self._theme.icon("table"))
        role(self.run_button, "primary")
        self._lay_out()
        self._file_button.clicked.connect(self._ask_for_table)
        self.question.textChanged.connect(lambda _: self._show_fields())
        self.source.changed.connect(self._show_fields)
        self.run_button.clicked.connect(self._ask_where)
        self.retranslate()

    def load_table(self, path: str) -> None:
        self.source.load_table(path)

    def choose(self, task: str) -> None:
        self._task = next(name for name in TASKS if name == task)
        self._show_fields()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "text_tools",
                "Choose a table (CSV, TSV, Excel, JSON lines) and what to do with each of its texts. The results go into "
                "a new table (CSV) with one column more; your own table is not changed.",
            )
        )
        self._file_button.setText(tr("text_tools", "Choose a table…"))
        self.task.set_texts([tr("text_tools", name) for name in TASKS.values()])
        self._named_task.set_name(tr("text_tools", "With each text"))
        self.to.set_texts([tr("text_tools", name) for name in LANGUAGES.values()])
        self._named_to.set_name(tr("text_tools", "Into which language"))
        self.question.setPlaceholderText(tr("text_tools", "The question to ask each text"))
        self.question.setAccessibleName(tr("text_tools", "Question"))
        self.name.setPlaceholderText(tr("text_tools", "Name of the new column (optional)"))
        self.name.setAccessibleName(tr("text_tools", "Name of the new column"))
        self.run_button.setText(tr("text_tools", "Write a new table…"))
        self._show_fields()

    def write_to(self, path: str) -> None:
        """Run the task on the table. With the same table, task and file as before it resumes where it was stopped."""
        source = self.source.source
        request = text_tools.MapColumn(
            source.path,
            self._column,
            path,
            self._task,
            {"ask": self.question.text().strip(), "translate": self._to}.get(self._task, ""),
            self.name.text().strip() or f"{self._column}: {tr('text_tools', TASKS[self._task])}",
            delimiter=source.delimiter,
            encoding=source.encoding,
            label_names={label: tr("text_tools", name) for label, name in KINDS.items()},
        )
        name = Path(source.path).name
        call = self._requests.run_job(
            text_tools.MAP_COLUMN,
            request,
            lambda: tr("text_tools", "Working through {name}", name=name),
            self._on_result,
        )
        self._requests.disable_during(self.run_button, call)

    @property
    def _column(self) -> str:
        return self.source.preview.text_column if self.source.preview else ""

    def _on_result(self, result: text_tools.MapColumnResult) -> None:
        name = Path(result.path).name
        if result.cancelled:
            sentence = tr(
                "text_tools", "Stopped. %n row(s) are kept; write to {name} again to continue.", result.rows, name=name
            )
        else:
            sentence = tr("text_tools", "%n row(s) written to {name}.", result.rows, name=name)
        if result.resumed:
            sentence = f"{sentence} {tr('text_tools', '%n of them were there already.', result.resumed)}"
        if result.failed:
            failed = tr("text_tools", "%n left empty: nothing could be done with the text.", result.failed)
            sentence = f"{sentence} {failed}"
        self._requests.shell.show_message(sentence)

    def _choose_language(self, code: str) -> None:
        self._to = code

    def _show_fields(self) -> None:
        self._task_hint.setText(tr("text_tools", (TOOLS.get(self._task) or TOOLS["rewrite"]).hint))
        self.question.setVisible(self._task == "ask")
        self._named_to.setVisible(self._task == "translate")
        is_complete = self._task != "ask" or bool(self.question.text().strip())
        self.run_button.setEnabled(self.source.preview is not None and is_complete)

    def _ask_for_table(self) -> None:
        def load(paths: Sequence[Path]) -> None:
            self.load_table(str(paths[0]))

        ask_for_files(self, self._file_button.text(), load, table_filter(), single=True, kind="tables")

    def _ask_where(self) -> None:
        name = tr("text_tools", "{name}, with results", name=Path(self.source.source.path).stem)
        ask_where_to_save(self, self.run_button.text(), name, "csv", self.write_to)

    def _lay_out(self) -> None:
        pick, options = FlowLayout(), FlowLayout(gap=Space.M)
        pick.addWidget(self._file_button)
        for widget in (self._named_task, self._named_to):
            options.addWidget(widget)
        self.items.addWidget(self._hint)
        self.items.addLayout(pick)
        self.items.addWidget(self.source)
        self.items.addLayout(options)
        for below in (self._task_hint, self.question, self.name):
            self.items.addWidget(below)
        run = FlowLayout()
        run.addWidget(self.run_button)
        self.items.addLayout(run)
        self.update_tab_order()
