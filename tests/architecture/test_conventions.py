"""Conventions of the source that no linter checks: unique class names, first lines, docstrings, sizes."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.architecture.source_tree import PARTS, ROOT, definitions, modules

FILE_LINES, CLASS_LINES, FUNCTION_LINES, FOLDER_MODULES = 400, 250, 60, 15
ALLOWED: dict[str, str] = {"engine/store/migrations": "one file a step, each kept for ever"}
"""Larger ones that may stay, as the test names them → why."""


def lines_of(node: ast.AST) -> int:
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1


def too_large(sizes: Iterator[tuple[str, int]], most: int) -> dict[str, int]:
    return {name: size for name, size in sizes if size > most and name not in ALLOWED}


def test_no_class_name_stands_twice() -> None:
    places = defaultdict(list)
    for name, node in definitions(ast.ClassDef):
        places[name.rpartition(":")[2]].append(f"{name}:{getattr(node, 'lineno', 0)}")
    assert {name: classes for name, classes in places.items() if len(classes) > 1} == {}


def test_every_module_says_in_its_first_line_what_it_holds() -> None:
    without = [path for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert without == []


def test_no_docstring_begins_with_what() -> None:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    named = [*definitions(kinds), *modules().items()]
    documented = ((name, ast.get_docstring(node) or "") for name, node in named)  # type: ignore[arg-type]  # by `kinds`
    assert [name for name, text in documented if text.startswith("What ")] == []
    constants = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and node.value.value.startswith("What ")
    ]
    assert constants == []


def test_records_are_structs() -> None:
    """A dataclass takes 0.6 ms to be made and a struct 0.02; the engine and the window make 160 of them before they are ready."""
    makers = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and not path.startswith("installer/")
    ]
    assert makers == []


def test_no_file_is_longer_than_400_lines() -> None:
    sizes = ((path, len((ROOT / path).read_text("utf-8").splitlines())) for path in modules())
    assert too_large(sizes, FILE_LINES) == {}


def test_no_class_is_longer_than_250_lines() -> None:
    assert too_large(((name, lines_of(node)) for name, node in definitions(ast.ClassDef)), CLASS_LINES) == {}


def test_no_function_is_longer_than_60_lines() -> None:
    functions = definitions((ast.FunctionDef, ast.AsyncFunctionDef))
    assert too_large(((name, lines_of(node)) for name, node in functions), FUNCTION_LINES) == {}


def test_no_folder_holds_more_than_fifteen_modules() -> None:
    folders: dict[str, int] = defaultdict(int)
    for path in modules():
        if not path.endswith("__init__.py"):
            folders[path.rpartition("/")[0]] += 1
    assert too_large(iter(folders.items()), FOLDER_MODULES) == {}


def test_nothing_is_allowed_to_be_large_that_is_not() -> None:
    names = {*modules(), *(name for name, _ in definitions((ast.ClassDef, ast.FunctionDef)))}
    names |= {path.rpartition("/")[0] for path in modules()}
    assert ALLOWED.keys() - names == set()


@pytest.mark.parametrize("folder", PARTS)
def test_importing_a_module_defines_things_and_does_nothing(folder: str) -> None:
    """At the top level stand imports, definitions, constants, and code only under `if`, in scripts."""
    calls = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.startswith(f"{folder}/")
        for node in tree.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    assert calls == []
