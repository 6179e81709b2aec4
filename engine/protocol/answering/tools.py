"""Tools that a model may call: how they are described, called and answered. Types only.

They belong to the protocol because chat calls what other capabilities offer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from engine.protocol.answering.passage import Passage
from engine.protocol.cancellation import IsCancelled

StepState = Literal["running", "done", "failed"]


class ToolSpec(msgspec.Struct, frozen=True):
    """A tool as a model reads it. `parameters` is the JSON schema of the arguments, as text.

    `source` names where the text of its results comes from, such as "documents" or "server:notes"; empty for a tool that only
    computes from its arguments. Once a model has read text of a source, it may call no tool of another one in the same answer.
    """

    name: str
    description: str
    parameters: str
    source: str = ""


class ToolCall(msgspec.Struct, frozen=True):
    """A call; `arguments` is a JSON object, as text."""

    tool: str
    arguments: str


class ToolScope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The conversation that a call belongs to: the collections and attached files it asks, and the language of results.

    Memories are read only where it `recalls`, and those of a folder only in its conversations. `question` is what the person
    wrote: its numbers say how those of a call are meant.
    """

    conversation: int = 0
    collections: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    language: str = "en"
    recalls: bool = True
    folder: int | None = None
    question: str = ""


class CallResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer of a tool. `passages` are those of documents that its text is made of, for citations."""

    text: str
    passages: tuple[Passage, ...] = ()
    is_error: bool = False


class ToolStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """A call within an answer, with the part of its result that the model read."""

    tool: str
    arguments: str
    result: str = ""
    state: StepState = "running"
    seconds: float = 0.0


FindTools = Callable[[tuple[str, ...], str], tuple[ToolSpec, ...]]
"""(names, language): the tools of these names that exist, described in the language. Exported by the tools capability."""
RunTool = Callable[[ToolCall, ToolScope, IsCancelled], CallResult]
"""Run a call. What goes wrong comes back as the text of the result. Exported by the tools capability."""
AddTool = Callable[[ToolSpec, str, RunTool], None]
"""Add a tool of another capability, with its English description and title. Exported by the tools capability."""
