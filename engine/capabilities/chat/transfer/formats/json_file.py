"""Our own format: whole trees, one conversation a line, as engine.protocol.children.conversation_file describes it."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from engine.capabilities.chat.transfer.shown_branch import ExportedConversation
from engine.protocol.children.conversation_file import FORMAT, VERSION


class JsonFile:
    """Implements ExportFile."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._is_first = True

    def begin(self) -> None:
        self._file.write(f'{{"format": "{FORMAT}", "version": {VERSION}, "conversations": [\n'.encode())

    def add(self, conversation: ExportedConversation) -> None:
        self._file.write(b"" if self._is_first else b",\n")
        self._file.write(msgspec.json.encode(conversation.record))
        self._is_first = False

    def end(self) -> None:
        self._file.write(b"\n]}\n")
