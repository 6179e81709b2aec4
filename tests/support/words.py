"""Every string the window may say, found in its source, and every entry of the translations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from engine.discovery import capability_names, load_part
from engine.protocol.errors import AteneoError
from engine.protocol.i18n import FOLDER, read_entries
from engine.protocol.model_kinds import KIND_DESCRIPTIONS

DESKTOP = Path(__file__).parents[2] / "desktop"
SAYING = {"tr", "tr_noop", "translate"}

Entry = tuple[str, str]


def said(folder: Path = DESKTOP) -> set[Entry]:
    """(context, source) of every `tr`, `mark` and Feature title; and of every error class the window knows."""
    import desktop.link.call  # noqa: F401  declares error classes of its own

    for name in capability_names():
        load_part(name, "api")  # declares error classes of its own

    found = {entry for file in folder.rglob("*.py") for entry in _in_file(file)}
    found |= {("models", description) for description in KIND_DESCRIPTIONS.values()}
    return found | {("errors", error.sentence) for error in _errors(AteneoError)}


def entries(language: str) -> set[Entry]:
    return {entry for file in (FOLDER / language).glob("*.ts") for entry in read_entries(file)}


def plurals(folder: Path = DESKTOP) -> set[Entry]:
    return {entry for entry in said(folder) if "%n" in entry[1]}


def _in_file(file: Path) -> Iterator[Entry]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literal = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(literal) == 2 and name in SAYING:
            yield literal[0], literal[1]
        if len(literal) == 2 and name == "Feature":
            yield "features", literal[1]


def _errors(root: type[AteneoError]) -> Iterator[type[AteneoError]]:
    yield root
    for child in root.__subclasses__():
        yield from _errors(child)
