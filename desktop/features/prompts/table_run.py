"""A chain run over the rows of a table: choose the file and its column, run, stop, go on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.features.prompts.prompt_requests import PromptRequests
from desktop.i18n import TranslatedWidget, tr
from desktop.link.call import Call
from desktop.panels.drop_targets import SPREADSHEETS
from desktop.panels.long_calls import show_in_tray
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.file_dialog import ask_for_files
from engine.capabilities.prompts import api as prompts
from engine.protocol.progress import Progress
from engine.protocol.tables import PREVIEW_TABLE, PreviewTable, Source, TablePreview


class TableRun(TranslatedWidget):
    """`started` carries the path and the column."""

    started = Signal(str, str)

    def __init__(self, shell: Shell, requests: PromptRequests, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._requests, self.path = shell, requests, ""
        self._call: Call[Progress, prompts.ChainTable] | None = None
        self.choose, self.start, self.column = QPushButton(self), QPushButton(self), QComboBox(self)
        self.status = QLabel(self)
        role(self.status, "faint")
        self.status.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.choose)
        row.addWidget(self.column, 1)
        row.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addLayout(row)
        column.addWidget(self.status)
        self.choose.clicked.connect(self._choose)
        self.start.clicked.connect(self._on_start)
        self._show_state()
        self.retranslate()

    def load(self, path: str) -> None:
        """Read the columns of a table."""

        def show(preview: TablePreview) -> None:
            self.path = path
            self.column.clear()
            self.column.addItems(list(preview.columns))
            self.column.setCurrentText(preview.text_column)
            self._show_state()

        self._requests.send(PREVIEW_TABLE, PreviewTable(Source(path)), show)

    def run(self, request: prompts.RunChainOverTable) -> None:
        """Run a chain over the table; the jobs tray shows it too."""
        call = self._requests.send(prompts.RUN_OVER_TABLE, request, self._on_finished)
        if call is None:
            return
        self._call = call
        call.on_event(self._on_progress)
        call.on_ended(self._on_ended)
        show_in_tray(self._shell, call, tr("prompts", "Chain over a table"), call.cancel)
        self._show_state()

    def stop(self) -> None:
        """Stop the run; its finished rows are kept."""
        if self._call is not None:
            self._call.cancel()

    def retranslate(self) -> None:
        self.choose.setText(tr("prompts", "Over a table…"))
        self.column.setAccessibleName(tr("prompts", "Column with the texts"))
        self._show_state()

    def _choose(self) -> None:
        kinds = f"{tr('prompts', 'Tables')} ({' '.join(f'*{suffix}' for suffix in SPREADSHEETS)})"
        ask_for_files(self, tr("prompts", "A table"), lambda paths: self.load(str(paths[0])), kinds, single=True)

    def _on_start(self) -> None:
        if self._call is not None:
            self.stop()
        else:
            self.started.emit(self.path, self.column.currentText())

    def _on_progress(self, progress: Progress) -> None:
        self.status.setText(tr("prompts", "{done} of {total} rows", done=progress.done, total=progress.total))

    def _on_finished(self, result: prompts.ChainTable) -> None:
        if result.cancelled:
            self.status.setText(tr("prompts", "Stopped after {rows} rows; start it again to go on.", rows=result.rows))
        else:
            self.status.setText(tr("prompts", "{rows} rows: {path}", rows=result.rows, path=result.path))

    def _on_ended(self) -> None:
        self._call = None
        self._show_state()

    def _show_state(self) -> None:
        self.column.setVisible(bool(self.path))
        self.start.setVisible(bool(self.path))
        self.start.setText(tr("prompts", "Stop") if self._call is not None else tr("prompts", "Run over the table"))
