"""Prompts with variables: {{text}}, {{language=English}}, {{tone:friendly|formal}}."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

_VARIABLE = re.compile(r"\{\{\s*(\w[\w ]{0,39}?)\s*(?:=([^{}]*)|:([^{}]*))?\}\}")


class Variable(msgspec.Struct, frozen=True):
    """A place to be filled. `default` is used where no value is given; `choices` are offered, the first is the default."""

    name: str
    default: str = ""
    choices: tuple[str, ...] = ()


def find_variables(prompt: str) -> tuple[Variable, ...]:
    """Return the variables in the order of their first place; a later place adds the default or choices it alone has."""
    found: dict[str, Variable] = {}
    for match in _VARIABLE.finditer(prompt):
        name, default, listed = match.group(1), match.group(2), match.group(3)
        choices = tuple(choice.strip() for choice in (listed or "").split("|") if choice.strip())
        known = found.get(name, Variable(name))
        found[name] = Variable(
            name, known.default or (default or "").strip() or (choices[0] if choices else ""), known.choices or choices
        )
    return tuple(found.values())


def fill_variables(prompt: str, values: Mapping[str, str]) -> str:
    """Return the prompt with a value in each place: the one given, else the default; nothing in a value is a variable.

    Raises KeyError with the name of a variable without a value.
    """
    variables = {variable.name: variable for variable in find_variables(prompt)}

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        text = values.get(name) or variables[name].default
        if not text:
            raise KeyError(name)
        return text

    return _VARIABLE.sub(value, prompt)
