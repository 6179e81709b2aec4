"""The `ateneo` command with the real models: the shapes scripts rely on, and Ctrl+C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.colour_projector import multimodal_models
from tests.support.engine_process import EngineProcess

ROOT = Path(__file__).parents[3]
SENTENCE = "El faro de Peñíscola se encendió por primera vez en 1899."

pytestmark = pytest.mark.model


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self._options = ("--home", str(home), "--models", str(models), "--language", "en")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "engine.cli", *arguments, *self._options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip

    def data(self, *arguments: str) -> dict[str, Any]:
        child = self.start(*arguments, "--json")
        output, complaints = child.communicate(timeout=120)
        assert (child.returncode, complaints) == (0, "")
        return json.loads(output)  # type: ignore[no-any-return]


@pytest.fixture
def ateneo(home: Path, models: Path) -> Ateneo:
    return Ateneo(home, models)


def test_chat_is_asked_about_a_picture(home: Path, models: Path, tmp_path: Path) -> None:
    Image.new("RGB", (80, 60), "red").save(tmp_path / "red.png")
    asked = ("chat", "--image", str(tmp_path / "red.png"), "--max-tokens", "4", "Describe it.")
    seeing = Ateneo(home, multimodal_models(models, tmp_path / "models"))
    assert seeing.data(*asked)["finish"] in ("stop", "length")
    blind = Ateneo(home, models).start(*asked)
    _, complaints = blind.communicate(timeout=120)
    assert blind.returncode == 1 and "cannot see pictures" in complaints


def test_index_search_and_ask_print_the_shapes_that_scripts_read(
    ateneo: Ateneo, home: Path, models: Path, tmp_path: Path
) -> None:
    """Beside one engine, so that the models are loaded once."""
    file = tmp_path / "faro.txt"
    file.write_text(SENTENCE + "\n", "utf-8")
    with EngineProcess(home, models):
        indexed = ateneo.data("index", str(file), "--collection", "costa")
        assert (indexed["added"], indexed["failed"]) == (1, 0)

        for mode in ("hybrid", "dense", "keyword"):
            answer = ateneo.data("search", "faro", "--collection", "costa", "-k", "1", "--mode", mode)
            (result,) = answer["results"]
            assert (result["path"], result["page"], result["text"]) == (str(file), 1, SENTENCE)
            assert isinstance(result["score"], float)

        asked = ateneo.data(
            "ask", "¿Cuándo se encendió el faro?", "--collection", "costa", "--seed", "1", "--max-tokens", "40"
        )
        assert asked["text"]
        for citation in asked["citations"]:
            assert (citation["path"], citation["page"]) == (str(file), 1)
            assert citation["text"] in SENTENCE


def test_chat_prints_its_text(ateneo: Ateneo) -> None:
    assert ateneo.data("chat", "Say hello.", "--seed", "1", "--max-tokens", "8")["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent as POSIX sends it")
def test_ctrl_c_stops_an_answer_and_keeps_what_was_written(ateneo: Ateneo) -> None:
    child = ateneo.start("chat", "Tell me a long story about the sea.", "--seed", "1", "--max-tokens", "3000")
    assert child.stdout is not None
    first = child.stdout.read(1)
    child.send_signal(signal.SIGINT)
    rest, complaints = child.communicate(timeout=60)
    assert (child.returncode, complaints) == (0, "This is conversation 1. Continue it with --conversation 1.\n")
    again = ateneo.data("chat", "Hello", "--conversation", "1", "--seed", "1", "--max-tokens", "4")
    assert again["conversation"] == 1
    assert (first + rest).strip()
