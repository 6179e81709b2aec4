"""Asks where to export conversations and in which format, has the engine write them, and says what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desktop.feature import JobHandle, Shell
from desktop.i18n import tr
from desktop.panels.pdf_process import PdfProcess
from desktop.temporary_files import temporary_folder
from desktop.widgets.forms.file_dialog import ask_where_to_save
from engine.capabilities.chat import api as chat
from engine.protocol.progress import Progress

FORMATS: dict[str, chat.ExportFormat] = {
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "print",
    ".docx": "docx",
    ".json": "json",
}
"""The end of a file's name → what the engine writes."""
LONGEST_NAME = 60
"""Characters of the file's name that is offered."""
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""Characters that some system does not allow in a file's name."""


class ExportController(QObject):
    """One export at a time for each file that is chosen; each has its entry in the jobs tray."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell, self._owner = shell, owner

    def ask(self, conversations: Sequence[chat.Conversation]) -> None:
        """Ask where to write conversations; none means all."""
        title = conversations[0].title if len(conversations) == 1 else ""
        name = file_name(title) or tr("chat", "Conversations")
        ids = tuple(conversation.id for conversation in conversations)
        filters = {
            "md": tr("chat", "Markdown (*.md)"),
            "html": tr("chat", "Web page (*.html)"),
            "pdf": tr("chat", "PDF (*.pdf)"),
            "docx": tr("chat", "Word document (*.docx)"),
            "json": tr("chat", "Everything, to import it again (*.json)"),
        }
        dialog = (
            tr("chat", "Export all conversations") if not ids else tr("chat", "Export %n conversation(s)", len(ids))
        )
        ask_where_to_save(self._owner, dialog, name, "md", lambda path: self.write(path, ids), filters)

    def ask_answer(self, answer: chat.Message) -> None:
        """Ask where to write one answer, with its question and its numbered sources."""
        filters = {
            "md": tr("chat", "Markdown (*.md)"),
            "html": tr("chat", "Web page (*.html)"),
            "pdf": tr("chat", "PDF (*.pdf)"),
            "docx": tr("chat", "Word document (*.docx)"),
        }
        name = file_name(answer.text.splitlines()[0] if answer.text.strip() else "") or tr("chat", "Answer")
        ask_where_to_save(
            self._owner,
            tr("chat", "Export this answer"),
            name,
            "docx",
            lambda path: self.write(path, (), answer.id),
            filters,
        )

    def write(self, path: str, conversations: tuple[int, ...], answer: int | None = None) -> None:
        """Write conversations, or one answer, to a file, whose ending says the format."""
        fitting = (format for ending, format in FORMATS.items() if path.lower().endswith(ending))
        format: chat.ExportFormat = next(fitting, "md")
        is_answer = answer is not None
        folder = temporary_folder(self._shell.paths.temporary) if format == "print" else None
        target = folder.filePath("page.html") if folder else path
        language: Literal["en", "es"] = "es" if QLocale().name().startswith("es") else "en"
        request = chat.Export(target, format, conversations, language, answer)
        call = self._shell.client.call(chat.EXPORT, request, self)
        job = self._shell.jobs.add(tr("chat", "Exporting conversations"), call.cancel)

        def on_result(result: chat.Exported) -> None:
            if folder is None:
                self._finish(job, path, result, is_answer)
            else:
                job.finish()
                self._draw(result, path, lambda: folder.remove(), is_answer)

        call.on_event(lambda event: _show(job, event))
        call.on_result(on_result)
        call.on_failed(lambda _: job.finish())
        call.on_failed(self._shell.report)

    def _draw(self, result: chat.Exported, path: str, remove_html: Callable[[], object], is_answer: bool) -> None:
        process = PdfProcess(result.path, path, self)
        job = self._shell.jobs.add(tr("chat", "Making the PDF"), process.cancel)

        def on_finished(is_written: bool) -> None:
            remove_html()
            if is_written:
                self._finish(job, path, result, is_answer)
            else:
                job.finish()
                self._shell.show_message(
                    tr("chat", "{name} was not written. Choose another folder, or another name.", name=Path(path).name)
                )

        process.finished.connect(on_finished)

    def _finish(self, job: JobHandle, path: str, result: chat.Exported, is_answer: bool) -> None:
        name = Path(path).name
        written = tr("chat", "%n conversation(s) written to {name}.", result.conversations, name=name)
        sentences = [tr("chat", "Answer written to {name}.", name=name) if is_answer else written]
        if result.missing_pictures:
            missing = tr("chat", "%n picture(s) are no longer there and are missing in it.", result.missing_pictures)
            sentences.append(missing)
        job.finish(" ".join(sentences))


def file_name(title: str) -> str:
    """Return a title as the name of a file without its ending; empty where nothing of it can be one."""
    name = " ".join(_UNFIT.sub(" ", title).split()).strip(". ")
    return name[:LONGEST_NAME].strip(". ").encode("utf-8", "ignore").decode()


def _show(job: JobHandle, event: Progress) -> None:
    job.show_progress(event.done, event.total, event.note, event.seconds_left)
