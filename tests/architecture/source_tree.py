"""The syntax trees of the program's modules, parsed once for all tests of the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("engine", "desktop", "installer")


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module outside tests, by its path."""
    files = sorted(file for part in PARTS for file in (ROOT / part).rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}


def definitions(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    """Yield "path:name" and the node of every class, or every function."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{path}:{getattr(node, 'name', '')}", node
