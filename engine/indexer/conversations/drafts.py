"""A conversation as another program has it, and its change into a tree of questions and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from engine.protocol.children.conversation_file import EMPTY, ConversationRecord, RecordedMessage, RecordedPicture

LONGEST_TITLE = 200
"""Characters."""
LATEST_SECONDS = 100_000_000_000
"""A larger time is in milliseconds."""
_THINKING = re.compile(r"\s*<think(?:ing)?>(?P<thinking>.*?)(?:</think(?:ing)?>|\Z)\s*", re.DOTALL)

NodeRole = Literal["user", "assistant", "tool", "skip"]


class DraftPicture(msgspec.Struct, frozen=True):
    """A picture that a message names. `load` returns its bytes, None where the export does not hold them."""

    name: str
    load: Callable[[], bytes | None]


class DraftNode(msgspec.Struct, frozen=True):
    """One entry of the other program's tree. "tool" is shown with the answer that follows; "skip" is not shown."""

    id: str
    parent: str | None
    role: NodeRole
    text: str = ""
    created_at: int = 0
    model: str = ""
    thinking: str = ""
    pictures: tuple[DraftPicture, ...] = ()
    tokens: int = 0
    seconds: float = 0.0
    is_stopped: bool = False
    is_pinned: bool = False


class DraftConversation(msgspec.Struct, frozen=True):
    """`nodes` stand in the order in which siblings are shown; `leaf` is the node that was shown last, "" for the newest."""

    title: str
    nodes: Sequence[DraftNode]
    leaf: str = ""
    created_at: int = 0
    changed_at: int = 0
    system: str = ""
    folder: str = ""
    is_pinned: bool = False
    is_archived: bool = False


SavePicture = Callable[[DraftPicture], RecordedPicture | None]


def record_of(draft: DraftConversation, save: SavePicture) -> ConversationRecord:
    """Return the conversation with questions and answers in turn; without messages where nothing in it was said.

    Answers in a row, with what tools returned between them, become one. `save` returns None for a picture that is missing.
    """
    tree = _Tree(draft.nodes, save)
    tree.grow()
    title = " ".join(clean(draft.title).split())[:LONGEST_TITLE]
    times = [message.created_at for message in tree.messages if message.created_at]
    created_at = draft.created_at or min(times, default=0)
    return ConversationRecord(
        title=title,
        messages=tuple(tree.messages),
        leaf=tree.leaf(draft.leaf),
        created_at=created_at,
        changed_at=draft.changed_at or max(times, default=created_at),
        settings=_settings(draft.system),
        folder=clean(draft.folder),
        is_pinned=draft.is_pinned,
        is_archived=draft.is_archived,
        title_source="person" if title else "words",
    )


def clean(text: str) -> str:
    """Return the text as it can be stored: half a character and NUL become the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def milliseconds(value: object) -> int:
    """Return a time in milliseconds since 1970 from seconds, milliseconds or ISO 8601; 0 for anything else."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()).timestamp()
        except (ValueError, OverflowError):
            return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e15:
        return 0
    return int(value if value > LATEST_SECONDS else value * 1000)


def split_thinking(text: str) -> tuple[str, str]:
    """Return what the model thought first, between <think> and </think>, and the answer."""
    if match := _THINKING.match(text):
        return match["thinking"].strip(), text[match.end() :]
    return "", text


def fenced(text: str, language: str = "") -> str:
    """Return the text as a block of code."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    end = "" if text.endswith("\n") else "\n"
    return f"{fence}{language}\n{text}{end}{fence}"


def linear(nodes: Iterable[DraftNode]) -> list[DraftNode]:
    """Return the nodes, each the child of the one before it."""
    chain: list[DraftNode] = []
    for node in nodes:
        chain.append(replace(node, parent=chain[-1].id if chain else None))
    return chain


def _settings(system: str) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode({"system": clean(system)})) if system.strip() else EMPTY


class _Visit(msgspec.Struct):
    """A node to be added below the message `parent`; `before` are the nodes of the answer that it goes on with."""

    node: DraftNode
    parent: int | None
    before: tuple[DraftNode, ...] = ()


class _Tree(msgspec.Struct):
    nodes: Sequence[DraftNode]
    save: SavePicture
    messages: list[RecordedMessage] = msgspec.field(default_factory=list)
    _children: dict[str | None, list[DraftNode]] = msgspec.field(default_factory=dict)
    _ids: dict[str, int] = msgspec.field(default_factory=dict)
    """Node → the message that it is in."""

    def grow(self) -> None:
        """Add the messages, parents before their children."""
        known = {node.id for node in self.nodes}
        for node in self.nodes:
            parent = node.parent if node.parent in known and node.parent != node.id else None
            self._children.setdefault(parent, []).append(node)
        visits = [_Visit(node, None) for node in reversed(self._shown(None))]
        while visits:
            visits += reversed(self._visit(visits.pop()))

    def leaf(self, node: str) -> int | None:
        """Return the message to show last: that of a node, or of the nearest one above it that is shown."""
        parents = {each.id: each.parent for each in self.nodes}
        seen: set[str] = set()
        at: str | None = node
        while at is not None and at in parents and at not in seen:
            if at in self._ids:
                return self._ids[at]
            seen.add(at)
            at = parents[at]
        return None

    def _shown(self, parent: str | None) -> list[DraftNode]:
        """Return the nodes below a node that are shown, those below nodes that are not included."""
        shown: list[DraftNode] = []
        waiting = list(reversed(self._children.pop(parent, [])))  # taken: a circle ends
        while waiting:
            node = waiting.pop()
            if node.role == "skip" or not (node.text.strip() or node.thinking.strip() or node.pictures):
                waiting += reversed(self._children.pop(node.id, []))
            else:
                shown.append(node)
        return shown

    def _visit(self, visit: _Visit) -> list[_Visit]:
        node = visit.node
        below = self._shown(node.id)
        if node.role == "user":
            parent = self._add_missing_answer(visit.parent)
            id = self._add((node,), "user", parent)
            return [_Visit(child, id) for child in below]
        parts = (*visit.before, node)
        questions = [child for child in below if child.role == "user"]
        rest = [_Visit(child, visit.parent, parts) for child in below if child.role != "user"]
        if questions or not rest:
            id = self._add(parts, "assistant", visit.parent)
            return [_Visit(child, id) for child in questions] + rest
        return rest

    def _add_missing_answer(self, parent: int | None) -> int | None:
        """Put an empty answer below a question that has none and is followed by another."""
        if parent is None or self.messages[parent - 1].role == "assistant":
            return parent
        id = len(self.messages) + 1
        self.messages.append(
            RecordedMessage(id, "assistant", "", parent, "failed", self.messages[parent - 1].created_at)
        )
        return id

    def _add(self, parts: tuple[DraftNode, ...], role: Literal["user", "assistant"], parent: int | None) -> int:
        id = len(self.messages) + 1
        pictures = [saved for part in parts for picture in part.pictures if (saved := self.save(picture)) is not None]
        text = "\n\n".join(clean(part.text).strip("\n") for part in parts if part.text.strip())
        thinking = "\n\n".join(clean(part.thinking).strip() for part in parts if part.thinking.strip())
        last = parts[-1]
        self.messages.append(
            RecordedMessage(
                id,
                role,
                text,
                parent,
                "stopped" if last.is_stopped else "complete",
                next((part.created_at for part in parts if part.created_at), 0),
                next((clean(part.model) for part in reversed(parts) if part.model), ""),
                sum(part.tokens for part in parts),
                sum(part.seconds for part in parts),
                thinking=thinking,
                pictures=tuple(pictures),
                is_pinned=any(part.is_pinned for part in parts),
            )
        )
        for part in parts:
            self._ids.setdefault(part.id, id)
        return id
