"""Markdown that reads well as it is, with comments that let an import find the messages again."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from engine.capabilities.chat import rows
from engine.capabilities.chat.transfer.persona_lines import persona_lines
from engine.capabilities.chat.transfer.shown_branch import (
    MILLISECONDS,
    ExportedConversation,
    Wording,
    plain,
    sources_of,
    with_marks,
)
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage

_COMMENT = re.compile(r"^(?=\\*<!-- ateneo:)", re.MULTILINE)
"""A line of a message that an import would take for one of our comments gets a backslash, which the import takes away."""


class MarkdownFile:
    """Implements ExportFile. Citations are footnotes; those of message 3 are named 3-1, 3-2 …"""

    def __init__(self, file: BinaryIO, wording: Wording) -> None:
        self._file, self._wording = file, wording
        self._count = 0

    def begin(self) -> None:
        """Nothing stands before the first conversation."""

    def add(self, conversation: ExportedConversation) -> None:
        record, title = conversation.record, self._wording.title(conversation.record)
        self._write(f"{_conversation_comment(record)}\n# {_line(title)}\n\n")
        dividers = persona_lines(conversation.messages, self._wording)
        for message in conversation.messages:
            self._count += 1
            self._write(self._message(message, self._count, dividers.get(message.id, ())))

    def end(self) -> None:
        """Nothing stands behind the last conversation."""

    def _message(self, message: RecordedMessage, number: int, dividers: Sequence[str]) -> str:
        time = self._wording.time(message.created_at)
        heading = " · ".join(part for part in (_line(self._wording.speaker(message)), time) if part)
        text = _COMMENT.sub(r"\\", with_marks(message, f"[^{number}-{{number}}]")).strip("\n")
        below = [f"*{ending}*"] if (ending := self._wording.ending(message)) else []
        below += [f"*{self._wording.tr('Picture: {name}', name=_line(plain(p.name)))}*" for p in message.pictures]
        below += [f"[^{number}-{c.number}]: {_line(self._wording.source(c))}" for c in sources_of(message)]
        sources = "\n\n<!-- ateneo:sources -->\n" + "\n\n".join(below) if below else ""
        above = "".join(f"*{line}*\n" for line in dividers)  # an import skips all up to the first empty line
        return f"{_message_comment(message)}\n{above}## {heading}\n\n{text}{sources}\n\n"

    def _write(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))


def _conversation_comment(record: ConversationRecord) -> str:
    settings = rows.settings(bytes(record.settings))
    system = settings.system if settings else ""
    values = {
        "title": record.title,
        "created": _iso(record.created_at),
        "changed": _iso(record.changed_at),
        "system": system,
    }
    return _comment("conversation", values)


def _message_comment(message: RecordedMessage) -> str:
    values = {"role": message.role, "created": _iso(message.created_at), "model": message.model}
    return _comment("message", values | {"pinned": "yes" if message.is_pinned else ""})


def _comment(kind: str, values: dict[str, str]) -> str:
    """Return a comment with the values as JSON strings, in which no sign can end it."""
    given = [f"{name}={_quoted(value)}" for name, value in values.items() if value]
    return f"<!-- ateneo:{' '.join([kind, *given])} -->"


def _quoted(value: str) -> str:
    return json.dumps(plain(value), ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _iso(milliseconds: int) -> str:
    if not milliseconds:
        return ""
    try:
        return datetime.fromtimestamp(milliseconds / MILLISECONDS, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return ""


def _line(text: str) -> str:
    return " ".join(text.split())
