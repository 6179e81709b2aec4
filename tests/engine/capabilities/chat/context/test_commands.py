"""`ateneo chat context`, `chat summary` and `chat keep`, beside one engine with the real small model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import run_command
from tests.support.engine_process import EngineProcess

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(sys.platform != "linux", reason="commands find the engine of the test on Linux only"),
]
GREEDY = ("--temperature", "0", "--max-tokens", "6")


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self._options = ("--home", str(home), "--models", str(models))

    def run(self, *arguments: str, piped: str = "", language: str = "en") -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, *self._options, "--language", language], piped)

    def data(self, *arguments: str, piped: str = "") -> Any:
        done = self.run(*arguments, "--json", piped=piped)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)


@pytest.fixture
def ateneo(home: Path, models: Path) -> Iterator[Ateneo]:
    with EngineProcess(home, models):
        yield Ateneo(home, models)


def test_the_count_is_that_of_the_prompt_and_the_choice_is_kept(ateneo: Ateneo) -> None:
    begun = ateneo.data("chat", "My dog is called Bruno.", "--history", "last", "--exchanges", "1", *GREEDY)
    conversation = str(begun["conversation"])
    ateneo.data("chat", "What is the sea?", "--conversation", conversation, *GREEDY)
    measured = ateneo.data("chat", "context", "And the sky?", "--conversation", conversation, *GREEDY)
    reply = ateneo.data("chat", "And the sky?", "--conversation", conversation, *GREEDY)
    assert measured["prompt"] == sum(measured["parts"].values()) == reply["prompt_tokens"]
    assert [message["beginning"] for message in measured["left_out"]][-1] == "My dog is called Bruno."
    assert measured["left_out_count"] == 2 and measured["reserve"] == 6
    oldest = str(measured["left_out"][-1]["id"])
    assert ateneo.run("chat", "keep", oldest).returncode == 0
    kept = ateneo.data("chat", "context", "And?", "--conversation", conversation)
    assert kept["pinned"] == [int(oldest)]
    shown = ateneo.data("chat", "show", conversation)["messages"]
    assert [message["id"] for message in shown if message["is_pinned"]] == [int(oldest)]
    assert f"[{oldest}] You:  (always read)" in ateneo.run("chat", "show", conversation).stdout
    whole = ateneo.data("chat", "context", "And?", "--conversation", conversation, "--history", "whole")
    assert whole["left_out"] == []
    spoken = ateneo.run("chat", "context", "¿Y?", "--conversation", conversation, language="es").stdout
    assert "instrucciones" in spoken and "reservado para la respuesta" in spoken


def test_a_summary_is_updated_shown_and_changed(ateneo: Ateneo) -> None:
    conversation = "1"
    begun = ateneo.run("chat", "My dog is called Bruno.", "--history", "summary", "--exchanges", "1", *GREEDY)
    assert begun.returncode == 0
    for number in range(5):
        done = ateneo.run("chat", f"Tell me about day {number}.", "--conversation", conversation, *GREEDY)
    assert "Updating the summary" in done.stderr
    summary = ateneo.data("chat", "summary", conversation)
    assert "Bruno" in summary["text"] and summary["summarised"] == 10
    changed = ateneo.data("chat", "summary", conversation, "--set", "-", piped="The dog is Bela.\n")
    assert (changed["text"], changed["is_edited"]) == ("The dog is Bela.", True)
    assert "Bela" in ateneo.run("chat", "summary", conversation).stdout
    measured = ateneo.data("chat", "context", "Which dog?", "--conversation", conversation)
    assert measured["parts"]["summary"] > 0 and measured["summarised"] == 10


@pytest.mark.parametrize(
    "arguments",
    [
        ("chat", "context", "Hello", "--conversation", "99"),
        ("chat", "summary", "99"),
        ("chat", "keep", "99"),
        ("chat", "context", "palabra " * 20_000),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(ateneo: Ateneo, arguments: tuple[str, ...]) -> None:
    done = ateneo.run(*arguments)
    assert done.returncode == 1 and done.stdout == "" and done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr
