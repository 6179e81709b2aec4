"""One tool: its arguments are a struct, or a union of tagged ones, from which its JSON schema is made."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any  # the arguments of each tool are a type of its own; JSON schemas are any JSON

import msgspec

from engine.protocol.answering.tools import CallResult, ToolCall, ToolScope, ToolSpec
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, Cancelled
from engine.protocol.i18n import Translations

LONGEST_TEXT = 400
"""Characters of an argument."""
NO_ARGUMENTS = "The arguments do not fit the tool: {detail}"


class ToolError(ValueError):
    """Refusal of a tool, as a sentence with `values`. Translated, it is the text of the result."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


@functools.cache
def translations(language: str) -> Translations:
    """Return the translations of a language, read once."""
    return Translations(language)


def say(scope: ToolScope, sentence: str, **values: object) -> str:
    """Return a sentence in the language of a call."""
    return translations(scope.language).tr("tools", sentence, **values)


class Tool(msgspec.Struct, frozen=True):
    """`title` and `description` are English. `run` is given the decoded arguments.

    `choices` gives the values that an argument may have now, by its name.
    """

    name: str
    title: str
    description: str
    arguments: Any
    run: Callable[[Any, ToolScope, IsCancelled], CallResult]
    source: str = ""
    choices: Callable[[], dict[str, tuple[str, ...]]] = dict

    def spec(self) -> ToolSpec:
        """Return the tool as a model reads it, in English."""
        schema = argument_schema(self.arguments)
        for name, values in self.choices().items():
            schema["properties"][name]["enum"] = list(values)
        return ToolSpec(self.name, self.description, msgspec.json.encode(schema).decode(), self.source)

    @property
    def is_usable(self) -> bool:
        """Whether every argument with choices has one."""
        return all(self.choices().values())

    def call(self, call: ToolCall, scope: ToolScope, is_cancelled: IsCancelled) -> CallResult:
        """Return the result; what went wrong is its text. Raises Cancelled."""
        try:
            arguments = msgspec.json.decode(call.arguments.encode("utf-8", "replace"), type=self.arguments)
            return self.run(arguments, scope, is_cancelled)
        except (msgspec.DecodeError, RecursionError) as error:  # a ValidationError is a DecodeError
            return CallResult(say(scope, NO_ARGUMENTS, detail=str(error)[:200]), is_error=True)
        except ToolError as error:
            return CallResult(say(scope, error.sentence, **error.values), is_error=True)
        except Cancelled:
            raise
        except AteneoError as error:
            return CallResult(translations(scope.language).error(error), is_error=True)


def argument_schema(arguments: Any) -> dict[str, Any]:
    """Return the JSON schema of a struct or a union of structs, without references and titles."""
    (schema,), components = msgspec.json.schema_components([arguments], ref_template="{name}")
    plain: dict[str, Any] = _inlined(schema, components)
    for option in plain.get("anyOf", (plain,)):
        option.pop("description", None)  # a class's docstring is for programmers
        option["additionalProperties"] = False
    return plain


def _inlined(schema: Any, components: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(item, components) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(components[schema["$ref"]], components)
    dropped = ("title", "discriminator")
    return {key: _inlined(value, components) for key, value in schema.items() if key not in dropped}
