"""Open WebUI's export of chats: a tree of messages in `chat.history`, as several models may answer one question."""

from __future__ import annotations

import html
import re

from engine.indexer.conversations.drafts import (
    DraftConversation,
    DraftNode,
    DraftPicture,
    linear,
    milliseconds,
    split_thinking,
)
from engine.indexer.conversations.export_files import FindPicture, picture_of_address
from engine.indexer.conversations.json_fields import (
    Json,
    count_of,
    first_text,
    list_of,
    object_of,
    objects_of,
    seconds_of,
    text_of,
)

_REASONING = re.compile(
    r'<details type="reasoning"[^>]*>\s*(?:<summary>.*?</summary>)?(?P<thinking>.*?)</details>', re.DOTALL
)
NANOSECONDS = 1e9


def draft(item: Json, find_picture: FindPicture) -> DraftConversation:
    """Return one chat, with or without the record of the database around it."""
    chat = object_of(item.get("chat")) or item
    history = object_of(chat.get("history"))
    messages = object_of(history.get("messages"))
    if messages:
        nodes = [_node(id, object_of(message), find_picture) for id, message in messages.items()]
        places = _places(messages)
        nodes.sort(key=lambda node: places.get(node.id, 0))
    else:
        listed = objects_of(chat.get("messages"))
        nodes = linear(_node(text_of(m.get("id")) or str(at), m, find_picture) for at, m in enumerate(listed))
    return DraftConversation(
        title=first_text(item.get("title"), chat.get("title")),
        nodes=nodes,
        leaf=text_of(history.get("currentId")),
        created_at=milliseconds(item.get("created_at")) or milliseconds(chat.get("timestamp")),
        changed_at=milliseconds(item.get("updated_at")),
        system=first_text(object_of(chat.get("params")).get("system"), chat.get("system")),
        is_pinned=item.get("pinned") is True,
        is_archived=item.get("archived") is True,
    )


def _places(messages: Json) -> dict[str, int]:
    """Return the place of each message among its siblings."""
    return {
        child: at
        for message in messages.values()
        for at, child in enumerate(list_of(object_of(message).get("childrenIds")))
        if isinstance(child, str)
    }


def _node(id: str, message: Json, find_picture: FindPicture) -> DraftNode:
    role = text_of(message.get("role"))
    parent = text_of(message.get("parentId")) or None
    if role not in ("user", "assistant"):
        return DraftNode(id, parent, "skip")
    thinking, text = _reasoning(_content(message))
    usage = object_of(message.get("usage")) or object_of(message.get("info"))
    return DraftNode(
        id,
        parent,
        "user" if role == "user" else "assistant",
        text,
        milliseconds(message.get("timestamp")),
        first_text(message.get("modelName"), message.get("model")) if role == "assistant" else "",
        thinking,
        tuple(_pictures(message, find_picture)),
        count_of(usage.get("eval_count")) or count_of(usage.get("completion_tokens")),
        seconds_of(count_of(usage.get("eval_duration")) / NANOSECONDS),
        role == "assistant" and message.get("done") is False,
    )


def _content(message: Json) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "\n\n".join(text_of(part.get("text")) for part in objects_of(content))
    return text_of(content)


def _reasoning(text: str) -> tuple[str, str]:
    """Return the thoughts, which stand as a quotation in a folded block, and the answer."""
    if match := _REASONING.search(text):
        lines = html.unescape(match["thinking"]).strip().splitlines()
        thinking = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)
        return thinking.strip(), text[: match.start()] + text[match.end() :].lstrip()
    return split_thinking(text)


def _pictures(message: Json, find_picture: FindPicture) -> list[DraftPicture]:
    addresses = [text_of(f.get("url")) for f in objects_of(message.get("files")) if f.get("type") == "image"]
    addresses += [
        text_of(object_of(part.get("image_url")).get("url"))
        for part in objects_of(message.get("content"))
        if part.get("type") == "image_url"
    ]
    return [picture_of_address(address, find_picture) for address in addresses if address]
