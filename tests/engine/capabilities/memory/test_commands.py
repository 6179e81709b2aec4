"""`ateneo memory …` as a person types it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import run_command


@pytest.fixture
def ateneo(home: Path, tmp_path: Path):
    options = ("--home", str(home), "--models", str(tmp_path / "no-models"), "--language", "en")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command(["memory", *arguments, *options])

    return run


def test_a_memory_is_added_edited_listed_and_forgotten(ateneo) -> None:
    added = json.loads(ateneo("add", "I", "live", "in", "Almería", "--json").stdout)
    assert (added["text"], added["state"]) == ("I live in Almería", "kept")
    edited = json.loads(ateneo("edit", "1", "I live in Málaga", "--off", "--until", "2099-01-31", "--json").stdout)
    assert (edited["text"], edited["is_on"]) == ("I live in Málaga", False) and edited["expires_at"] > 0
    assert ateneo("list").stdout.split(maxsplit=1) == ["1", "I live in Málaga  (off)\n"]
    back = json.loads(ateneo("edit", "1", "--on", "--until", "never", "--scope", "never", "--json").stdout)
    assert (back["text"], back["scope"]) == ("I live in Málaga", "never") and "expires_at" not in back
    listed = json.loads(ateneo("list", "--query", "malaga", "--json").stdout)
    assert [m["text"] for m in listed["memories"]] == ["I live in Málaga"] and listed["counts"]["off"] == 1
    forgotten = ateneo("forget", "1")
    assert "Deleted for good: 1." in forgotten.stderr and "ateneo backup --clean" in forgotten.stderr
    assert json.loads(ateneo("forget", "1", "--json").stdout) == {"forgotten": 0}
    assert ateneo("list").stdout == ""


def test_memories_are_declined_approved_and_searched(ateneo) -> None:
    ateneo("add", "My dog is called Toby")
    assert ateneo("decline", "1").returncode == 0
    assert "declined" in ateneo("list", "--filter", "declined").stdout
    assert json.loads(ateneo("approve", "1", "--json").stdout)[0]["state"] == "kept"
    found = json.loads(ateneo("search", "What is my dog called?", "-k", "1", "--json").stdout)
    assert found["results"][0]["memory"]["text"] == "My dog is called Toby" and found["results"][0]["is_recalled"]
    assert "(used)" in ateneo("search", "What", "is", "my", "dog", "called").stdout


@pytest.mark.parametrize(
    "arguments", [("add",), ("forget",), ("forget", "x"), ("edit", "1", "--until", "soon"), ("search", "x", "-k", "0")]
)
def test_a_command_that_is_not_understood_is_refused(ateneo, arguments: tuple[str, ...]) -> None:
    assert ateneo(*arguments).returncode == 2


def test_a_memory_that_is_not_there_is_no_crash(ateneo) -> None:
    assert ateneo("edit", "7", "x").returncode == 1
    assert ateneo("approve", "7").returncode == 1
    assert ateneo("add", " ").returncode == 1
    assert "500" in ateneo("add", "a" * 501).stderr
