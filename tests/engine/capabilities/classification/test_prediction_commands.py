"""`ateneo classify` with methods that need no training, as a script uses it."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest

from engine.models.registry import ModelRegistry
from tests.support.command_line import run_command
from tests.support.tiny_classifiers import write_entailment, write_text_classifier


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self._options = ("--home", str(home), "--models", str(models), "--language", "en")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command(["classify", *arguments, *self._options])


@pytest.fixture
def ateneo(home: Path, tmp_path: Path) -> Ateneo:
    registry = ModelRegistry([tmp_path / "shelf"])
    for folder in (write_entailment(tmp_path / "nli"), write_text_classifier(tmp_path / "films")):
        for _ in registry.add(folder):
            pass
    return Ateneo(home, tmp_path / "shelf")


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "t.csv"
    path.write_text("text,label\nrain,weather\nsnow,weather\nplay,music\na song,music\n", encoding="utf-8")
    return str(path)


def test_the_available_methods_are_listed(ateneo: Ateneo) -> None:
    offers = json.loads(ateneo.run("ways", "--json").stdout)["offers"]
    assert [offer["by"] for offer in offers] == [
        {"means": "entailment", "model": "nli"},
        {"means": "ready-made", "model": "films"},
    ]
    assert ateneo.run("ways").stdout == "entailment  nli  nli\nready-made  films  films  negative, positive\n"


def test_a_ready_made_model_predicts_its_own_labels(ateneo: Ateneo) -> None:
    result = json.loads(ateneo.run("text", "a good film", "--model", "films", "--json").stdout)
    assert result["label"] == "positive" and set(result["scores"]) == {"negative", "positive"}


def test_a_table_is_classified_by_entailment(ateneo: Ateneo, table: str, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    done = ateneo.run(
        "use", table, "--output", str(target), "--labels", "music,weather", "--by", "entailment", "--json"
    )
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, 4)
    with target.open(encoding="utf-8", newline="") as file:
        assert [row["predicted"] for row in csv.DictReader(file)] == ["weather", "weather", "music", "music"]


def test_every_method_has_the_same_shape_of_result(ateneo: Ateneo, table: str) -> None:
    done = ateneo.run("evaluate", "--train", table, "--test", table, "--method", "entailment", "--json")
    figure = {"mean": 1.0, "std": 0.0}
    assert json.loads(done.stdout) == {"method": "entailment", "accuracy": figure, "macro_f1": figure}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--labels", "a,b", "--by", "prompt"), "No model for this job is installed"),
        (("--labels", "a,b", "--by", "entailment", "--model", "films"), "The model films is made for another task"),
        (("--labels", "a", "--by", "entailment"), "label"),
    ],
)
def test_what_is_impossible_is_said_in_a_sentence(ateneo: Ateneo, arguments: tuple[str, ...], message: str) -> None:
    done = ateneo.run("text", "rain", *arguments)
    assert done.returncode == 1
    assert message in done.stderr


def test_an_unknown_method_is_refused(ateneo: Ateneo) -> None:
    assert ateneo.run("text", "rain", "--labels", "a,b", "--by", "magic").returncode == 2


@pytest.mark.model
def test_the_chat_model_is_evaluated_with_examples_shown(home: Path, models: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = ("is it raining,weather", "snow tomorrow,weather", "play a song,music", "a song by Queen,music")
    table.write_text("\n".join(("text,label", *rows)), encoding="utf-8")
    asked = ("--train", str(table), "--test", str(table), "--method", "prompt", "--shots", "2", "--seeds", "1")
    result = json.loads(Ateneo(home, models).run("evaluate", *asked, "--json").stdout)
    assert result["method"] == "prompt" and result["accuracy"]["mean"] >= 0.5
