"""Writes the conversations that were read: a ConversationRecord a line, and their pictures as files beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.indexer.conversations.drafts import DraftConversation, DraftPicture, clean, record_of
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage, RecordedPicture

LONGEST_NAME = 80
"""Characters of a picture's file name."""
_UNSAFE = re.compile(r"[^\w.\- ]")


class Sink:
    """Counts what it writes. Each line is written whole before the next conversation is read."""

    def __init__(self, folder: Path, file: BinaryIO) -> None:
        self._folder, self._file = folder, file
        self.conversations = self.damaged = self.missing_pictures = 0
        self._pictures = 0

    def add(self, draft: DraftConversation) -> None:
        """Write a conversation of another program; one in which nothing was said is left out."""
        self._write(record_of(draft, self._save))

    def add_record(self, record: ConversationRecord) -> None:
        """Write a conversation of our own export. Raises ValueError where its messages are no tree."""
        _check(record)
        messages = tuple(self._with_files(message) for message in record.messages)
        self._write(msgspec.structs.replace(record, messages=messages))

    def _write(self, record: ConversationRecord) -> None:
        if record.messages:
            self._file.write(msgspec.json.encode(record) + b"\n")
            self.conversations += 1

    def _with_files(self, message: RecordedMessage) -> RecordedMessage:
        pictures = [self._save(DraftPicture(p.name, lambda p=p: p.data or None)) for p in message.pictures]  # type: ignore[misc]  # mypy cannot type a lambda's default
        return msgspec.structs.replace(
            message,
            text=clean(message.text),
            thinking=clean(message.thinking),
            pictures=tuple(picture for picture in pictures if picture is not None),
        )

    def _save(self, picture: DraftPicture) -> RecordedPicture | None:
        data = picture.load()
        if not data:
            self.missing_pictures += 1
            return None
        self._pictures += 1
        file = f"{self._pictures}/{_file_name(picture.name, data)}"
        target = self._folder / file
        target.parent.mkdir(mode=0o700)
        with target.open("xb") as written:
            written.write(data)
        return RecordedPicture(clean(picture.name), file=file)


def _check(record: ConversationRecord) -> None:
    """Raise ValueError where an id stands twice, or a parent is no earlier message."""
    seen: set[int] = set()
    for message in record.messages:
        if message.id in seen or (message.parent is not None and message.parent not in seen):
            raise ValueError("the messages are no tree")
        seen.add(message.id)


def _file_name(name: str, data: bytes) -> str:
    """Return a name that leads nowhere, with a suffix that says what the file is where its own says nothing."""
    plain = _UNSAFE.sub("_", clean(name)).strip(". ")[-LONGEST_NAME:] or "picture"
    if "." in plain[1:]:
        return plain
    kinds = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp", b"BM": "bmp"}
    return f"{plain}.{next((kind for start, kind in kinds.items() if data.startswith(start)), 'png')}"
