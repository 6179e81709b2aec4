"""ChatGPT's conversations.json: a tree of nodes in `mapping`, with messages of the system and of tools between the others."""

from __future__ import annotations

import re

from engine.indexer.conversations.drafts import (
    DraftConversation,
    DraftNode,
    DraftPicture,
    NodeRole,
    fenced,
    milliseconds,
)
from engine.indexer.conversations.export_files import FindPicture
from engine.indexer.conversations.json_fields import Json, first_text, list_of, object_of, text_of

_CITATION = re.compile("\ue200.*?\ue201", re.DOTALL)
"""Marks of web sources, which mean nothing outside the program."""
_POINTER = re.compile(r"^[a-z-]+://(?:file_id=)?")


def draft(item: Json, find_picture: FindPicture) -> DraftConversation:
    """Return one conversation; `find_picture` finds a picture in the export by its id."""
    mapping = object_of(item.get("mapping"))
    model = text_of(item.get("default_model_slug"))
    nodes = [_node(id, object_of(node), model, find_picture) for id, node in mapping.items()]
    order = {child: at for node in mapping.values() for at, child in enumerate(list_of(object_of(node).get("children")))
             if isinstance(child, str)}  # fmt: skip
    nodes.sort(key=lambda node: order.get(node.id, 0))
    return DraftConversation(
        title=text_of(item.get("title")),
        nodes=nodes,
        leaf=text_of(item.get("current_node")),
        created_at=milliseconds(item.get("create_time")),
        changed_at=milliseconds(item.get("update_time")),
        is_pinned=item.get("is_starred") is True,
        is_archived=item.get("is_archived") is True,
    )


def _node(id: str, node: Json, model: str, find_picture: FindPicture) -> DraftNode:
    parent = text_of(node.get("parent")) or None
    message = object_of(node.get("message"))
    metadata = object_of(message.get("metadata"))
    role = text_of(object_of(message.get("author")).get("role"))
    if not message or role == "system" or metadata.get("is_visually_hidden_from_conversation") is True:
        return DraftNode(id, parent, "skip")
    content = object_of(message.get("content"))
    text, thinking = _text(content, role, text_of(message.get("recipient")) or "all")
    kind: NodeRole = "user" if role == "user" else "tool" if role == "tool" else "assistant"
    return DraftNode(
        id,
        parent,
        kind,
        _CITATION.sub("", text),
        milliseconds(message.get("create_time")),
        (text_of(metadata.get("model_slug")) or model) if role == "assistant" else "",
        thinking,
        _pictures(content, find_picture),
        is_stopped=text_of(message.get("status")) == "in_progress",
    )


def _text(content: Json, role: str, recipient: str) -> tuple[str, str]:
    """Return the text of a message and the thinking in it."""
    kind = text_of(content.get("content_type"))
    if kind == "thoughts":
        thoughts = [object_of(thought) for thought in list_of(content.get("thoughts"))]
        lines = [text_of(t.get(name)) for t in thoughts for name in ("summary", "content")]
        return "", "\n\n".join(line for line in lines if line.strip())
    if kind == "execution_output":
        return fenced(text_of(content.get("text"))), ""
    if role == "tool" or kind in ("reasoning_recap", "user_editable_context", "model_editable_context", "system_error"):
        return "", ""
    if kind == "code" or recipient != "all":
        code = first_text(content.get("text"), *list_of(content.get("parts")))
        return (fenced(code, _language(content)) if code else ""), ""
    parts = [_part(part) for part in list_of(content.get("parts"))]
    return "\n\n".join(part for part in parts if part) or first_text(content.get("text"), content.get("result")), ""


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    return text_of(object_of(part).get("text"))  # what was said, of a recording


def _language(content: Json) -> str:
    language = text_of(content.get("language"))
    return language if language.isalnum() and language != "unknown" else ""


def _pictures(content: Json, find_picture: FindPicture) -> tuple[DraftPicture, ...]:
    pointers = [
        text_of(object_of(part).get("asset_pointer"))
        for part in list_of(content.get("parts"))
        if object_of(part).get("content_type") == "image_asset_pointer"
    ]
    return tuple(find_picture(_POINTER.sub("", pointer)) for pointer in pointers if pointer)
