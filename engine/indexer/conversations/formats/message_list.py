"""A plain list of messages with roles, as many programs and scripts write it: {"messages": [{"role", "content"}, …]}."""

from __future__ import annotations

from engine.indexer.conversations.drafts import (
    DraftConversation,
    DraftNode,
    DraftPicture,
    NodeRole,
    linear,
    milliseconds,
    split_thinking,
)
from engine.indexer.conversations.export_files import FindPicture, picture_of_address
from engine.indexer.conversations.json_fields import Json, first_text, list_of, object_of, objects_of, text_of

ROLES: dict[str, NodeRole] = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "model": "assistant",
}
SYSTEM = ("system", "developer")


def is_message(item: Json) -> bool:
    """Return whether an object is a message with a role."""
    return role_of(item) in (*ROLES, *SYSTEM, "tool") and ("content" in item or "text" in item)


def role_of(message: Json) -> str:
    """Return the role in small letters."""
    return first_text(message.get("role"), message.get("sender"), message.get("from")).lower()


def draft(item: Json, find_picture: FindPicture) -> DraftConversation:
    """Return the conversation; its first message of the system becomes the instructions of the conversation."""
    messages = objects_of(item.get("messages"))
    nodes = linear(_node(at, message, find_picture) for at, message in enumerate(messages))
    return DraftConversation(
        title=first_text(item.get("title"), item.get("name")),
        nodes=nodes,
        leaf=nodes[-1].id if nodes else "",
        created_at=milliseconds(item.get("created_at")) or milliseconds(item.get("created")),
        changed_at=milliseconds(item.get("updated_at")) or milliseconds(item.get("updated")),
        system=next((content_text(message) for message in messages if role_of(message) in SYSTEM), ""),
    )


def content_text(message: Json) -> str:
    """Return the text of a message, whose content may be a text or a list of parts."""
    content = message.get("content", message.get("text"))
    if isinstance(content, str):
        return content
    parts = [part if isinstance(part, str) else _part_text(object_of(part)) for part in list_of(content)]
    return "\n\n".join(part for part in parts if part.strip())


def content_pictures(message: Json, find_picture: FindPicture) -> tuple[DraftPicture, ...]:
    """Return the pictures among the parts of a message."""
    parts = [part for part in objects_of(message.get("content")) if part.get("type") in ("image_url", "image")]
    addresses = [_address(part) for part in parts]
    return tuple(picture_of_address(address, find_picture) for address in addresses if address)


def _address(part: Json) -> str:
    named = part.get("image_url")
    return first_text(object_of(named).get("url"), named, part.get("image"))


def _part_text(part: Json) -> str:
    text = part.get("text")
    return first_text(text, object_of(text).get("value")) if part.get("type", "text") in ("text", "output_text") else ""


def _node(at: int, message: Json, find_picture: FindPicture) -> DraftNode:
    role = ROLES.get(role_of(message), "skip")
    thinking, text = split_thinking(content_text(message)) if role == "assistant" else ("", content_text(message))
    return DraftNode(
        str(at),
        None,
        role,
        text,
        next((t for key in ("created_at", "timestamp", "created", "date") if (t := milliseconds(message.get(key)))), 0),
        text_of(message.get("model")) if role == "assistant" else "",
        thinking or text_of(message.get("reasoning_content")),
        content_pictures(message, find_picture),
    )
