"""Recognises an export by its content and reads its conversations, one after another."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from engine.indexer.conversations.drafts import DraftConversation
from engine.indexer.conversations.export_files import ExportFiles, FindPicture, PictureFinder, SingleFile, open_export
from engine.indexer.conversations.formats import (
    chatgpt,
    claude,
    gpt4all,
    jan,
    lm_studio,
    markdown,
    message_list,
    open_webui,
)
from engine.indexer.conversations.json_fields import Json, object_of, objects_of
from engine.indexer.conversations.json_items import CutShortError, Readable, decode_item, objects_at
from engine.indexer.conversations.sink import Sink
from engine.indexer.safety import MIB
from engine.protocol.children.conversation_file import FORMAT, VERSION, ConversationRecord
from engine.protocol.children.indexing import CONVERSATIONS_FILE, ConversationsResult
from engine.protocol.errors import ConversationsDamaged, ConversationsNewer, ConversationsUnknown, FileError

Report = Callable[[int, int], None]
"""(MiB read, MiB in all)."""
LARGEST_TEXT, LARGEST_CHAT = 64 * MIB, 256 * MIB
"""Bytes of a Markdown file, and of one of GPT4All, which may hold the cache of its model."""
HEAD = 64 * 1024
MOST_MESSAGES = 200_000
BOM = b"\xef\xbb\xbf"
_OWN = re.compile(rb'\s*\{\s*"format"\s*:\s*"' + FORMAT.encode() + rb'"\s*,\s*"version"\s*:\s*(\d+)')
_TEXT_SUFFIXES = (".md", ".markdown", ".txt", ".text", "")
_BROKEN = (CutShortError, zipfile.BadZipFile, zlib.error, EOFError)


def read_conversations(path: Path, folder: Path, report: Report) -> ConversationsResult:
    """Write the conversations of an export to `folder`, and return their counts.

    Raises ConversationsUnknown, ConversationsDamaged, ConversationsNewer, and the errors of opening the file.
    """
    with open_export(path) as files, (folder / CONVERSATIONS_FILE).open("xb") as lines:
        sink = Sink(folder, lines)
        reader = _Reader(files, sink, report)
        reader.read()
    if reader.is_broken and not sink.conversations:
        raise ConversationsDamaged(name=path.name)
    if not sink.conversations and sink.damaged:
        raise ConversationsDamaged(name=path.name)
    if not sink.conversations:
        raise ConversationsUnknown(name=path.name)
    return ConversationsResult(reader.source, sink.conversations, sink.damaged, sink.missing_pictures, reader.is_broken)


def draft_of(item: Json, find: FindPicture) -> tuple[str, DraftConversation] | None:
    """Return the program that an object comes from and its conversation; None for an object of another kind."""
    chat = object_of(item.get("chat"))
    if isinstance(item.get("mapping"), dict):
        return "chatgpt", chatgpt.draft(item, find)
    if isinstance(item.get("chat_messages"), list):
        return "claude", claude.draft(item, find)
    if chat or isinstance(object_of(item.get("history")).get("messages"), dict):
        return "open_webui", open_webui.draft(item, find)
    messages = objects_of(item.get("messages"))
    if any("versions" in message for message in messages):
        return "lm_studio", lm_studio.draft(item, find)
    if any(message_list.is_message(message) for message in messages):
        return "messages", message_list.draft(item, find)
    return None


class _Reader:
    """`source` is the program of the last conversation that was read; `is_broken`: a file ends or breaks in the middle."""

    def __init__(self, files: ExportFiles, sink: Sink, report: Report) -> None:
        self._files, self._sink, self._report = files, sink, report
        self._find = PictureFinder(files).find
        self._done = self._total = 0
        self.source, self.is_broken = "", False

    def read(self) -> None:
        names = self._names()
        self._total = sum(self._files.size(name) for name in names)
        threads = [name for name in names if PurePosixPath(name).name in (jan.THREAD, jan.MESSAGES)]
        for name in names:
            if name in threads:
                continue
            self._read_file(name, is_only=len(names) == 1)
        for parent in sorted({PurePosixPath(name).parent for name in threads}):
            self._read_thread(parent)

    def _names(self) -> list[str]:
        names = list(self._files.names())
        if isinstance(self._files, SingleFile):
            return self._names_beside(names[0])
        kinds = (".json", ".jsonl", ".md", ".markdown", ".chat")
        return [name for name in names if PurePosixPath(name).suffix.lower() in kinds and not _is_hidden(name)]

    def _names_beside(self, name: str) -> list[str]:
        """Return the file, and with one of Jan's two the other."""
        if name not in (jan.THREAD, jan.MESSAGES):
            return [name]
        return [each for each in (jan.THREAD, jan.MESSAGES) if self._exists(each)]

    def _exists(self, name: str) -> bool:
        try:
            return self._files.size(name) >= 0
        except FileError:
            return False

    def _read_file(self, name: str, *, is_only: bool) -> None:
        """Read a file by its content. In a folder a file of another kind is passed over; so is one that cannot be opened."""
        try:
            with self._files.open(name) as file:
                head = file.read(HEAD)
            if head.startswith(gpt4all.MAGIC):
                self._read_chat(name)
            elif head.removeprefix(BOM).lstrip()[:1] in (b"{", b"["):
                self._read_json(name, head.removeprefix(BOM))
            elif PurePosixPath(name).suffix.lower() in _TEXT_SUFFIXES and b"\0" not in head:
                self._read_text(name)
        except _BROKEN:
            self.is_broken = True
        except ConversationsNewer:
            raise
        except FileError:
            if is_only:
                raise
            self.is_broken = True
        self._done += self._files.size(name)

    def _read_chat(self, name: str) -> None:
        with self._files.open(name) as file:
            data = file.read(LARGEST_CHAT + 1)
        if len(data) > LARGEST_CHAT:
            self._sink.damaged += 1
            return
        try:
            self._sink.add(gpt4all.draft(data))
        except gpt4all.NewerVersionError:
            raise ConversationsNewer(name=name) from None
        self.source = "gpt4all"
        self._tell(0)

    def _read_text(self, name: str) -> None:
        with self._files.open(name) as file:
            data = file.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            self._sink.damaged += 1
            return
        stem = PurePosixPath(name).stem
        for draft in markdown.drafts(data.removeprefix(BOM).decode("utf-8", "replace"), stem):
            self._sink.add(draft)
            self.source = "markdown"
            self._tell(0)

    def _read_json(self, name: str, head: bytes) -> None:
        own = _OWN.match(head)
        if own is not None and int(own[1]) > VERSION:
            raise ConversationsNewer(name=self._files.name)
        with self._files.open(name) as opened:
            file = _Counting(opened, self._tell)
            if own is not None:
                self._read_own(file)
            else:
                self._read_others(file, depth=1 if head.lstrip().startswith(b"{") else 2)

    def _read_own(self, file: Readable) -> None:
        self.source = "ateneo"
        for data in objects_at(file, 3):
            try:
                self._sink.add_record(msgspec.json.decode(data, type=ConversationRecord))
            except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
                self._sink.damaged += 1

    def _read_others(self, file: Readable, depth: int) -> None:
        spoken: list[Json] = []
        """Messages of a list that is itself one conversation."""
        for data in objects_at(file, depth):
            try:
                item = object_of(decode_item(data))
            except ValueError:
                self._sink.damaged += 1
                continue
            if (read := draft_of(item, self._find)) is not None:
                self.source = read[0]
                self._sink.add(read[1])
            elif message_list.is_message(item) and len(spoken) < MOST_MESSAGES:
                spoken.append(item)
        if spoken:
            self.source = "messages"
            self._sink.add(message_list.draft({"messages": spoken}, self._find))

    def _read_thread(self, parent: PurePosixPath) -> None:
        try:
            thread = next(iter(self._objects(parent / jan.THREAD)), {})
            messages = list(self._objects(parent / jan.MESSAGES))
        except FileError:
            self._sink.damaged += 1
            return
        self.source = "jan"
        self._sink.add(jan.draft(thread, messages or objects_of(thread.get("messages")), self._find))

    def _objects(self, path: PurePosixPath) -> Iterator[Json]:
        """Yield the objects of a file, whole ones before damage; none where it is missing."""
        if not self._exists(path.as_posix()):
            return
        with self._files.open(path.as_posix()) as opened:
            try:
                for data in objects_at(_Counting(opened, self._tell), 1):
                    yield object_of(decode_item(data))
            except (ValueError, *_BROKEN):
                self.is_broken = True
        self._done += self._files.size(path.as_posix())

    def _tell(self, read: int) -> None:
        self._report((self._done + read) // MIB, max(self._total // MIB, 1))


class _Counting:
    """A file that tells after each block how much of it was read."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None]) -> None:
        self._file, self._tell, self._read = file, tell, 0

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        is_first = not self._read
        self._read += len(data)
        self._tell(self._read)
        return data.removeprefix(BOM) if is_first else data


def _is_hidden(name: str) -> bool:
    """Return whether a file or one of its folders is one that a system hides, as __MACOSX/._conversations.json."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
