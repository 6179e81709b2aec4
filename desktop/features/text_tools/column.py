"""One task for every row of a table, into a new table with a column more. What a stopped run finished is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop.features.text_tools.fields import LANGUAGES
from desktop.features.text_tools.result_formatting import KINDS
from desktop.features.text_tools.tools import TOOLS
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.panels.requests import Errands
from desktop.panels.source_choice import SourceChoice, table_kinds
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.fields import Choice
from desktop.widgets.forms.file_dialog import ask_for_files, ask_where_to_save
from desktop.widgets.layout.column_page import Column
from desktop.widgets.layout.flow import Flow
from desktop.widgets.layout.named_box import NamedBox
from engine.capabilities.text_tools import api as text_tools
from engine.protocol import tables

TASKS: dict[text_tools.ColumnTask, str] = {
    "entities": tr_noop("texts", "Names and figures"),
    "ask": tr_noop("texts", "Answer a question"),
    "keywords": tr_noop("texts", "Keywords"),
    "language": tr_noop("texts", "Language"),
    "summarise": tr_noop("texts", "Summarise"),
    "simpler": tr_noop("texts", "Rewrite: simpler"),
    "formal": tr_noop("texts", "Rewrite: more formal"),
    "correct": tr_noop("texts", "Rewrite: corrected"),
    "translate": tr_noop("texts", "Translate"),
}


class ColumnPanel(TranslatedMixin, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._errands = errands
        self._task: text_tools.ColumnTask = "entities"
        self._to = "es"
        self._hint, self._about = QLabel(self), QLabel(self)
        for label in (self._hint, self._about):
            role(label, "soft")
            label.setWordWrap(True)
        self.source = SourceChoice(errands, labelled=False)
        self.task = Choice([*TASKS], self._task, self.choose)
        self.to = Choice([*LANGUAGES], self._to, self._choose_language)
        self._with_each, self._into = NamedBox(self.task, self), NamedBox(self.to, self)
        self.question, self.name = QLineEdit(self), QLineEdit(self)
        self._file, self.run = QPushButton(self), QPushButton(self)
        self._file.setIcon(self._theme.icon("table"))
        role(self.run, "primary")
        self._lay_out()
        self._file.clicked.connect(lambda: ask_for_files(self, self._file.text(), self._taken, table_kinds(), one=True))
        self.question.textChanged.connect(lambda _: self._show_which())
        self.source.changed.connect(self._show_which)
        self.run.clicked.connect(self._ask_where)
        self.retranslate()

    def take(self, path: str) -> None:
        self.source.take(tables.Source(path, label_column="-"))

    def choose(self, task: str) -> None:
        self._task = next(one for one in TASKS if one == task)
        self._show_which()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "texts",
                "Choose a table (CSV, TSV, Excel, JSON lines) and what is to be done with each of its texts: a new "
                "table (CSV) has the results in a column more. The old one stays as it is.",
            )
        )
        self._file.setText(tr("texts", "Choose a table…"))
        self.task.say([tr("texts", name) for name in TASKS.values()])
        self._with_each.say(tr("texts", "With each text"))
        self.to.say([tr("texts", name) for name in LANGUAGES.values()])
        self._into.say(tr("texts", "Into which language"))
        self.question.setPlaceholderText(tr("texts", "The question asked of every text"))
        self.question.setAccessibleName(tr("texts", "Question"))
        self.name.setPlaceholderText(tr("texts", "Name of the new column (may stay empty)"))
        self.name.setAccessibleName(tr("texts", "Name of the new column"))
        self.run.setText(tr("texts", "Write a new table…"))
        self._show_which()

    def write_to(self, path: str) -> None:
        """The same table, task and file as before: it goes on where it was stopped."""
        source = self.source.source
        request = text_tools.FillColumn(
            source.path,
            self._column,
            path,
            self._task,
            {"ask": self.question.text().strip(), "translate": self._to}.get(self._task, ""),
            self.name.text().strip() or f"{self._column}: {tr('texts', TASKS[self._task])}",
            delimiter=source.delimiter,
            encoding=source.encoding,
            kinds={label: tr("texts", name) for label, name in KINDS.items()},
        )
        name = Path(source.path).name
        title = lambda: tr("texts", "Working through {name}", name=name)  # noqa: E731
        self._errands.hold(self.run, self._errands.run(text_tools.FILL_COLUMN, request, title, self._say_done))

    @property
    def _column(self) -> str:
        return self.source.found.text_column if self.source.found else ""

    def _say_done(self, done: text_tools.ColumnFilled) -> None:
        name = Path(done.path).name
        if done.cancelled:
            said = tr("texts", "Stopped. %n row(s) are kept; write to {name} again to go on.", done.rows, name=name)
        else:
            said = tr("texts", "%n row(s) written to {name}.", done.rows, name=name)
        if done.resumed:
            said = f"{said} {tr('texts', '%n of them were there already.', done.resumed)}"
        if done.failed:
            said = f"{said} {tr('texts', '%n left empty: nothing could be done with the text.', done.failed)}"
        self._errands.shell.tell(said)

    def _choose_language(self, chosen: str) -> None:
        self._to = chosen

    def _show_which(self) -> None:
        self._about.setText(tr("texts", (TOOLS.get(self._task) or TOOLS["rewrite"]).hint))
        self.question.setVisible(self._task == "ask")
        self._into.setVisible(self._task == "translate")
        asked = self._task != "ask" or bool(self.question.text().strip())
        self.run.setEnabled(self.source.found is not None and asked)

    def _ask_where(self) -> None:
        name = tr("texts", "{name}, worked through", name=Path(self.source.source.path).stem)
        ask_where_to_save(self, self.run.text(), name, "csv", self.write_to)

    def _taken(self, paths: Sequence[Path]) -> None:
        self.take(str(paths[0]))

    def _lay_out(self) -> None:
        pick, options = Flow(), Flow(gap=Space.M)
        pick.addWidget(self._file)
        for widget in (self._with_each, self._into):
            options.addWidget(widget)
        self.items.addWidget(self._hint)
        self.items.addLayout(pick)
        self.items.addWidget(self.source)
        self.items.addLayout(options)
        for below in (self._about, self.question, self.name):
            self.items.addWidget(below)
        done = Flow()
        done.addWidget(self.run)
        self.items.addLayout(done)
        self.order_tabs()
