import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import installer
from installer.environment import PARTS
from installer.messages import SPANISH, SetUpFailed, say

FOLDER = Path(installer.__file__).parent
SAYING = {"say", "SetUpFailed", "Step", "step", "_once"}
BEFORE_PYTHON_IS_KNOWN = ("__init__", "__main__", "messages", "step", "system")


def said() -> Iterator[str]:
    """Every literal sentence handed to what speaks, and every name of a step."""
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                spoken = node.args[1:2] if name == "_once" else node.args[:1]  # its first argument is the stamp's name
                literal = [a.value for a in spoken if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                yield from literal if name in SAYING else ()
    yield from PARTS.values()


def test_every_sentence_has_spanish() -> None:
    assert set(said()) - set(SPANISH) == set()


@pytest.mark.parametrize("english", SPANISH)
def test_a_translation_says_the_same_values(english: str) -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)}

    assert names(SPANISH[english]) == names(english)


def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(SetUpFailed("Failed: {names}.", names="mypy")) == "Failed: mypy."
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert say("already there") == "ya está"


def test_set_up_needs_the_standard_library_only() -> None:
    imported = {
        name.split(".")[0]
        for file in FOLDER.glob("*.py")
        if file.stem != "lock"  # for developers: it also reads pip's own report
        for name in re.findall(r"^\s*(?:from|import) ([\w.]+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert imported - sys.stdlib_module_names == {"installer"}


@pytest.mark.parametrize("module", BEFORE_PYTHON_IS_KNOWN)
def test_an_old_python_can_read_what_tells_it_that_it_is_old(module: str) -> None:
    source = (FOLDER / f"{module}.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 8))
    assert "import tomllib" not in source
