"""Translation sources of the window, collected from its code, and the entries of the .ts files."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from engine.discovery import capability_names, load_part
from engine.protocol.errors import AteneoError
from engine.protocol.i18n import FOLDER, read_entries
from engine.protocol.model_kinds import KIND_DESCRIPTIONS

DESKTOP = Path(__file__).parents[2] / "desktop"
TRANSLATING = {"tr", "tr_noop", "translate"}

Entry = tuple[str, str]


def window_sources(folder: Path = DESKTOP) -> set[Entry]:
    """Return (context, source) of every `tr`, `tr_noop` and Feature title, of every error class and model kind."""
    import desktop.link.call  # noqa: F401  declares error classes of its own

    for name in capability_names():
        api = load_part(name, "api")  # declares error classes of its own, some in parts
        for part in pkgutil.iter_modules(getattr(api, "__path__", [])):
            importlib.import_module(f"{api.__name__}.{part.name}")

    sources = {entry for file in folder.rglob("*.py") for entry in _in_file(file)}
    sources |= {("models", description) for description in KIND_DESCRIPTIONS.values()}
    return sources | {("errors", error.sentence) for error in _errors(AteneoError)}


def translated_sources(language: str) -> set[Entry]:
    return {entry for file in (FOLDER / language).glob("*.ts") for entry in read_entries(file)}


def plurals(folder: Path = DESKTOP) -> set[Entry]:
    return {entry for entry in window_sources(folder) if "%n" in entry[1]}


def _in_file(file: Path) -> Iterator[Entry]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literal = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(literal) == 2 and name in TRANSLATING:
            yield literal[0], literal[1]
        if len(literal) == 2 and name == "Feature":
            yield "features", literal[1]


def _errors(root: type[AteneoError]) -> Iterator[type[AteneoError]]:
    yield root
    for child in root.__subclasses__():
        yield from _errors(child)
