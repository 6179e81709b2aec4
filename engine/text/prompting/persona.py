"""System prompts composed of six fields: role, instruction, context, format, audience, tone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.text.language import Language

FOLDER = Path(__file__).parents[3] / "resources" / "prompts" / "persona"
FIELDS = ("role", "instruction", "context", "format", "audience", "tone")


def compose_system_prompt(fields: Mapping[str, str], language: Language) -> str:
    """Return one line for each field that has text, in the order of FIELDS; empty when none has.

    The same fields give the same text, so that a model keeps what it has read of it.
    """
    lines = _lines(language)
    return "\n".join(_line(lines[name], text) for name in FIELDS if (text := fields.get(name, "").strip()))


@cache
def _lines(language: Language) -> dict[str, str]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def _line(line: str, text: str) -> str:
    """The line with a text, which ends with one mark: the text's own or the line's."""
    if text.endswith((".", "!", "?", "…")):
        line = line.removesuffix(".")
    return line.replace("{}", text)
