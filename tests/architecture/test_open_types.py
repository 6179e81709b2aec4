"""Every `Any` and `type: ignore` outside tests has a reason beside it or beside the import."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted(file for part in ("engine", "desktop", "installer") for file in (ROOT / part).rglob("*.py"))


def uses_without_reason(file: Path) -> list[str]:
    """Return the places of `Any` that have no comment on their line, on one of the three before it or on the one after."""
    text = file.read_text("utf-8")
    if re.search(r"^(from typing import .*\bAny\b.*|    Any,)  # \w", text, re.MULTILINE):
        return []
    lines = text.splitlines()
    uses = {node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and node.id == "Any"}
    bare = [line for line in sorted(uses) if "# " not in "".join(lines[max(0, line - 4) : line + 2])]
    return [f"{file.relative_to(ROOT).as_posix()}:{line}" for line in bare]


def test_every_open_type_has_its_reason() -> None:
    assert [use for file in FILES for use in uses_without_reason(file)] == []


def test_an_ignored_error_of_the_type_checker_has_its_reason() -> None:
    bare = re.compile(r"# type: ignore\[[\w, -]+\]\s*$", re.MULTILINE)
    assert [file.relative_to(ROOT).as_posix() for file in FILES if bare.search(file.read_text("utf-8"))] == []
