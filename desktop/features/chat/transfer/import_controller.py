"""Imports conversations of this and other programs from files and folders, says what came in, and can undo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.feature import DropAction, Shell
from desktop.features.chat.session import ChatSession
from desktop.i18n import tr
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder
from engine.capabilities.chat import api as chat
from engine.protocol.progress import Progress

SUFFIXES = frozenset((".json", ".jsonl", ".zip", ".chat", ".md", ".markdown"))
FOLDERS = frozenset(("threads", "conversations", "chats"))
"""Names of the folders that programs keep conversations in."""
SOURCES: dict[chat.ImportSource, str] = {
    "ateneo": "Ateneo",
    "chatgpt": "ChatGPT",
    "claude": "Claude",
    "gpt4all": "GPT4All",
    "jan": "Jan",
    "lm_studio": "LM Studio",
    "open_webui": "Open WebUI",
    "messages": "JSON",
    "markdown": "Markdown",
}
"""Names of the programs for a person."""


class ImportController(QObject):
    """Several files are imported one after another. `open` shows the conversation that came alone."""

    def __init__(self, shell: Shell, owner: QWidget, open: Callable[[int], object], session: ChatSession) -> None:
        super().__init__(owner)
        self._shell, self._owner, self._open, self._session = shell, owner, open, session

    def ask_for_files(self) -> None:
        """Let the person choose exported files."""
        filters = (
            tr("chat", "Exported conversations (*.json *.jsonl *.zip *.chat *.md)") + ";;" + tr("chat", "All files (*)")
        )
        ask_for_files(self._owner, tr("chat", "Import conversations"), self.read, filters)

    def ask_for_folder(self) -> None:
        """Let the person choose the folder that a program keeps its conversations in."""
        ask_for_folder(self._owner, tr("chat", "Import a folder of conversations"), self.read)

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        """Offer the import where every dropped file or folder may hold conversations, by its name."""
        if not files or not all(file.suffix.lower() in SUFFIXES or file.name.lower() in FOLDERS for file in files):
            return ()
        return (DropAction(tr("chat", "Import conversations"), self.read),)

    def read(self, paths: Sequence[Path]) -> None:
        """Import files and folders, one after another."""
        if paths:
            self._read(paths[0], paths[1:])

    def _read(self, path: Path, rest: Sequence[Path]) -> None:
        call = self._shell.client.call(chat.IMPORT, chat.Import(str(path.absolute())), self)
        job = self._shell.jobs.add(tr("chat", "Importing {name}", name=path.name), call.cancel)

        def on_event(event: Progress) -> None:
            job.show_progress(event.done, event.total, event.note, event.seconds_left)

        call.on_event(on_event)
        call.on_ended(job.finish)
        call.on_ended(lambda: self.read(rest))
        call.on_failed(self._shell.report)
        call.on_result(lambda result: self._on_imported(path.name, result))

    def _on_imported(self, name: str, result: chat.Imported) -> None:
        changed = (*result.conversations, *(merged.conversation for merged in result.merged))
        undo = (lambda: self._undo(result)) if changed else None
        self._shell.show_message(" ".join(sentences(name, result)), undo=undo)
        self._read_again(result)
        if len(changed) == 1:
            self._open(changed[0])

    def _undo(self, result: chat.Imported) -> None:
        request = chat.UndoImport(result.conversations, result.merged)
        call = self._shell.client.call(chat.UNDO_IMPORT, request, self)
        call.on_result(lambda _: self._read_again(result))
        call.on_failed(self._shell.report)

    def _read_again(self, result: chat.Imported) -> None:
        """Show the open conversation as it is now, where messages came to it or left it."""
        if any(merged.conversation == self._session.id for merged in result.merged) and not self._session.is_busy:
            self._session.open(self._session.id)


def sentences(name: str, result: chat.Imported) -> list[str]:
    """Return what to tell of an import: what came in, and what did not and why."""
    told = []
    count = len(result.conversations)
    if count or not (result.known or result.merged):
        told.append(tr("chat", "%n conversation(s) of {source} imported.", count, source=SOURCES[result.source]))
    if len(result.merged) == 1:
        (merged,) = result.merged
        told.append(tr("chat", "%n message(s) were added to “{title}”.", len(merged.messages), title=merged.title))
    elif result.merged:
        added = sum(len(merged.messages) for merged in result.merged)
        told.append(tr("chat", "%n message(s) were added to conversations that were already here.", added))
    if result.known:
        told.append(tr("chat", "%n were already here.", result.known))
    if result.damaged:
        told.append(tr("chat", "%n are damaged and were left out.", result.damaged))
    if result.is_cut:
        told.append(tr("chat", "{name} breaks off after that; export it again for the rest.", name=name))
    if result.missing_pictures and count:
        told.append(tr("chat", "%n picture(s) are not in the export.", result.missing_pictures))
    if result.is_cancelled:
        told.append(tr("chat", "Stopped: what came in is kept."))
    return told
