"""`ateneo text …` as a script meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import run_command

ROOT = Path(__file__).parents[4]


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self.options = ("--home", str(home), "--models", str(models))

    def run(self, *arguments: str, piped: str = "", language: str = "en") -> subprocess.CompletedProcess[str]:
        return run_command(["text", *arguments, *self.options, "--language", language], piped)


@pytest.fixture
def ateneo(home: Path, tmp_path: Path) -> Ateneo:
    return Ateneo(home, tmp_path / "no-models")


def test_a_text_is_given_piped_in_or_a_file(ateneo: Ateneo, tmp_path: Path) -> None:
    text = "La caldera cuesta 20 €"
    (tmp_path / "t.txt").write_text(text, "utf-8")
    given = ateneo.run("entities", text, "--json").stdout
    assert json.loads(given)["entities"][0]["text"] == "20 €"
    assert ateneo.run("entities", "--json", piped=text).stdout == given
    assert ateneo.run("entities", "--file", str(tmp_path / "t.txt"), "--json").stdout == given


def test_scores_have_the_decimals_of_the_language_and_stay_raw_in_json(ateneo: Ateneo) -> None:
    text = "La caldera se revisa cada año en el mes de noviembre"
    english, spanish = (ateneo.run("language", text, language=language).stdout for language in ("en", "es"))
    raw = json.loads(ateneo.run("language", text, "--json", language="es").stdout)["guesses"][0]
    assert english.splitlines()[0] == f"es  {raw['share']:.2f}"
    assert spanish == english.replace(".", ",")


def test_what_is_missing_is_said_in_the_users_language(ateneo: Ateneo) -> None:
    empty = ateneo.run("keywords", piped=" ", language="es")
    assert (empty.returncode, "No hay texto" in empty.stderr) == (1, True)
    assert "No hay ningún modelo" in ateneo.run("fill", "la [MASK]", language="es").stderr
    assert ateneo.run("keywords", "--file", "/nowhere.txt").returncode == 1
    assert ateneo.run("keywords", "hola", "-n", "0").returncode == 2


def test_a_column_is_filled_and_counted(ateneo: Ateneo, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text\nThe house is very big and nice\n")
    done = ateneo.run("column", str(tmp_path / "t.csv"), str(tmp_path / "out.csv"), "--task", "language")
    assert done.stdout.strip().endswith("1 rows, 0 of them from an earlier run, 0 empty.")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["The house is very big and nice", "en"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("column", "t.csv", "out.csv", "--task", "ask"), "--option needs a value"),
        (
            ("column", "t.csv", "o.csv", "--task", "translate", "--option", "fr"),
            "--option cannot be 'fr'; choose from es, en",
        ),
        (("clusters", "t.csv", "--clusters", "-3"), "--clusters cannot be '-3'"),
        (("clusters", "t.csv", "--seed", "-1"), "--seed cannot be '-1'"),
    ],
)
def test_missing_and_impossible_values_are_usage_errors(
    ateneo: Ateneo, arguments: tuple[str, ...], message: str
) -> None:
    done = ateneo.run(*arguments)
    assert (done.returncode, message in done.stderr) == (2, True)


def test_a_pipe_may_be_in_another_encoding_than_utf_8(ateneo: Ateneo) -> None:
    command = [sys.executable, "-m", "engine.cli", "text", "language", *ateneo.options, "--language", "en"]
    done = subprocess.run(command, input="la caña está en el año".encode("cp1252"), capture_output=True, cwd=ROOT)
    assert (done.returncode, done.stdout[:2], done.stderr) == (0, b"es", b"")
