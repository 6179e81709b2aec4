"""The texts of resources/prompts with which models work on whole documents."""

from __future__ import annotations

from pathlib import Path

from engine.text.language import Language

FOLDER = Path(__file__).parents[4] / "resources" / "prompts"


def prompt_text(language: Language, name: str) -> str:
    """Return a prompt in a language, with its braces to be filled."""
    return (FOLDER / language / f"{name}.txt").read_text("utf-8").strip()
