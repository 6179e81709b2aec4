"""The counter, served by the real engine and by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine.capabilities.counter import api

from tests.support.engine_process import CallFailed, EngineProcess


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[EngineProcess]:
    with EngineProcess(home, tmp_path / "models") as process:
        yield process


def test_the_engine_counts_words(engine: EngineProcess) -> None:
    assert engine.call(api.COUNT, api.CountWords("one two three")) == api.WordCount(3)
    assert engine.call(api.LONGEST, api.LongestWord("one two three")) == api.Longest("three")


def test_an_empty_text_is_an_error_of_the_capability(engine: EngineProcess) -> None:
    with pytest.raises(CallFailed, match="nothing to count"):
        engine.call(api.COUNT, api.CountWords(" "))


def test_the_command_counts_words(home: Path) -> None:
    command = [sys.executable, "-m", "engine.cli", "count", "one two", "--home", str(home)]
    child = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(child.stdout) == {"words": 2}
