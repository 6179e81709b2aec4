"""Jan's threads: a folder for each, with thread.json and one message a line in messages.jsonl."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from engine.indexer.conversations.drafts import DraftConversation, DraftNode, linear, milliseconds, split_thinking
from engine.indexer.conversations.export_files import FindPicture
from engine.indexer.conversations.formats.message_list import content_pictures, content_text, role_of
from engine.indexer.conversations.json_fields import Json, first_text, object_of, objects_of, text_of

THREAD, MESSAGES = "thread.json", "messages.jsonl"


def draft(thread: Json, messages: Iterable[Json], find_picture: FindPicture) -> DraftConversation:
    """Return a thread with its messages, which are ordered by their times where all have one."""
    assistant = next(iter(objects_of(thread.get("assistants"))), {})
    used = object_of(thread.get("model")) or object_of(assistant.get("model"))
    model = first_text(used.get("id"), thread.get("model_id"))
    nodes = [_node(at, message, model, find_picture) for at, message in enumerate(messages)]
    if all(node.created_at for node in nodes):
        nodes.sort(key=lambda node: node.created_at)
    nodes = linear(nodes)
    metadata = object_of(thread.get("metadata"))
    return DraftConversation(
        title=first_text(thread.get("title"), metadata.get("title"), thread.get("summary")),
        nodes=nodes,
        leaf=nodes[-1].id if nodes else "",
        created_at=milliseconds(thread.get("created")),
        changed_at=milliseconds(thread.get("updated")),
        system=first_text(assistant.get("instructions")),
        is_pinned=thread.get("isFavorite") is True or metadata.get("is_favorite") is True,
    )


def _node(at: int, message: Json, model: str, find_picture: FindPicture) -> DraftNode:
    role = role_of(message)
    created = next((t for key in ("created_at", "created") if (t := milliseconds(message.get(key)))), 0)
    if role not in ("user", "assistant"):
        return DraftNode(str(at), None, "skip", created_at=created)
    text = content_text(message)
    node = DraftNode(str(at), None, "user", text, created, pictures=content_pictures(message, find_picture))
    if role == "user":
        return node
    thinking, answer = split_thinking(text)
    thoughts = [
        text_of(part.get("text")) for part in objects_of(message.get("content")) if part.get("type") == "reasoning"
    ]
    metadata = object_of(message.get("metadata"))
    return replace(
        node,
        role="assistant",
        text=answer,
        model=first_text(metadata.get("modelId"), metadata.get("model"), model),
        thinking="\n\n".join(thought for thought in [*thoughts, thinking] if thought),
        is_stopped=message.get("status") in ("stopped", "pending", "error"),
    )
