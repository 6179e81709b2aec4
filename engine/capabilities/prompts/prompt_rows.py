"""Rows of personas, prompts, chains and runs as types of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import msgspec

from engine.capabilities.prompts.api import (
    Chain,
    ChainRun,
    ChainStep,
    Persona,
    PersonaFields,
    PromptVariable,
    RunState,
    SavedPrompt,
)
from engine.protocol.answering.presets import Preset
from engine.protocol.answering.prompt_example import PromptExample
from engine.store.json_cells import decode_cell, decode_list
from engine.text.prompting.variables import find_variables

Row = Sequence[Any]  # Any: a damaged file may hold a value of any type in any column

PERSONA = "SELECT id, name, language, fields, tools, examples, preset, model, hands_to FROM personas"
PROMPT = "SELECT id, name, command, text, examples FROM prompts"
CHAIN = "SELECT id, name, steps FROM prompt_chains"
RUN = "SELECT id, chain, input, steps, outputs, state, created_at FROM chain_runs"


def encode(value: object) -> str:
    """Return a value as the JSON of a cell."""
    return msgspec.json.encode(value).decode()


def persona(row: Row) -> Persona:
    """Return the persona of a row of PERSONA."""
    preset: Preset | None = row[6] if row[6] in get_args(Preset) else None
    return Persona(
        name=str(row[1]),
        language="en" if row[2] == "en" else "es",
        fields=decode_cell(row[3], PersonaFields) or PersonaFields(),
        id=row[0],
        tools=decode_list(row[4], str),
        examples=decode_list(row[5], PromptExample),
        preset=preset,
        model=str(row[7]),
        hands_to=decode_list(row[8], str),
    )


def prompt(row: Row) -> SavedPrompt:
    """Return the prompt of a row of PROMPT."""
    text = str(row[3])
    return SavedPrompt(str(row[1]), text, str(row[2]), row[0], decode_list(row[4], PromptExample), variables(text))


def chain(row: Row) -> Chain:
    """Return the chain of a row of CHAIN."""
    return Chain(str(row[1]), decode_list(row[2], ChainStep), row[0])


def run(row: Row) -> ChainRun:
    """Return the run of a row of RUN."""
    state: RunState = row[5]
    return ChainRun(
        row[0], row[1], str(row[2]), decode_list(row[3], ChainStep), decode_list(row[4], str), state, row[6]
    )


def variables(text: str) -> tuple[PromptVariable, ...]:
    """Return the variables of a prompt as types of the protocol."""
    return tuple(PromptVariable(found.name, found.default, found.choices) for found in find_variables(text))
