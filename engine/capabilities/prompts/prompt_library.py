"""Personas, prompts and chains that come with Ateneo, in each language. Their ids are negative and never change."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from engine.capabilities.prompts.api import Chain, ChainStep, Persona, PersonaFields, SavedPrompt
from engine.capabilities.prompts.prompt_rows import variables
from engine.protocol.answering.prompt_example import PromptExample
from engine.text.language import Language

FOLDER = Path(__file__).parents[3] / "resources" / "prompts" / "library"


class _Prompt(msgspec.Struct):
    id: int
    name: str
    command: str
    text: str
    examples: tuple[PromptExample, ...] = ()


class _Persona(msgspec.Struct):
    id: int
    name: str
    fields: PersonaFields


class _Chain(msgspec.Struct):
    id: int
    name: str
    steps: tuple[ChainStep, ...]


class _Library(msgspec.Struct):
    prompts: tuple[_Prompt, ...]
    personas: tuple[_Persona, ...]
    chains: tuple[_Chain, ...]


def library_prompts(language: Language) -> tuple[SavedPrompt, ...]:
    """Return the prompts that come with Ateneo."""
    return tuple(
        SavedPrompt(entry.name, entry.text.strip(), entry.command, entry.id, entry.examples, variables(entry.text))
        for entry in _read(language).prompts
    )


def library_personas(language: Language) -> tuple[Persona, ...]:
    """Return the personas that come with Ateneo."""
    return tuple(Persona(entry.name, language, entry.fields, entry.id) for entry in _read(language).personas)


def library_chains(language: Language) -> tuple[Chain, ...]:
    """Return the chains that come with Ateneo."""
    return tuple(Chain(entry.name, entry.steps, entry.id) for entry in _read(language).chains)


@cache
def _read(language: Language) -> _Library:
    return msgspec.convert(tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8")), _Library)


def all_chains() -> tuple[Chain, ...]:
    """Return the chains that come with Ateneo in all languages; no two have one id."""
    return (*library_chains("en"), *library_chains("es"))
