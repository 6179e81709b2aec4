"""Writes conversations to a file, one after another, whole or not at all."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import BinaryIO

import msgspec

from engine.capabilities.chat import messages
from engine.capabilities.chat.api.transfer import Export, Exported, NothingToExport
from engine.capabilities.chat.titles import title_of
from engine.capabilities.chat.transfer.formats.json_file import JsonFile
from engine.capabilities.chat.transfer.record_rows import read_record
from engine.capabilities.chat.transfer.shown_branch import ExportedConversation, ExportFile, Wording, shown_branch
from engine.files.atomic_file import write_file_atomically
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import BadRequest, Cancelled, NotFound
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress
from engine.store.database import Store

_ALL = """SELECT id FROM conversations c WHERE deleted_at IS NULL AND EXISTS(
    SELECT 1 FROM messages m WHERE m.conversation = c.id) ORDER BY position DESC, id DESC"""
_IS_THERE = "SELECT 1 FROM conversations WHERE id = ? AND deleted_at IS NULL"


class Exporter:
    """Runs in the transfer lane."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, request: Export, is_cancelled: IsCancelled) -> Generator[Progress, None, Exported]:
        """Write the conversations that are asked for. Raises the errors that Export names."""
        ids = self._ids(request.conversations) if request.message is None else [self._conversation_of(request)]
        conversations = count = missing = 0
        with write_file_atomically(request.path) as file:
            writer = _writer(request, file)
            writer.begin()
            for done, id in enumerate(ids):
                if is_cancelled():
                    raise Cancelled
                conversation = self._read(id, request.message)
                if conversation is None:
                    continue
                writer.add(conversation)
                conversations += 1
                count += len(conversation.record.messages if request.format == "json" else conversation.messages)
                missing += conversation.missing_pictures
                yield Progress(done + 1, len(ids), "conversations", conversation.record.title)
            writer.end()
        return Exported(request.path, conversations, count, missing)

    def _ids(self, named: Sequence[int]) -> Sequence[int]:
        """Return the conversations to write. Raises NotFound, NothingToExport."""
        with self._store.read() as connection:
            if not named:
                ids = [int(str(id)) for (id,) in connection.execute(_ALL)]
                if not ids:
                    raise NothingToExport
                return ids
            for id in named:
                if connection.execute(_IS_THERE, (id,)).fetchone() is None:
                    raise NotFound("conversation")
        return tuple(dict.fromkeys(named))

    def _conversation_of(self, request: Export) -> int:
        """Return the conversation of the answer that is asked for. Raises NotFound, BadRequest."""
        if request.message is None or request.format == "json":
            raise BadRequest("one answer is no archive of a conversation")
        with self._store.read() as connection:
            id = messages.conversation_of(connection, request.message)
        self._ids((id,))
        return id

    def _read(self, id: int, answer: int | None) -> ExportedConversation | None:
        """Return a conversation, or one answer of it with its question; None for one that was deleted meanwhile."""
        try:
            with self._store.read() as connection:
                record, missing = read_record(connection, id)
        except NotFound:
            return None
        if answer is None:
            return ExportedConversation(record, shown_branch(record), missing)
        parent = next((message.parent for message in record.messages if message.id == answer), None)
        pair = tuple(message for message in record.messages if message.id in (answer, parent))
        if not pair:
            return None
        return ExportedConversation(msgspec.structs.replace(record, title=title_of(pair[0].text)), pair, missing)


def _writer(request: Export, file: BinaryIO) -> ExportFile:
    """Return the writer of the format; its libraries are imported when they are needed."""
    wording = Wording(Translations(request.language))
    match request.format:
        case "json":
            return JsonFile(file)
        case "md":
            from engine.capabilities.chat.transfer.formats.markdown_file import MarkdownFile

            return MarkdownFile(file, wording)
        case "docx":
            from engine.capabilities.chat.transfer.formats.docx_file import DocxFile

            return DocxFile(file, wording)
        case "html" | "print":
            from engine.capabilities.chat.transfer.formats.html_file import HtmlFile

            return HtmlFile(file, wording, is_printed=request.format == "print")
    raise msgspec.ValidationError(request.format)
