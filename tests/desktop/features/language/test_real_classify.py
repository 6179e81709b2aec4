"""The Classify page over the real engine: the sample is learned, graded, read cell by cell, and used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Asked, Ateneo, engine_command
from desktop.features.language.page import SCORES, TRAIN, USE, LanguagePage
from desktop.features.language.troubles import CellTexts
from desktop.paths import Paths

pytestmark = pytest.mark.model
PATIENCE_MS = 90_000


def test_the_sample_is_learned_graded_and_used(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: object, models: object, tmp_path: Path
) -> None:
    paths = Paths(home, models)  # type: ignore[arg-type]
    ateneo = open_ateneo(Asked("es", "light"), engine_command(paths))
    ateneo.client.start()
    ateneo.window.go("language")
    page = ateneo.window.page("language")
    assert isinstance(page, LanguagePage)
    page.try_sample()
    rows = page.examples.table.model_
    qtbot.waitUntil(lambda: rows.total == 60 and page.steps.currentIndex() == TRAIN, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: ateneo.client.idle, timeout=PATIENCE_MS)
    page.training.train.click()
    qtbot.waitUntil(lambda: page.training.state.text() == "Entrenado y listo.", timeout=PATIENCE_MS)
    page.steps.setCurrentIndex(SCORES)
    page.scores.ask()
    qtbot.waitUntil(lambda: page.scores.report is not None, timeout=PATIENCE_MS)
    assert page.scores.report is not None and page.scores.report.accuracy > 0.5
    page.scores.export_to(str(tmp_path / "informe.pdf"))
    qtbot.waitUntil((tmp_path / "informe.pdf").exists, timeout=PATIENCE_MS)
    assert (tmp_path / "informe.pdf").read_bytes().startswith(b"%PDF")
    page.scores.matrix.opened.emit(0, 0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(CellTexts) is not None, timeout=PATIENCE_MS)
    page.steps.setCurrentIndex(USE)
    page.use.panel.text.setPlainText("El ascensor está parado desde ayer")
    page.use.panel.ask()
    qtbot.waitUntil(lambda: page.use.panel.answer.text() == "avería", timeout=PATIENCE_MS)
