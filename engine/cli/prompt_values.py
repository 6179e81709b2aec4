"""Values for the variables of a saved prompt, asked for one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.cli.standard_input import typed_line
from engine.protocol.answering.saved_prompts import PromptVariable


def ask_for_values(variables: Sequence[PromptVariable], given: Mapping[str, str]) -> dict[str, str] | None:
    """Return a value for each variable: the given one, or the one that is typed. An empty line takes the default.

    A variable without a default is asked for again until something is typed. None at the end of input.
    """
    values = dict(given)
    for variable in variables:
        while not values.get(variable.name):
            line = typed_line(_question(variable))
            if line is None:
                return None
            values[variable.name] = _chosen(variable, line.strip())
    return values


def _question(variable: PromptVariable) -> str:
    """Return the name with its choices and default: signs alone, so that there is nothing to translate."""
    choices = ", ".join(f"{number} {choice}" for number, choice in enumerate(variable.choices, 1))
    name = f"{variable.name} ({choices})" if choices else variable.name
    return f"{name} [{variable.default}]: " if variable.default else f"{name}: "


def _chosen(variable: PromptVariable, line: str) -> str:
    """Return what was typed; the number of a choice stands for it, and nothing for the default."""
    if line in variable.choices:
        return line
    if line.isdecimal() and 0 < int(line) <= len(variable.choices):
        return variable.choices[int(line) - 1]
    return line or variable.default
