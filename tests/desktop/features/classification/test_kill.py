"""The whole program killed in the middle of training a head: nothing of it runs on, nothing is lost, and it goes on.

A training that changes the encoder itself needs PyTorch: tests/engine/language/test_tuned_classifiers.py kills the engine in
the middle of one, and test_training_step.py is offered to go on with it.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.classification.page import TRAIN, ClassificationPage
from desktop.paths import Paths
from engine.capabilities.classification import api
from engine.models.registry import ModelRegistry
from engine.protocol import paths, tables
from tests.support.engine_process import EngineProcess
from tests.support.processes import wait_for_exit
from tests.support.tiny_models import write_embedder

pytestmark = [pytest.mark.kill, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")]
TEXTS = 4_096
LEAST = "(SELECT min(vector) FROM text_embeddings)"
"""Half of the texts have it: the tiny embedder knows no numbers."""
TIMEOUT_MS = 60_000


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for _ in ModelRegistry([tmp_path / "models"]).add(write_embedder(tmp_path / "ten-words")):
        pass
    return tmp_path / "models"


@pytest.fixture
def table(home: Path, models: Path, tmp_path: Path) -> Path:
    """A classifier that has learned nothing yet, of texts enough to be caught in the middle."""
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


def computed(home: Path) -> int:
    return int(read(home, "SELECT count(*) FROM text_embeddings")[0][0])


def test_a_window_killed_in_the_middle_of_a_training_goes_on_with_it(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path, table: Path
) -> None:
    command = [sys.executable, "-m", "tests.support.training_window", str(home), str(models)]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as window:
        qtbot.waitUntil(lambda: computed(home) > 0, timeout=TIMEOUT_MS)
        children = psutil.Process(window.pid).children(recursive=True)
        window.kill()
        assert len(children) >= 2  # the engine, and its child that computes vectors
        assert wait_for_exit(children) == []
    kept = computed(home)
    assert 0 < kept < TEXTS
    assert read(home, "PRAGMA integrity_check") == [("ok",)]
    mark(home)

    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)))
    ateneo.client.start()
    ateneo.window.show_page("language")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    qtbot.waitUntil(lambda: page.list.current is not None and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(TRAIN)
    assert page.list.current is not None and page.list.current.examples == TEXTS
    assert page.training.state.text().startswith("Not trained yet")
    page.training.train.click()
    qtbot.waitUntil(lambda: page.training.state.text() == "Trained and ready.", timeout=TIMEOUT_MS)
    assert computed(home) == TEXTS
    assert read(home, "SELECT count(*) FROM text_embeddings WHERE vector = (SELECT min(vector) FROM text_embeddings)") == [
        (TEXTS // 2 + 1,)
    ]


def mark(home: Path) -> None:
    """One kept vector is made another's: if it were computed again it would be its own."""
    with closing(sqlite3.connect(paths.library(home))) as connection, connection:
        other = f"(SELECT hash FROM text_embeddings WHERE vector > {LEAST} LIMIT 1)"
        connection.execute(f"UPDATE text_embeddings SET vector = {LEAST} WHERE hash = {other}")
