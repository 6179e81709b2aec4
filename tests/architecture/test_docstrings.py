"""Every public class, function and method of the protocol, the models, the store and the capabilities has a docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.source_tree import modules

FOLDERS = ("engine/protocol/", "engine/models/", "engine/store/", "engine/capabilities/")
IMPLEMENTS = re.compile(r"Implements ([\w.]*\w)")
"""The beginning of a class's docstring that names the class whose documented methods it has."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


def undocumented(trees: Mapping[str, ast.Module], folders: tuple[str, ...] = FOLDERS) -> list[str]:
    """Return "path:line:name" of each public definition in the folders that has no docstring.

    A method needs none whose name is documented in a base class, or in the class that its own class implements.
    """
    classes = classes_by_name(trees)
    return [
        f"{path}:{node.lineno}:{name}"
        for path, tree in trees.items()
        if path.startswith(folders)
        for name, node, owner in public_definitions(tree)
        if not ast.get_docstring(node) and not (owner and is_documented_above(owner, node.name, classes))
    ]


def public_definitions(
    node: ast.AST, prefix: str = "", owner: ast.ClassDef | None = None
) -> Iterator[tuple[str, Definition, ast.ClassDef | None]]:
    """Yield the name, node and class of each public definition; those inside functions are not public."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Definition):
            yield from public_definitions(child, prefix, owner)
        elif not child.name.startswith("_") and not is_setter_or_overload(child):
            yield f"{prefix}{child.name}", child, owner
            if isinstance(child, ast.ClassDef):
                yield from public_definitions(child, f"{prefix}{child.name}.", child)


def is_setter_or_overload(node: Definition) -> bool:
    return any(ast.unparse(decorator).endswith((".setter", "overload")) for decorator in node.decorator_list)


def is_documented_above(owner: ast.ClassDef, method: str, classes: Mapping[str, ast.ClassDef]) -> bool:
    return any(
        isinstance(node, Function) and node.name == method and ast.get_docstring(node)
        for above in classes_above(owner, classes)
        for node in above.body
    )


def classes_above(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    """Yield the base classes and the class that the docstring says is implemented, and theirs."""
    names = [ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases]
    for name in [*names, *implemented(node)]:
        if (above := classes.get(name)) is not None and above is not node:
            yield above
            yield from classes_above(above, classes)


def implemented(node: ast.ClassDef) -> list[str]:
    """Return the name of the class that the docstring says is implemented, without its module."""
    match = IMPLEMENTS.match(ast.get_docstring(node) or "")
    return [match[1].rpartition(".")[2]] if match else []


def classes_by_name(trees: Mapping[str, ast.Module]) -> dict[str, ast.ClassDef]:
    """Return every class by its name, which is unique (test_conventions)."""
    return {node.name: node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def test_every_public_definition_has_a_docstring() -> None:
    assert undocumented(modules()) == []


def test_a_class_implements_one_that_exists() -> None:
    classes = classes_by_name(modules())
    assert [name for node in classes.values() for name in implemented(node) if name not in classes] == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("def count(): ...", ["count"]),
        ("async def count(): ...", ["count"]),
        ("if WINDOWS:\n    def count(): ...", ["count"]),
        ("class Cat: ...", ["Cat"]),
        ("class Cat:\n    '''A cat.'''\n    def purr(self): ...", ["Cat.purr"]),
        ("class Cat:\n    '''A cat.'''\n    @property\n    def name(self): ...", ["Cat.name"]),
        ("class Cat:\n    '''A cat.'''\n    class Tail: ...", ["Cat.Tail"]),
        ("class Cat:\n    '''Implements Animal.'''\n    def purr(self): ...", ["Cat.purr"]),
        ("class Cat:\n    '''Implements Animal.'''\n    def eat(self): ...", []),
        ("class Cat:\n    '''Implements zoo.animals.Animal with fur.'''\n    def eat(self): ...", []),
        ("class Cat(Animal):\n    '''A cat.'''\n    def eat(self): ...", []),
        ("class Cat(Animal[int]):\n    '''A cat.'''\n    def sleep(self): ...", ["Cat.sleep"]),
        ("class _Cat:\n    def purr(self): ...", []),
        ("def _count():\n    def add(): ...", []),
        ("def count():\n    '''Return the cats.'''\n    def add(): ...", []),
        ("class Cat:\n    '''A cat.'''\n    def __len__(self): ...", []),
        ("class Cat:\n    '''A cat.'''\n    @name.setter\n    def name(self, name): ...", []),
    ],
)
def test_a_missing_docstring_is_named(source: str, missing: list[str]) -> None:
    animal = "class Animal(Protocol):\n    def eat(self):\n        '''Eat.'''\n    def sleep(self): ..."
    trees = {"elsewhere.py": ast.parse(animal), "engine/cats.py": ast.parse(source)}
    assert [place.rpartition(":")[2] for place in undocumented(trees, ("engine/",))] == missing
