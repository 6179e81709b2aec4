"""GPT4All's chat files (gpt4all-….chat): Qt's QDataStream, big-endian, versions 1 to 13 of the program's own layout.

The layout follows Chat, ChatLLM, ChatModel and ToolCallInfo of GPT4All (`serialize` and `deserialize` of each).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec.structs import replace

from engine.indexer.conversations.drafts import (
    DraftConversation,
    DraftNode,
    fenced,
    linear,
    milliseconds,
    split_thinking,
)
from engine.indexer.conversations.json_items import CutShortError

MAGIC = b"\xf5\xd5\x53\xcc"
NEWEST = 13
MOST_ITEMS, DEEPEST = 1_000_000, 100
TEXT_TYPE = 10
"""QMetaType::QString."""
_NULL = 0xFFFFFFFF


class NewerVersionError(Exception):
    """A file of a version that nobody knew when this was written."""


def draft(data: bytes) -> DraftConversation:
    """Return the conversation of a file. Raises CutShortError, NewerVersionError."""
    stream = _Stream(data, 4)
    version = stream.int32()
    if not 1 <= version <= NEWEST:
        raise NewerVersionError
    created_at = milliseconds(stream.int64())
    stream.text()  # id
    title = stream.text()
    stream.text()  # name of the user
    model = stream.text()
    if version > 2:
        stream.texts()  # collections
    _skip_model_state(stream, version)
    nodes = linear(_messages(stream, version, model))
    return DraftConversation(title, nodes, nodes[-1].id if nodes else "", created_at)


def _skip_model_state(stream: _Stream, version: int) -> None:
    if version > 10:
        return
    has_state = stream.boolean() if version > 5 else True
    if version > 1:
        stream.skip(8)  # kind of model, version of its state
    stream.text()  # the last answer
    stream.text()  # the title again
    stream.skip(4)  # tokens
    if not has_state:
        return
    if version < 4:
        stream.skip(4)
    stream.skip(4)  # position
    if version >= 7:
        stream.skip(4)  # context window
    if version < 9:
        stream.skip(4 * stream.count64())  # logits
    stream.skip(4 * stream.count64())  # tokens
    stream.data()  # the model's cache


def _messages(stream: _Stream, version: int, model: str) -> Iterator[DraftNode]:
    for at in range(stream.count32()):
        node = _item(stream, version, str(at))
        yield replace(node, model=model) if node.role == "assistant" else node


def _item(stream: _Stream, version: int, id: str) -> DraftNode:
    if version < 12:
        stream.skip(4)
    name, value = stream.text().strip(" :"), stream.text()
    if version < 10:
        stream.text()  # the prompt again
    stream.text()  # another answer that the person proposed
    stream.boolean()
    is_stopped = stream.boolean()
    stream.skip(2)  # thumbs
    if version >= 11 and name == "Response":
        stream.boolean()  # failed
    _skip_sources(stream, version)
    attachments = list(_attachments(stream)) if version >= 10 else []
    parts, thoughts = _sub_items(stream) if version >= 12 else ([], [])
    if name == "Prompt":
        return DraftNode(id, None, "user", "\n\n".join([*attachments, value]))
    if name != "Response":
        return DraftNode(id, None, "skip")
    thinking, answer = split_thinking(value)
    thoughts += [thinking] if thinking else []
    return DraftNode(
        id, None, "assistant", "\n\n".join([*parts, answer]), thinking="\n\n".join(thoughts), is_stopped=is_stopped
    )


def _skip_sources(stream: _Stream, version: int) -> None:
    """Pass over the excerpts of documents that the answer was made from."""
    if version >= 8:
        for _ in range(stream.count64()):
            for _ in range(7):
                stream.text()
            stream.skip(12)  # page, lines
    elif version >= 3:
        stream.text()
        stream.texts()


def _attachments(stream: _Stream) -> Iterator[str]:
    for _ in range(stream.count64()):
        address, content = stream.data().decode("utf-8", "replace"), stream.data()
        name = address.rsplit("/", 1)[-1]
        if not name.lower().endswith(".xlsx") and content:
            yield f"{name}\n\n{fenced(content.decode('utf-8', 'replace'))}"


def _sub_items(stream: _Stream) -> tuple[list[str], list[str]]:
    """Return the texts before an answer, calls of tools among them, and the thoughts."""
    texts: list[str] = []
    thoughts: list[str] = []
    left = [stream.count64()]
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        name, value = stream.text().strip(" :"), stream.text()
        if name == "Think":
            stream.skip(4)
            thoughts.append(split_thinking(value)[0] or value.strip())
        elif name == "ToolCall":
            _skip_tool_call(stream)
            texts.append(fenced(value))
        elif name == "Text":
            texts.append(value.strip("\n"))
        if len(left) > DEEPEST:
            raise CutShortError
        left.append(stream.count64())
    return [text for text in texts if text.strip()], [thought for thought in thoughts if thought]


def _skip_tool_call(stream: _Stream) -> None:
    stream.text()
    for _ in range(stream.count64()):
        stream.text()
        stream.skip(4)
        kind = stream.int32()
        stream.skip(1)
        if kind != TEXT_TYPE:  # the code interpreter's only parameter is one
            raise CutShortError
        stream.text()
    stream.text()
    stream.skip(4)
    stream.text()


class _Stream:
    """Values in the order in which they were written. Each method raises CutShortError at the end of the file."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def skip(self, count: int) -> bytes:
        end = self._at + count
        if count < 0 or end > len(self._data):
            raise CutShortError
        taken, self._at = self._data[self._at : end], end
        return taken

    def int32(self) -> int:
        return int(struct.unpack(">i", self.skip(4))[0])

    def int64(self) -> int:
        return int(struct.unpack(">q", self.skip(8))[0])

    def boolean(self) -> bool:
        return self.skip(1) != b"\0"

    def count32(self) -> int:
        return self._bounded(self.int32())

    def count64(self) -> int:
        return self._bounded(self.int64(), len(self._data))

    def data(self) -> bytes:
        length = int(struct.unpack(">I", self.skip(4))[0])
        return b"" if length == _NULL else self.skip(length)

    def text(self) -> str:
        return self.data().decode("utf-16-be", "replace")

    def texts(self) -> list[str]:
        return [self.text() for _ in range(self.count32())]

    def _bounded(self, count: int, most: int = MOST_ITEMS) -> int:
        if not 0 <= count <= most:
            raise CutShortError
        return count
