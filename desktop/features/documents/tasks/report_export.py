"""Asks where to save a report and has the engine write it; a PDF is made of the web page that the engine writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.panels.pdf_process import PdfProcess
from desktop.temporary_files import temporary_folder
from desktop.widgets.forms.file_dialog import ask_where_to_save
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.protocol.done import Done

LONGEST_NAME = 60
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')

WriteReport = Callable[[str, ReportFormat], Call[None, Done]]
"""(path, format): asks the engine to write the report."""


class ReportExport(QObject):
    """Each export has its entry in the jobs tray."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell, self._owner = shell, owner

    def ask(self, name: str, write: WriteReport, suffixes: Sequence[str] = ("docx", "pdf", "md")) -> None:
        """Ask where to write a report."""
        filters = {
            "docx": tr("documents", "Word document (*.docx)"),
            "pdf": tr("documents", "PDF (*.pdf)"),
            "md": tr("documents", "Markdown (*.md)"),
            "csv": tr("documents", "Table (*.csv)"),
        }
        chosen = {suffix: filters[suffix] for suffix in suffixes}
        title = tr("documents", "Export")
        ask_where_to_save(self._owner, title, _file_name(name), suffixes[0], lambda p: self.write(p, write), chosen)

    def write(self, path: str, write: WriteReport) -> None:
        """Write a report to a file, whose ending says the format."""
        suffix = Path(path).suffix.lower()
        if suffix == ".pdf":
            self._write_pdf(path, write)
            return
        formats: dict[str, ReportFormat] = {".docx": "docx", ".csv": "csv", ".html": "html"}
        job = self._shell.jobs.add(tr("documents", "Exporting"), lambda: None)
        call = write(path, formats.get(suffix, "md"))
        call.on_result(lambda _: job.finish(_written(path)))
        call.on_failed(lambda _: job.finish())
        call.on_failed(self._shell.report)

    def _write_pdf(self, path: str, write: WriteReport) -> None:
        folder = temporary_folder(self._shell.paths.temporary)
        page = folder.filePath("page.html")
        call = write(page, "html")
        call.on_result(lambda _: self._draw(page, path, lambda: folder.remove()))
        call.on_failed(self._shell.report)

    def _draw(self, page: str, path: str, remove_page: Callable[[], object]) -> None:
        process = PdfProcess(page, path, self)
        job = self._shell.jobs.add(tr("documents", "Making the PDF"), process.cancel)

        def on_finished(is_written: bool) -> None:
            remove_page()
            job.finish(_written(path) if is_written else "")
            if not is_written:
                sentence = tr("documents", "{name} was not written. Choose another folder, or another name.")
                self._shell.show_message(sentence.format(name=Path(path).name))

        process.finished.connect(on_finished)


def _written(path: str) -> str:
    return tr("documents", "Written: {name}.", name=Path(path).name)


def _file_name(title: str) -> str:
    """Return a title as the name of a file without its ending."""
    name = " ".join(_UNFIT.sub(" ", title).split()).strip(". ")
    return name[:LONGEST_NAME].strip(". ").encode("utf-8", "ignore").decode() or "Ateneo"
