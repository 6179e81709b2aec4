"""Claude's conversations.json: a list of messages, which in newer exports name the message that each one follows."""

from __future__ import annotations

import json
from collections.abc import Iterator

from engine.indexer.conversations.drafts import DraftConversation, DraftNode, fenced, linear, milliseconds
from engine.indexer.conversations.export_files import FindPicture
from engine.indexer.conversations.json_fields import Json, first_text, object_of, objects_of, text_of

ROOT = "00000000-0000-4000-8000-000000000000"
"""The parent of a first message."""

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


def draft(item: Json, find_picture: FindPicture) -> DraftConversation:
    """Return one conversation; its export holds no pictures, only their names."""
    messages = objects_of(item.get("chat_messages"))
    model = text_of(item.get("model"))
    nodes = [_node(at, message, model, find_picture) for at, message in enumerate(messages)]
    if not any(text_of(message.get("parent_message_uuid")) for message in messages):
        nodes = linear(nodes)
    return DraftConversation(
        title=first_text(item.get("name"), item.get("summary")),
        nodes=nodes,
        leaf=text_of(item.get("current_leaf_message_uuid")),
        created_at=milliseconds(item.get("created_at")),
        changed_at=milliseconds(item.get("updated_at")),
        is_pinned=item.get("is_starred") is True,
    )


def _node(at: int, message: Json, model: str, find_picture: FindPicture) -> DraftNode:
    is_question = message.get("sender") in ("human", "user")
    blocks = objects_of(message.get("content"))
    parts = [*_blocks(blocks)] or [text_of(message.get("text"))]
    parts += [*_attachments(message)] if is_question else []
    thinking = [text_of(block.get("thinking")) for block in blocks if block.get("type") == "thinking"]
    names = [text_of(file.get("file_name")) for file in objects_of(message.get("files"))]
    return DraftNode(
        text_of(message.get("uuid")) or str(at),
        text_of(message.get("parent_message_uuid")).replace(ROOT, "") or None,
        "user" if is_question else "assistant",
        "\n\n".join(part for part in parts if part.strip()),
        milliseconds(message.get("created_at")),
        "" if is_question else model,
        "\n\n".join(text for text in thinking if text),
        tuple(find_picture(name) for name in names if name.lower().endswith(PICTURES)),
    )


def _blocks(blocks: list[Json]) -> Iterator[str]:
    """Yield the texts of a message; what it wrote by way of a tool is a block of code."""
    for block in blocks:
        if block.get("type") == "text":
            yield text_of(block.get("text"))
        elif block.get("type") == "tool_use":
            given = object_of(block.get("input"))
            written = first_text(given.get("content"), given.get("code"), given.get("new_str"))
            if given:
                yield fenced(written or json.dumps(given, ensure_ascii=False, indent=1))


def _attachments(message: Json) -> Iterator[str]:
    for attachment in objects_of(message.get("attachments")):
        if content := text_of(attachment.get("extracted_content")):
            name = text_of(attachment.get("file_name"))
            yield f"{name}\n\n{fenced(content)}" if name else fenced(content)
