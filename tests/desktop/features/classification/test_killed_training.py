"""The whole program is killed in the middle of training a head: no process stays, nothing is lost, and it is resumed.

Fine-tuning the encoder needs PyTorch; the tests of the engine kill it in the middle of that, and test_training_step.py
resumes such a training.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import StartOptions, engine_command
from desktop.features.classification.steps import TRAIN
from desktop.paths import Paths
from engine.capabilities.classification import api
from engine.models.registry import ModelRegistry
from engine.protocol import paths, tables
from engine.store.connection import connect
from tests.desktop.features.classification.conftest import OpenAteneo, open_page
from tests.support.engine_process import EngineProcess
from tests.support.processes import wait_for_exit
from tests.support.tiny_models import write_embedder

pytestmark = [pytest.mark.kill, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")]
TEXTS = 4_096
SMALLEST = "(SELECT min(vector) FROM text_embeddings)"
"""A vector that half of the texts have: the tiny embedder knows no numbers."""
TIMEOUT_MS = 60_000


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for _ in ModelRegistry([tmp_path / "models"]).add(write_embedder(tmp_path / "ten-words")):
        pass
    return tmp_path / "models"


@pytest.fixture
def table(home: Path, models: Path, tmp_path: Path) -> Path:
    """The examples of an untrained classifier, enough of them to be killed in the middle of a training."""
    table = tmp_path / "in.csv"
    table.write_text(
        "text,label\n" + "".join(f"the {'dog' if n % 2 else 'context'} {n},{n % 2}\n" for n in range(TEXTS))
    )
    with EngineProcess(home, models) as engine:
        id = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("Pets")).id
        assert engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(str(table)))).added == TEXTS
    return table


def read(home: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{paths.library(home)}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def count_vectors(home: Path) -> int:
    return int(read(home, "SELECT count(*) FROM text_embeddings")[0][0])


def test_a_training_is_resumed_after_the_window_is_killed(
    qtbot: QtBot, open_ateneo: OpenAteneo, home: Path, models: Path, table: Path
) -> None:
    command = [sys.executable, "-m", "tests.support.training_window", str(home), str(models)]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as window:
        qtbot.waitUntil(lambda: count_vectors(home) > 0, timeout=TIMEOUT_MS)
        children = psutil.Process(window.pid).children(recursive=True)
        window.kill()
        assert len(children) >= 2  # the engine, and its child that computes vectors
        assert wait_for_exit(children) == []
    vectors = count_vectors(home)
    assert 0 < vectors < TEXTS
    assert read(home, "PRAGMA integrity_check") == [("ok",)]
    swap_one_vector(home)

    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("classification",))
    page = open_page(qtbot, ateneo, TIMEOUT_MS)
    qtbot.waitUntil(lambda: page.list.current is not None and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.steps.tabs.setCurrentIndex(TRAIN)
    assert page.list.current is not None and page.list.current.examples == TEXTS
    assert page.steps.training.state.text().startswith("Not trained yet")
    page.steps.training.train_button.click()
    qtbot.waitUntil(lambda: page.steps.training.state.text() == "Trained and ready.", timeout=TIMEOUT_MS)
    assert count_vectors(home) == TEXTS
    assert read(
        home, "SELECT count(*) FROM text_embeddings WHERE vector = (SELECT min(vector) FROM text_embeddings)"
    ) == [(TEXTS // 2 + 1,)]


def swap_one_vector(home: Path) -> None:
    """Give one text the vector of another; computing it again would undo that."""
    with closing(connect(paths.library(home))) as connection:
        other = f"(SELECT hash FROM text_embeddings WHERE vector > {SMALLEST} LIMIT 1)"
        connection.execute(f"UPDATE text_embeddings SET vector = {SMALLEST} WHERE hash = {other}")
