"""The Classify page over the real engine: the sample is learned, evaluated, read cell by cell, and used."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import StartOptions, engine_command
from desktop.features.classification.examples.data_issues import ConfusionCellTexts
from desktop.features.classification.page import SCORES, TRAIN, USE
from desktop.paths import Paths
from tests.desktop.features.classification.conftest import OpenAteneo, open_page

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


def test_the_sample_is_learned_evaluated_and_used(
    qtbot: QtBot, open_ateneo: OpenAteneo, home: Path, models: Path, tmp_path: Path
) -> None:
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(Paths(home, models)))
    page = open_page(qtbot, ateneo, TIMEOUT_MS)
    page.create_sample()
    model = page.examples.table.examples
    qtbot.waitUntil(lambda: model.total == 60 and page.steps.currentIndex() == TRAIN, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.training.train_button.click()
    qtbot.waitUntil(lambda: page.training.state.text() == "Entrenado y listo.", timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(SCORES)
    page.scores.evaluate()
    qtbot.waitUntil(lambda: page.scores.report is not None, timeout=TIMEOUT_MS)
    assert page.scores.report is not None and page.scores.report.accuracy > 0.5
    page.scores.export_to(str(tmp_path / "informe.pdf"))
    qtbot.waitUntil((tmp_path / "informe.pdf").exists, timeout=TIMEOUT_MS)
    assert (tmp_path / "informe.pdf").read_bytes().startswith(b"%PDF")
    page.scores.matrix.opened.emit(0, 0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(ConfusionCellTexts) is not None, timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(USE)
    page.use.panel.text.setPlainText("El ascensor está parado desde ayer")
    page.use.panel.classify_text()
    qtbot.waitUntil(lambda: page.use.panel.answer.text() == "avería", timeout=TIMEOUT_MS)


def test_the_chat_model_is_asked_with_a_few_pasted_examples(
    qtbot: QtBot, open_ateneo: OpenAteneo, home: Path, models: Path
) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)))
    page = open_page(qtbot, ateneo, TIMEOUT_MS)
    page.open_quick_try()
    quick = page.quick
    qtbot.waitUntil(lambda: "Models page" in quick.method.hint.text(), timeout=TIMEOUT_MS)
    assert not quick.examples.isVisible()
    row = quick.method.combo.findText("By the chat model")
    quick.method.combo.setCurrentIndex(row)
    quick.method.combo.activated.emit(row)
    assert quick.examples.isVisible()
    quick.labels.setText("complaint, thanks")
    quick.examples.lines.setPlainText("complaint: The lift is out of order.\nThank you all.\tthanks")
    quick.panel.text.setPlainText("The door is broken again.")
    quick.panel.classify_text()
    qtbot.waitUntil(quick.panel.answer.isVisible, timeout=TIMEOUT_MS)
    assert quick.panel.answer.text() in ("complaint", "thanks")
