"""Error sentences are whole in one language: their braces are filled with names and figures, never with words of ours."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.discovery import capability_names, load_part
from engine.protocol.errors import AteneoError
from engine.protocol.i18n import Translations

ENGINE = Path(__file__).parents[3] / "engine"
NAMES = ("name", "format")
"""The name of a format, such as safetensors, is the same in every language."""
FIGURE = re.compile(r"[\d.,]* ?(B|kB|MB|GB|p\.)?")


def subclasses(root: type[AteneoError]) -> Iterator[type[AteneoError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from subclasses(kind)


def error_classes() -> dict[str, type[AteneoError]]:
    """Return the errors of the protocol and of every capability's api, by their class name."""
    for name in capability_names():
        load_part(name, "api")
    errors = (AteneoError, *subclasses(AteneoError))
    return {error.__name__: error for error in errors if error.__module__.startswith("engine.")}


ERRORS = error_classes()


def keyword_arguments_of_errors() -> Iterator[tuple[str, str, ast.expr]]:
    """Yield (class, brace, expression that fills it) wherever the engine makes an error."""
    for file in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield from (
                    (name, k.arg, k.value) for k in node.keywords if k.arg not in (None, "detail") and name in ERRORS
                )


def literal_parts(value: ast.expr) -> list[str]:
    """Return the text that stands in the source: all of a literal, the fixed parts of an f-string."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_no_brace_of_an_error_is_filled_with_a_word_of_ours() -> None:
    values = [(name, brace, value) for name, brace, value in keyword_arguments_of_errors() if brace not in NAMES]
    assert len(values) >= 8
    assert [
        (name, brace, text)
        for name, brace, value in values
        for text in literal_parts(value)
        if not FIGURE.fullmatch(text)
    ] == []


def test_every_brace_of_a_sentence_is_filled_where_the_error_is_made() -> None:
    for name, brace, _ in keyword_arguments_of_errors():
        assert "{" + brace + "}" in ERRORS[name].sentence, (name, brace)


def test_every_kind_of_error_belongs_to_one_class() -> None:
    counted = Counter(error.kind for error in ERRORS.values())
    assert [kind for kind, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("error", ERRORS.values())
def test_every_error_is_said_whole_in_spanish(error: type[AteneoError]) -> None:
    spanish = Translations("es").translate("errors", error.sentence)
    assert spanish != error.sentence
    assert set(re.findall(r"{\w+}", spanish)) == set(re.findall(r"{\w+}", error.sentence))
