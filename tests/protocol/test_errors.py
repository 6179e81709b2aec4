"""Error sentences are whole in one language: what fills their braces is a name or a figure, never a word of ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.protocol import errors
from engine.protocol.errors import AteneoError
from engine.protocol.i18n import Translations

ENGINE = Path(__file__).parents[2] / "engine"
CLASSES = {name: one for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, AteneoError)}
FIGURE = re.compile(r"[\d.,]* ?(B|kB|MB|GB|p\.)?")


def raised() -> Iterator[tuple[str, str, ast.expr]]:
    """(class, brace, what fills it) wherever the engine makes an error."""
    for file in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield from (
                    (name, k.arg, k.value) for k in node.keywords if k.arg not in (None, "detail") and name in CLASSES
                )


def written(value: ast.expr) -> list[str]:
    """What of it stands in the source: the whole of a literal, the fixed parts of an f-string."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_no_brace_of_an_error_is_filled_with_a_word_of_ours() -> None:
    filled = [(name, brace, value) for name, brace, value in raised() if brace != "name"]
    assert len(filled) >= 8
    assert [
        (name, brace, text) for name, brace, value in filled for text in written(value) if not FIGURE.fullmatch(text)
    ] == []


def test_every_brace_of_a_sentence_is_filled_where_the_error_is_made() -> None:
    for name, brace, _ in raised():
        assert "{" + brace + "}" in CLASSES[name].sentence, (name, brace)


@pytest.mark.parametrize("error", CLASSES.values())
def test_every_error_is_said_whole_in_spanish(error: type[AteneoError]) -> None:
    spanish = Translations("es").translate("errors", error.sentence)
    assert spanish != error.sentence
    assert set(re.findall(r"{\w+}", spanish)) == set(re.findall(r"{\w+}", error.sentence))
