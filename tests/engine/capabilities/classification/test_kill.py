"""The real engine killed during its work: examples are added whole or not at all, and tables are resumed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.classification import api
from engine.capabilities.text_tools import api as text_tools
from engine.models.registry import ModelRegistry
from engine.protocol import paths, tables
from engine.protocol.method import Method
from engine.tables.table_writer import JOURNAL_SUFFIX
from tests.support.engine_process import PATIENCE, EngineProcess
from tests.support.tiny_models import write_embedder

pytestmark = [pytest.mark.kill, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")]
LABELS = (api.Label("dog"), api.Label("house"))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for _ in ModelRegistry([tmp_path / "models"]).add(write_embedder(tmp_path / "ten-words")):
        pass
    return tmp_path / "models"


def kill_when(engine: EngineProcess, method: Method[Any, Any, Any], request: Any, ready: Callable[[], bool]) -> None:
    """The wait is a poll: what is waited for is a file's growth."""
    engine.start_call(method, request)
    until = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < until
    engine.kill()


def test_examples_are_added_whole_or_not_at_all(home: Path, models: Path, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("text,label\n" + "".join(f"the dog number {n} runs,dog\n" for n in range(90_000)), "utf-8")
    log = paths.library(home).with_name(paths.library(home).name + "-wal")
    with EngineProcess(home, models) as engine:
        id = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
        request = api.AddExamples(id, tables.Source(str(table)))
        before = log.stat().st_size
        kill_when(engine, api.ADD_EXAMPLES, request, lambda: log.stat().st_size > before + 1_000_000)
    with EngineProcess(home, models) as engine:
        assert engine.call(api.LIST_EXAMPLES, api.ListExamples(id)).total == 0
        assert engine.call(api.ADD_EXAMPLES, request).added == 90_000


@pytest.mark.parametrize("what", ["classify", "column"])
def test_a_table_is_resumed_and_comes_out_the_same(home: Path, models: Path, tmp_path: Path, what: str) -> None:
    table, journal = tmp_path / "in.csv", tmp_path / ("out.csv" + JOURNAL_SUFFIX)
    rows = {"classify": 30_000, "column": 6_000}[what]
    table.write_text("id,text\n" + "".join(f"{n},the dog runs to house {n}\n" for n in range(rows)), "utf-8")

    def call_for(target: str) -> tuple[Method[Any, Any, Any], Any]:
        path = str(tmp_path / target)
        if what == "column":
            return text_tools.MAP_COLUMN, text_tools.MapColumn(str(table), "text", path, "language")
        return api.CLASSIFY_FILE, api.ClassifyFile(tables.Source(str(table)), path, labels=LABELS)

    with EngineProcess(home, models) as engine:
        engine.call(*call_for("whole.csv"))
        kill_when(engine, *call_for("out.csv"), lambda: journal.exists() and journal.stat().st_size > 20_000)
    assert not (tmp_path / "out.csv").exists()
    with EngineProcess(home, models) as engine:
        done = engine.call(*call_for("out.csv"))
    assert (done.resumed_rows if what == "classify" else done.resumed) > 500
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not journal.exists()
