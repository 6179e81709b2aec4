"""`ateneo images …` as a script meets it: shapes, sentences and exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.models.registry import ModelRegistry
from engine.rpc.generators import exhaust
from tests.support import image_files
from tests.support.command_line import run_command
from tests.support.tiny_vision_models import classifier, detector, segmenter, write_vision_model


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self._options = ("--home", str(home), "--models", str(models))

    def run(self, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return run_command(["images", *arguments, *self._options, "--language", language])

    def data(self, *arguments: str) -> dict[str, Any]:
        return json.loads(self.run(*arguments, "--json").stdout)  # type: ignore[no-any-return]


@pytest.fixture
def ateneo(home: Path, tmp_path: Path) -> Ateneo:
    return Ateneo(home, tmp_path / "no-models")


def test_a_folder_is_indexed_searched_and_its_duplicates_are_listed(
    ateneo: Ateneo, folder: Path, tmp_path: Path
) -> None:
    shutil.copy(folder / "0.jpg", folder / "plaza mayor.jpg")
    image_files.write_truncated(folder / "bad.jpg")
    report = ateneo.data("index", str(folder))
    assert (report["added"], report["failed"], report["cancelled"]) == (6, 1, False)
    assert [Path(failure["path"]).name for failure in report["failures"]] == ["bad.jpg"]
    assert "bad.jpg could not be read" in report["failures"][0]["sentence"]
    answer = ateneo.data("search", "plaza", "mayor", "-k", "5")
    assert [(Path(result["path"]).name, result["score"]) for result in answer["results"]] == [("plaza mayor.jpg", 1.0)]
    groups = ateneo.data("duplicates")["groups"]
    assert [sorted(Path(copy["picture"]["path"]).name for copy in group["copies"]) for group in groups] == [
        ["0.jpg", "plaza mayor.jpg"]
    ]
    assert (
        ateneo.run("duplicates", "--csv", str(tmp_path / "list.csv")).stdout
        == f"{tmp_path / 'list.csv'}: 2 lines written.\n"
    )


def test_text_is_read_after_the_pictures_unless_it_is_left_out(ateneo: Ateneo, folder: Path) -> None:
    """Without a reader installed nothing is."""
    text = ateneo.data("index", str(folder))["text"]
    assert (text["read"], text["with_text"], text["failed"], text["left"]) == (0, 0, 0, 0)
    assert ateneo.data("index", "--no-text")["text"] is None


def test_when_every_picture_failed_so_did_the_command(ateneo: Ateneo, tmp_path: Path) -> None:
    done = ateneo.run("index", str(image_files.write_truncated(tmp_path / "bad.jpg")))
    assert done.returncode == 1
    assert "bad.jpg could not be read." in done.stderr and "Traceback" not in done.stderr


def test_sentences_are_in_the_chosen_language(ateneo: Ateneo, folder: Path) -> None:
    assert ateneo.run("index", str(folder), language="es").stdout.startswith("5 añadidas, ")
    assert ateneo.run("search", "submarino", language="es").stdout == "Ninguna imagen coincide con seguridad.\n"
    assert ateneo.run("duplicates", language="es").stdout == "No se han encontrado duplicados.\n"
    assert "encuentra imágenes diciendo qué hay en ellas" in ateneo.run("--help", language="es").stdout


def test_labels_need_a_model_and_say_so(ateneo: Ateneo, folder: Path) -> None:
    ateneo.run("index", str(folder))
    done = ateneo.run("classify", "dog", "cat")
    assert (done.returncode, done.stderr.startswith("No model for this job is installed.")) == (1, True)


def test_a_picture_is_analysed_by_the_installed_models(ateneo: Ateneo, folder: Path, tmp_path: Path) -> None:
    assert ateneo.run("look", str(folder / "0.jpg")).stderr.startswith("No model for this job is installed.")
    registry = ModelRegistry([tmp_path / "no-models"])
    for name, model in (("colours", classifier()), ("things", detector(True)), ("places", segmenter())):
        exhaust(registry.add(write_vision_model(tmp_path / name, model)))
    answer = ateneo.data("look", str(folder / "0.jpg"))
    assert [thing["label"] for thing in answer["things"]] == ["red", "blue"] and Path(answer["mask"]).is_file()
    said = ateneo.run("look", str(folder / "0.jpg"), language="es").stdout
    assert "— objetos: 2\n100%  red  160,0 – 480,240\n" in said and "— regiones: " in said
    assert ateneo.run("look", "/nowhere.jpg").returncode == 1


def test_wrong_usage_has_its_own_code(ateneo: Ateneo) -> None:
    assert ateneo.run("search", "x", "-k", "0").returncode == 2
    assert ateneo.run("nonsense").returncode == 2
    assert ateneo.run("search", "--like", "/nowhere.jpg").returncode == 1
