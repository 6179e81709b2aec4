"""`ateneo models` and `--model`: a name that no model has is answered with those there are, a file with what it is."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from engine.models.manifest import read_manifest
from tests.support.command_line import run_command
from tests.support.installed_models import three_models
from tests.support.tiny_models import gguf_bytes, write_embedder


@pytest.fixture
def places(home: Path) -> list[str]:
    three_models(home / "models")
    return ["--home", str(home), "--models", str(home / "models"), "--language", "en"]


def ateneo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run_command(arguments, environment={**os.environ, "LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize(
    ("command", "there"),
    [
        (("chat", "--model", "omega", "Hola"), "alfa, beta"),
        (("text", "summarise", "--model", "omega", "Una frase. Otra frase."), "alfa, beta"),
        (("text", "translate", "--model", "omega", "--to", "en", "Una frase."), "alfa, beta"),
        (("classify", "text", "--labels", "a,b", "--by", "prompt", "--model", "omega", "Hola"), "alfa, beta"),
        (("models", "use", "omega"), "alfa, beta, gama"),
        (("models", "remove", "omega"), "alfa, beta, gama"),
        (("models", "verify", "omega"), "alfa, beta, gama"),
        (("models", "retry", "omega"), "alfa, beta, gama"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_a_name_that_no_model_has_is_answered_with_those_there_are(
    places: list[str], command: tuple[str, ...], there: str
) -> None:
    done = ateneo(*command, *places)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"There is no model “omega”. Those there are: {there}.\n"


def test_a_model_of_another_kind_is_not_called_missing(places: list[str]) -> None:
    done = ateneo("chat", "--model", "gama", "Hola", *places)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The model Gama is made for another task." in done.stderr


def test_adding_what_is_installed_says_under_which_name(places: list[str], tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "words")
    assert ateneo("models", "add", str(folder), *places).stdout == "words is ready.\n"
    folder.rename(tmp_path / "others")
    again = ateneo("models", "add", str(tmp_path / "others"), *places)
    assert (again.returncode, again.stdout) == (0, "This model is installed already: words (words).\n")


def test_a_file_that_is_no_model_is_one_sentence(places: list[str], tmp_path: Path) -> None:
    (tmp_path / "notes.gguf").write_text("milk and bread")
    done = ateneo("models", "add", str(tmp_path / "notes.gguf"), *places)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("notes.gguf is not a model.")


def test_the_list_marks_a_base_model(places: list[str], home: Path, tmp_path: Path) -> None:
    (tmp_path / "Old-7B.gguf").write_bytes(gguf_bytes())
    ateneo("models", "add", str(tmp_path / "Old-7B.gguf"), *places)  # llama.cpp refuses its weights of nothing
    assert read_manifest(home / "models" / "old-7b").base_model
    (line,) = (line for line in ateneo("models", *places).stdout.splitlines() if "old-7b" in line)
    assert "(continues texts, not for chat)" in line


def test_bigger_models_are_named_with_their_hashes_and_can_be_saved(places: list[str], tmp_path: Path) -> None:
    listed = json.loads(ateneo("models", "bigger", "--json", *places).stdout)
    file = tmp_path / "bigger.txt"
    saved = ateneo("models", "bigger", "--output", str(file), *places)
    if not listed["models"]:  # a small computer
        assert not file.exists() and "no room for a bigger model" in saved.stdout
        return
    assert saved.stdout == f"Written: {file}\n"
    text = file.read_text("utf-8")
    assert all(model[key] in text for model in listed["models"] for key in ("file", "sha256", "licence", "address"))
    spanish = ateneo("models", "bigger", *places[:-1], "es").stdout
    assert spanish.startswith("Modelos de chat más grandes para Ateneo\n")


def test_a_list_goes_to_a_file_only(places: list[str], tmp_path: Path) -> None:
    """docs/faults.md 79."""
    for target in (tmp_path, Path("/dev/null"), tmp_path / "missing" / "list.txt"):
        done = ateneo("models", "bigger", "--output", str(target), *places)
        assert done.returncode == 1 and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert Path("/dev/null").is_char_device() and list(tmp_path.glob("**/list.txt")) == []
