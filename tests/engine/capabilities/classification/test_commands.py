"""`ateneo classify …` as a person and a script use it: output, JSON and exit codes."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.models.registry import ModelRegistry
from engine.tables.table_writer import JOURNAL_SUFFIX
from tests.support.command_line import run_command
from tests.support.tiny_models import write_embedder

ROOT = Path(__file__).parents[4]
DOGS = ("the dog", "the dog runs", "dog", "dog runs")
HOUSES = ("a house", "house", "the house", "a house house")
TABLE = "text,label\n" + "".join(f"{text},dog\n" for text in DOGS) + "".join(f"{text},house\n" for text in HOUSES)


class Ateneo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for _ in ModelRegistry([folder / "models"]).add(write_embedder(folder / "ten-words")):
            pass

    def arguments(self, *arguments: str) -> list[str]:
        options = ("--home", str(self.folder / "home"), "--models", str(self.folder / "models"))
        return ["classify", *arguments, *options, "--language", "en"]

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "engine.cli", *self.arguments(*arguments)]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command(self.arguments(*arguments), environment={**os.environ, "COLUMNS": "120"})

    def data(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    def refusal(self, *arguments: str) -> tuple[int, str]:
        done = self.run(*arguments)
        assert done.stdout == ""
        return done.returncode, done.stderr.strip()

    def file(self, name: str, content: str) -> str:
        (self.folder / name).write_text(content, "utf-8")
        return str(self.folder / name)


@pytest.fixture(scope="module")
def ateneo(tmp_path_factory: pytest.TempPathFactory) -> Ateneo:
    """One profile for all, with the classifier "animals", trained and with two test examples."""
    ateneo = Ateneo(tmp_path_factory.mktemp("classify"))
    tests = ateneo.file("test.csv", "text,label\nthe dog dog,dog\nhouse a,house\n")
    ateneo.trained = ateneo.run("train", "animals", ateneo.file("train.csv", TABLE), "--test", tests)  # type: ignore[attr-defined]
    return ateneo


def test_training_prints_what_was_added_and_the_accuracy_of_each_head(ateneo: Ateneo) -> None:
    done = ateneo.trained  # type: ignore[attr-defined]
    assert done.returncode == 0
    doubtful = "Doubtful examples, with two labels or in both training and test data: 1. Among them:"
    assert done.stderr.splitlines() == [doubtful, "  house  a house"]
    lines = done.stdout.splitlines()
    assert lines[0] == "8 examples added; 0 were there already, 0 empty, 0 without a label."
    assert lines[1].startswith("2 examples added")
    assert len(lines) == 8 and all("±" in line for line in lines[2:])
    again = ateneo.data("train", "animals", str(ateneo.folder / "train.csv"), "--method", "centroid", "--seed", "3")
    assert (again["name"], again["examples"], again["outdated"]) == ("animals", 10, False)
    assert (again["card"]["method"], again["card"]["seed"]) == ("centroid", 3)


def test_one_text_is_classified_by_labels_or_by_a_classifier(ateneo: Ateneo) -> None:
    result = ateneo.data("text", "the dog", "--classifier", "animals")
    assert result["label"] == "dog" and set(result["scores"]) == {"dog", "house"}
    assert ateneo.data("text", "the dog", "--labels", "dog, house", "--wording", "the {}")["label"] == "dog"
    once, twice = (ateneo.data("text", "the dog", "--labels", names) for names in ("dog,house", "dog,dog,house"))
    assert twice == once
    unsure = ateneo.data("text", "the dog", "--labels", "dog,house", "--threshold", "1.01")
    assert unsure["label"] == ""
    lines = ateneo.run("text", "the dog", "--labels", "dog,house").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["dog", "house"]


def test_the_classifiers_are_listed(ateneo: Ateneo) -> None:
    assert ateneo.run("list").stdout.startswith("animals  ")
    (result,) = ateneo.data("list")["classifiers"]
    assert [label["name"] for label in result["labels"]] == ["dog", "house"]


def test_a_table_is_classified_into_another(ateneo: Ateneo) -> None:
    source, target = ateneo.file("in.csv", "id;frase\n1;the dog\n2;a house\n3;\n"), str(ateneo.folder / "out.csv")
    done = ateneo.data("use", source, "--classifier", "animals", "--output", target)
    assert done == {"path": target, "rows": 3}
    with Path(target).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["predicted"] for row in rows] == ["dog", "house", ""]
    said = ateneo.run("use", source, "--labels", "dog,house", "--output", target, "--text-column", "frase")
    assert said.stdout.strip().endswith("out.csv: 3 lines written.")


@pytest.mark.slow
def test_a_classifier_is_evaluated_on_its_test_examples_and_reported(ateneo: Ateneo) -> None:
    result = ateneo.data("test", "animals")
    assert (result["examples"], result["accuracy"], result["labels"]) == (2, 1.0, ["dog", "house"])
    assert ateneo.run("test", "animals").stdout.splitlines()[0] == "accuracy 1.0000"
    page = ateneo.folder / "report.html"
    assert ateneo.data("report", "animals", "--output", str(page))["path"] == str(page)
    assert page.read_text("utf-8").lower().startswith("<!doctype html>")


@pytest.mark.parametrize("method", ["zero-shot", "head", "words", "neighbours"])
def test_a_method_is_evaluated_on_two_tables(ateneo: Ateneo, method: str) -> None:
    train, test = str(ateneo.folder / "train.csv"), str(ateneo.folder / "test.csv")
    asked = ("evaluate", "--train", train, "--test", test, "--method", method, "--shots", "3", "--seeds", "2")
    result = ateneo.data(*asked)
    assert result["method"] == method
    for figure in ("accuracy", "macro_f1"):
        assert set(result[figure]) == {"mean", "std"}
        assert 0 <= result[figure]["mean"] <= 1


@pytest.mark.slow
def test_what_is_impossible_is_one_sentence_and_exit_code_1(ateneo: Ateneo) -> None:
    train, out = str(ateneo.folder / "train.csv"), str(ateneo.folder / "none.csv")
    one_class = ateneo.file("one.csv", "text,label\na,dog\nb,dog\n")
    single = ateneo.file("single.csv", "text,label\na,dog\nb,dog\nc,house\n")
    for arguments, sentence in (
        (("text", "dog", "--classifier", "nobody"), "no classifier called “nobody”"),
        (("text", "dog", "--labels", "dog"), "At least two labels are needed"),
        (("text", "dog", "--labels", "dog, dog"), "there are 1"),
        (("text", " ", "--labels", "dog,house"), "There is no text"),
        (("use", train, "--output", train, "--classifier", "animals"), "cannot be used"),
        (("use", train, "--output", "/nowhere/x.csv", "--classifier", "animals"), "cannot be written"),
        (("use", "/nowhere.csv", "--output", out, "--classifier", "animals"), "was not found"),
        (("use", train, "--output", out, "--classifier", "animals", "--text-column", "x"), "has no column “x”"),
        (("train", "new", "/nowhere.xlsx"), "was not found"),
        (("report", "animals", "--output", "/nowhere/r.html"), "cannot be written"),
        (("report", "animals", "--output", "/dev/null"), "null is a folder, a device or a pipe"),
        (("use", train, "--output", "/dev/null", "--classifier", "animals"), "null is a folder, a device or a pipe"),
        (("remove", "nobody"), "no classifier called"),
        (("test", "nobody"), "no classifier called"),
        (("train", "new", ateneo.file("bare.csv", "text\na\nb\n")), "no column “label”"),
        (("evaluate", "--train", one_class, "--test", train), "At least two labels are needed"),
        (
            ("evaluate", "--train", train, "--test", ateneo.file("caps.csv", "text,label\na,DOG\n")),
            "None of the labels",
        ),
        (("evaluate", "--train", single, "--test", train), "only one example"),
    ):
        code, said = ateneo.refusal(*arguments)
        assert (code, sentence in said, len(said.splitlines())) == (1, True, 1), (arguments, said)
    assert [classifier["name"] for classifier in ateneo.data("list")["classifiers"]] == ["animals"]
    assert not Path(out).exists()


@pytest.mark.slow
def test_a_training_that_fails_leaves_nothing_and_a_classifier_is_removed(ateneo: Ateneo) -> None:
    single = ateneo.file("single.csv", "text,label\nthe dog,dog\ndog,dog\na house,house\n")
    done = ateneo.run("train", "new", single)
    assert done.returncode == 1 and "“house” has only one example" in done.stderr
    ateneo.file("single.csv", "text,label\nthe dog,dog\ndog,dog\na house,house\nhouse,house\n")
    assert ateneo.data("train", "new", single)["examples"] == 4
    assert "new is removed." in ateneo.run("remove", "new").stdout
    assert [classifier["name"] for classifier in ateneo.data("list")["classifiers"]] == ["animals"]


def test_labels_that_differ_only_in_capitals_are_mentioned(ateneo: Ateneo) -> None:
    mixed = ateneo.file("mixed.csv", "text,label\nthe dog,dog\ndog,dog\na house,Dog\nhouse,Dog\ndog,Dog\n")
    done = ateneo.run("train", "mixed", mixed)
    assert done.returncode == 0
    said = done.stderr.splitlines()
    assert said[0] == "These labels differ only in capitals and count as different ones: dog, Dog."
    assert said[1:] == [
        "Doubtful examples, with two labels or in both training and test data: 1. Among them:",
        "  dog / Dog  dog",
    ]
    assert ateneo.data("remove", "mixed")["name"] == "mixed"


@pytest.mark.parametrize("method", ["head", "neighbours", "words"])
def test_one_example_of_each_label_can_be_evaluated(ateneo: Ateneo, method: str) -> None:
    table = str(ateneo.folder / "train.csv")
    asked = ("evaluate", "--train", table, "--test", table, "--method", method, "--shots", "1", "--seeds", "2")
    assert 0 <= ateneo.data(*asked)["accuracy"]["mean"] <= 1


def test_a_pipe_that_is_no_utf_8_is_read_as_older_files_are(ateneo: Ateneo) -> None:
    command = ateneo.command("text", "-", "--lines", "--labels", "dog,house")
    done = subprocess.run(command, input="la caña\n".encode("cp1252"), capture_output=True, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().endswith("\tla caña\n")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("text",),
        ("text", "dog", "--threshold", "much"),
        ("train", "animals"),
        ("train", "animals", "x.csv", "--method", "magic"),
        ("train", "animals", "x.csv", "--seed", "x"),
        ("use", "x.csv"),
        ("report", "animals"),
        ("test",),
        ("evaluate", "--train", "x.csv"),
        ("evaluate", "--train", "x.csv", "--test", "x.csv", "--shots", "-1"),
        ("evaluate", "--train", "x.csv", "--test", "x.csv", "--seeds", "0"),
        ("evaluate", "--train", "x.csv", "--test", "x.csv", "--method", "zero-shot", "--model", "x"),
        ("train", "animals", "x.csv", "--seed", "-1"),
        ("text", "dog"),
        ("use", "x.csv", "--output", "y.csv"),
        ("text", "dog", "--labels", "dog,house", "--classifier", "animals"),
        ("text", "dog", "--labels", "dog,house", "--threshold", "nan"),
    ],
)
def test_wrong_usage_is_exit_code_2(ateneo: Ateneo, arguments: tuple[str, ...]) -> None:
    code, said = ateneo.refusal(*arguments)
    assert code == 2 and "usage:" in said


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX sends them")
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_an_interrupted_run_is_resumed(ateneo: Ateneo, sent: signal.Signals, code: int) -> None:
    source = ateneo.file("long.csv", "text\n" + "".join(f"{DOGS[n % 4]} {n}\n" for n in range(60_000)))
    whole, target = ateneo.folder / "whole.csv", ateneo.folder / f"{sent.name}.csv"
    by = ("--classifier", "animals")
    if not whole.exists():
        ateneo.data("use", source, *by, "--output", str(whole))
    journal = Path(f"{target}{JOURNAL_SUFFIX}")
    command = ateneo.command("use", source, *by, "--output", str(target))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        until = time.monotonic() + 100
        while not (journal.exists() and journal.stat().st_size > 20_000):
            assert time.monotonic() < until
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"ended with {child.wait(0.01)} before it was stopped")
        child.send_signal(sent)
        said, _ = child.communicate(timeout=60)
    assert child.returncode == code
    assert sent != signal.SIGINT or "which are kept" in said
    assert not target.exists()
    assert ateneo.data("use", source, *by, "--output", str(target))["kept"] >= 512
    assert target.read_bytes() == whole.read_bytes()
