"""LM Studio's conversation files: a list of messages, each in several versions of which one is chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec.structs import replace

from engine.indexer.conversations.drafts import (
    DraftConversation,
    DraftNode,
    DraftPicture,
    fenced,
    milliseconds,
    split_thinking,
)
from engine.indexer.conversations.export_files import FindPicture
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

SYSTEM_FIELD = "llm.prediction.systemPrompt"


def draft(item: Json, find_picture: FindPicture) -> DraftConversation:
    """Return the conversation. The versions of a message follow the chosen version of the one before it."""
    model = text_of(object_of(item.get("lastUsedModel")).get("identifier"))
    nodes: list[DraftNode] = []
    parent: str | None = None
    for at, message in enumerate(objects_of(item.get("messages"))):
        versions = objects_of(message.get("versions"))
        chosen = min(count_of(message.get("currentlySelected")), max(len(versions) - 1, 0))
        for number, version in enumerate(versions):
            nodes.append(replace(_node(version, model, find_picture), id=f"{at}.{number}", parent=parent))
        parent = f"{at}.{chosen}" if versions else parent
    return DraftConversation(
        title=text_of(item.get("name")),
        nodes=nodes,
        leaf=parent or "",
        created_at=milliseconds(item.get("createdAt")),
        changed_at=milliseconds(item.get("assistantLastMessagedAt")) or milliseconds(item.get("userLastMessagedAt")),
        system=first_text(_system(item), item.get("systemPrompt")),
        is_pinned=item.get("pinned") is True,
    )


def _system(item: Json) -> str:
    fields = objects_of(object_of(item.get("perChatPredictionConfig")).get("fields"))
    return next((text_of(field.get("value")) for field in fields if field.get("key") == SYSTEM_FIELD), "")


def _node(version: Json, model: str, find_picture: FindPicture) -> DraftNode:
    role = text_of(version.get("role"))
    if role not in ("user", "assistant"):
        return DraftNode("", None, "skip")
    content = version.get("content")
    if role == "user":
        return DraftNode("", None, "user", _text(content), pictures=tuple(_pictures(content, find_picture)))
    steps = [step for step in objects_of(version.get("steps")) if step.get("type") == "contentBlock"]
    blocks = [(_is_thinking(step), _text(step.get("content"))) for step in steps] or [(False, _text(content))]
    thinking, text = split_thinking("\n\n".join(text for is_thinking, text in blocks if text and not is_thinking))
    thoughts = [text for is_thinking, text in blocks if text and is_thinking] + [thinking]
    infos = [object_of(step.get("genInfo")) for step in steps]
    stats = [object_of(info.get("stats")) for info in infos]
    named = [text_of(info.get(key)) for info in infos for key in ("identifier", "indexedModelIdentifier")]
    sender = object_of(version.get("senderInfo")).get("senderName")
    return DraftNode(
        "",
        None,
        "assistant",
        text,
        model=first_text(*named, sender, model),
        thinking="\n\n".join(thought for thought in thoughts if thought),
        pictures=tuple(_pictures(content, find_picture)),
        tokens=sum(count_of(each.get("predictedTokensCount")) for each in stats),
        seconds=sum(seconds_of(each.get("totalTimeSec")) for each in stats),
        is_stopped=any(each.get("stopReason") == "userStopped" for each in stats),
    )


def _is_thinking(step: Json) -> bool:
    return object_of(step.get("style")).get("type") == "thinking"


def _text(content: object) -> str:
    return "\n\n".join(part for part in _parts(content) if part.strip())


def _parts(content: object) -> Iterator[str]:
    """Yield the texts of a message; calls of tools and what they returned are blocks of code."""
    yield text_of(content)
    for part in map(object_of, list_of(content)):
        kind = part.get("type")
        if kind == "text":
            yield text_of(part.get("text"))
        elif kind == "toolCallRequest":
            call = {"name": part.get("name"), "parameters": part.get("parameters")}
            yield fenced(json.dumps(call, ensure_ascii=False), "json")
        elif kind == "toolCallResult" and (result := text_of(part.get("content"))):
            yield fenced(result)


def _pictures(content: object, find_picture: FindPicture) -> Iterator[DraftPicture]:
    for part in map(object_of, list_of(content)):
        if part.get("type") == "file" and part.get("fileType") == "image":
            yield find_picture(first_text(part.get("fileIdentifier"), part.get("name")))
