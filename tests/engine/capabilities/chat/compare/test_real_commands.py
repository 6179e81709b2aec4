"""`ateneo chat next`, `ateneo chat compare` and the options of settings with the real model, beside one engine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine_process import EngineProcess

ROOT = Path(__file__).parents[5]
pytestmark = pytest.mark.model
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": False}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[tuple[Path, Path]]:
    """A home whose engine runs, so that the model is loaded once."""
    home = tmp_path_factory.mktemp("compared") / "home"
    with EngineProcess(home, models):
        yield home, models


def run(folders: tuple[Path, Path], *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    options = ("--home", str(folders[0]), "--models", str(folders[1]), "--language", language)
    return subprocess.run(
        [sys.executable, "-m", "engine.cli", *arguments, *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, check=False, timeout=150,
    )  # fmt: skip


def data(folders: tuple[Path, Path], *arguments: str) -> dict[str, Any]:
    done = run(folders, *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_next_prints_tokens_with_their_probabilities(folders: tuple[Path, Path]) -> None:
    printed = data(folders, "chat", "next", "The capital of France is", "-k", "3")
    told = {"text", "probability", "chance", "cut", "fits", "ends_answer", "times"}
    assert [set(token) for token in printed["tokens"]] == [told] * 3
    assert " Paris" in [token["text"] for token in printed["tokens"]]
    begun = data(folders, "chat", "next", "The capital is", "--question", "What is the capital of France?", "-k", "1")
    assert begun["tokens"][0]["text"] == " Paris"
    first = data(folders, "chat", "next", "", "--question", "What is the capital of France?", "-k", "2")
    assert len(first["tokens"]) == 2
    plain = run(folders, "chat", "next", "The capital of France is", "-k", "2", language="es")
    assert "␣Paris" in plain.stdout and "%" in plain.stdout
    assert run(folders, "chat", "next", "").returncode == 2


def test_compare_answers_a_grid_and_writes_a_file(folders: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "grid.html"
    grid = ("--grid", "temperature=0,1", "--grid", "top-p=0.5,0.95", "--max-tokens", "6", "--seed", "1")
    printed = data(folders, "chat", "compare", "Say hello.", *grid, "--output", str(path))
    assert [answer["values"] for answer in printed["answers"]] == [
        {"temperature": "0", "top_p": "0.5"}, {"temperature": "0", "top_p": "0.95"},
        {"temperature": "1", "top_p": "0.5"}, {"temperature": "1", "top_p": "0.95"},
    ]  # fmt: skip
    assert all(answer["text"] and answer["state"] == "complete" for answer in printed["answers"])
    assert printed["answers"][0]["text"] == printed["answers"][1]["text"], "temperature 0 has no choice"
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")
    again = data(folders, "chat", "compare", "--comparison", str(printed["comparison"]))
    assert again["answers"] == printed["answers"]
    listed = data(folders, "chat", "compare", "--list")["comparisons"]
    assert {"id", "prompt", "axes", "finished", "total", "changed_at"} == set(listed[0])
    assert "4/4  Say hello." in run(folders, "chat", "compare", "--list").stdout


def test_compare_of_a_missing_model_answers_with_the_others(folders: tuple[Path, Path]) -> None:
    asked = ("chat", "compare", "Hi", "--model", "smollm2-135m-instruct-q4_1", "--model", "gone", "--max-tokens", "4")
    done = run(folders, *asked, "--json")
    printed = json.loads(done.stdout)
    assert done.returncode == 1
    assert [answer["state"] for answer in printed["answers"]] == ["complete", "failed"]
    assert "gone" in printed["answers"][1]["error"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("compare", "x", "--grid", "colour=red"), 1, "no se pueden comparar por «colour»"),
        (("compare", "x", "--grid", "temperature=hot"), 1, "«hot» no es un valor para temperature"),
        (("compare", "x", "--grid", "temperature"), 2, "--grid no puede ser 'temperature'"),
        (("compare", "x", "--output", "/tmp/x.docx"), 2, "tiene que acabar en .md, .html o .csv"),
        (("compare", ""), 2, "No hay ninguna pregunta"),
        (("compare", "--comparison", "99"), 1, ""),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    folders: tuple[Path, Path], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = run(folders, "chat", *arguments, language="es")
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr


def test_settings_of_the_command_line(folders: tuple[Path, Path], tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA), "utf-8")
    printed = data(folders, "chat", "How many legs has a dog?", "--preset", "precise", "--schema", str(schema))
    assert set(json.loads(printed["text"])) == {"n"} and printed["notices"] == ["schema"]
    wrong = run(folders, "chat", "x", "--temperature", "5", language="es")
    assert wrong.returncode == 1 and "temperature tiene que ser un número de 0 a 2" in wrong.stderr
    schema.write_text("{")
    broken = run(folders, "chat", "x", "--schema", str(schema))
    assert broken.returncode == 1 and "JSON schema" in broken.stderr
    assert run(folders, "chat", "x", "--preset", "wild").returncode == 2
