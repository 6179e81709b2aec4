"""The part of a prompt that tools take: their description, the calls that were made, and their results as data.

A model whose chat template knows tools reads them as that template writes them; another one as our own texts say.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any  # a JSON schema is any JSON

import msgspec
from msgspec.structs import replace

from engine.models.interfaces import CallFormat, ChatMessage, TextModel
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.tools import ToolCall, ToolSpec, ToolStep
from engine.text.language import Language

FOLDER = Path(__file__).parents[4] / "resources" / "prompts"
HAND_OVER = "hand_over"
"""Name of the tool by which a persona passes the question on."""
OWN_FORMAT = CallFormat('{"tool": "', '", "arguments": ', "}")
"""For models whose template knows no tools."""
_MARK = re.compile(r"<(?=/?\|?(?:tool|function|think|im_|start|end))|\[(?=/?(?:TOOL|AVAILABLE|INST))", re.IGNORECASE)
"""Where a text could begin what templates write around calls and results."""

_BOUNDS = frozenset({"minLength", "maxLength", "minimum", "maximum", "title", "default", "$schema"})


class ToolTexts(msgspec.Struct, frozen=True):
    """The texts of resources/prompts about tools, in one language."""

    tools: str
    result: str
    data: str
    after: str
    last: str

    @classmethod
    def read(cls, language: Language, folder: Path = FOLDER) -> ToolTexts:
        """Read them."""
        names = ("tools", "tool-result", "tool-data", "tools-after", "tools-end")
        return cls(*((folder / language / f"{name}.txt").read_text("utf-8").strip() for name in names))


class ToolPrompt(msgspec.Struct, frozen=True):
    """The tools that are allowed, and the steps so far with the `passages` they found. `is_over`: no more calls are possible.

    `handed` is the call by which a persona passes the question on. `thought_out` are the tokens of a prompt with the thinking
    after which the model calls no tool: its answer follows.
    """

    specs: tuple[ToolSpec, ...]
    texts: ToolTexts
    steps: tuple[ToolStep, ...] = ()
    passages: tuple[Passage, ...] = ()
    is_over: bool = False
    handed: ToolCall | None = None
    thought_out: tuple[int, ...] = ()

    @property
    def only_hands_over(self) -> bool:
        """Whether nothing can be found or computed with these tools."""
        return all(tool.name == HAND_OVER for tool in self.specs)

    def with_step(self, step: ToolStep, passages: tuple[Passage, ...] = ()) -> ToolPrompt:
        """Return the same after one more step."""
        return replace(self, steps=(*self.steps, step), passages=(*self.passages, *passages))

    def after_thinking(self, prompt: list[int]) -> list[int]:
        """Return a prompt with the thinking that the model has done after it already, if it has."""
        is_same = self.thought_out[: len(prompt)] == tuple(prompt)
        return list(self.thought_out) if is_same else prompt

    def in_template(self, model: TextModel) -> tuple[ToolSpec, ...]:
        """Return the tools that the model's own template describes."""
        return tuple(map(briefly, self.specs)) if model.call_format is not None else ()

    def with_description(self, model: TextModel, system: str) -> str:
        """Return the system prompt, with the tools where the template does not describe them."""
        if model.call_format is not None or not self.specs:
            return system
        described = map(briefly, self.specs)
        lines = "\n".join(f"- {tool.name}: {tool.description} {tool.parameters}" for tool in described)
        return f"{system}\n\n{self.texts.tools.replace('{tools}', lines)}"

    def messages(self, model: TextModel) -> list[ChatMessage]:
        """Return the calls and their results."""
        pairs = [self._pair(model, number) for number in range(len(self.steps))]
        return [message for pair in pairs for message in pair]

    def _pair(self, model: TextModel, number: int) -> tuple[ChatMessage, ChatMessage]:
        step, call = self.steps[number], ToolCall(self.steps[number].tool, self.steps[number].arguments)
        result = self._as_data(step)
        if number == len(self.steps) - 1:
            result = f"{result}\n\n{self.texts.last if self.is_over else self.texts.after}"
        if model.call_format is not None:
            return ChatMessage("assistant", "", call=call), ChatMessage("tool", result)
        text = self.texts.result.replace("{tool}", step.tool).replace("{result}", result)
        return ChatMessage("assistant", written_call(call, OWN_FORMAT)), ChatMessage("user", text)

    def _as_data(self, step: ToolStep) -> str:
        """Return a result in which nothing can pass for a call, or for the end of the result."""
        text = neutralised(step.result.replace('"""', '"'))
        is_text_of_others = any(tool.name == step.tool and tool.source for tool in self.specs)
        return self.texts.data.replace("{result}", text) if is_text_of_others else text


@functools.cache
def briefly(tool: ToolSpec) -> ToolSpec:
    """Return a tool with a shorter schema for the model to read; what it may write is up to the whole one.

    Alternatives become one object with the fields of all, and bounds are left out: for three tools 230 tokens and not 420.
    """
    schema = msgspec.json.decode(tool.parameters)
    options = schema.get("anyOf") if isinstance(schema, dict) else None
    fields: dict[str, Any] = {}
    for option in options if isinstance(options, list) else [schema]:
        if not isinstance(option, dict) or not isinstance(option.get("properties"), dict):
            return tool
        for name, field in option["properties"].items():
            _merge(fields.setdefault(name, {}), field if isinstance(field, dict) else {})
    brief = {"type": "object", "properties": fields}
    if not options and "required" in schema:
        brief["required"] = schema["required"]
    return msgspec.structs.replace(tool, parameters=msgspec.json.encode(brief).decode())


def _merge(field: dict[str, Any], other: dict[str, Any]) -> None:
    values = [*field.get("enum", ()), *other.get("enum", ())]
    field |= {key: value for key, value in other.items() if key not in _BOUNDS}
    if values:
        field["enum"] = list(dict.fromkeys(values))


def written_call(call: ToolCall, format: CallFormat) -> str:
    """Return a call as a model writes it."""
    return f"{format.before}{call.tool}{format.between}{call.arguments}{format.after}"


def neutralised(text: str) -> str:
    """Break what templates write around calls, by a space of no width. Special tokens are broken by the model itself."""
    return _MARK.sub(lambda match: f"{match.group()}\u200b", text)
