"""Texts of people and documents within a prompt: nothing in them can pass for a special token or the place of an image."""

from __future__ import annotations

import msgspec

from engine.models.interfaces import ChatMessage
from engine.models.llama.native import Weights
from engine.models.llama.projector import MARKER as NATIVE_MARKER
from engine.protocol.answering.tools import ToolCall, ToolSpec

ZERO_WIDTH_SPACE = "\u200b"
MARKER = NATIVE_MARKER.decode()
"""The place of an image in a rendered prompt."""


def escape_text(weights: Weights, text: str) -> str:
    """Break the names of special tokens (<|im_end|>) in a text, so that a document cannot speak as the system."""
    text = text.replace(MARKER, MARKER[0] + ZERO_WIDTH_SPACE + MARKER[1:])
    plain, special = (weights.tokenize(text, False, parse) for parse in (False, True))
    if plain == special:
        return text
    for token in {token for token in special if weights.is_control(token)}:
        name = weights.piece(token).decode("utf-8", "replace")
        text = text.replace(name, name[0] + ZERO_WIDTH_SPACE + name[1:])
    return text


def escape_message(weights: Weights, message: ChatMessage) -> ChatMessage:
    """Return a message with its texts escaped, and the places of its images before them."""
    text = "".join(f"{MARKER}\n" for _ in message.images) + escape_text(weights, message.text)
    call = ToolCall(message.call.tool, escape_text(weights, message.call.arguments)) if message.call else None
    return msgspec.structs.replace(message, text=text, call=call)


def escape_tool(weights: Weights, tool: ToolSpec) -> ToolSpec:
    """Return a tool with its texts escaped: the descriptions of a server's tools are a stranger's text."""
    description, parameters = escape_text(weights, tool.description), escape_text(weights, tool.parameters)
    return msgspec.structs.replace(tool, description=description, parameters=parameters)
