"""`ateneo classify text` from a pipe, `classify report` as a PDF and `chat --classifier`, as a script uses them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import run_command

TEXTS = (
    "will it rain tomorrow",
    "how cold is it",
    "is it sunny",
    "storms tonight",
    "play some jazz",
    "a song by Queen",
)
TABLE = "text,label\n" + "".join(f"{text},{('weather', 'music')[at > 3]}\n" for at, text in enumerate(TEXTS))
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.model


@pytest.fixture
def ateneo(home: Path, models: Path) -> Run:
    def run(*arguments: str, piped: str = "") -> subprocess.CompletedProcess[str]:
        options = ("--home", str(home), "--models", str(models), "--language", "en")
        return run_command([*arguments, *options], piped)

    return run


def test_a_text_or_each_line_is_read_from_a_pipe(ateneo: Run) -> None:
    labels = ("--labels", "weather,music", "--json")
    whole = json.loads(ateneo("classify", "text", "-", *labels, piped="will it\nsnow tomorrow").stdout)
    assert whole["label"] == "weather" and set(whole["scores"]) == {"weather", "music"}
    lines = ateneo("classify", "text", "-", "--lines", *labels, piped="will it snow\n\nplay a waltz\n")
    assert [(prediction["text"], prediction["label"]) for prediction in json.loads(lines.stdout)] == [
        ("will it snow", "weather"),
        ("play a waltz", "music"),
    ]
    shown = ateneo("classify", "text", "-", "--lines", *labels[:2], piped="will it\tsnow\n")
    assert shown.stdout.split("\t")[0] == "weather" and shown.stdout.endswith("\twill it snow\n")
    nothing = ateneo("classify", "text", "-", "--lines", *labels[:2], piped="\n \n")
    assert nothing.returncode != 0 and nothing.stdout == ""


def test_a_report_is_a_pdf_where_its_name_says_so_and_a_question_is_labelled(ateneo: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    table = str(tmp_path / "t.csv")
    assert ateneo("classify", "train", "topics", table, "--test", table).returncode == 0
    done = ateneo("classify", "report", "topics", "--output", str(tmp_path / "r.pdf"), "--json")
    assert json.loads(done.stdout)["path"] == str(tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    lost = ateneo("classify", "report", "topics", "--output", str(tmp_path / "none" / "r.pdf"))
    assert lost.returncode != 0 and "r.pdf" in lost.stderr
    asked = ("chat", "Will it rain?", "--max-tokens", "4", "--classifier")
    told = json.loads(ateneo(*asked, "topics", "--json").stdout)
    assert (told["labelled"]["classifier"], told["labelled"]["label"]) == ("topics", "weather")
    beside = ateneo(*asked, "topics")
    assert "topics: weather" in beside.stderr and "topics: weather" not in beside.stdout
    assert ateneo(*asked, "gone").returncode != 0
