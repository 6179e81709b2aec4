"""The Classify page over the real engine: the sample is learned, evaluated, read cell by cell, and used."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import StartOptions, engine_command
from desktop.features.classification.examples.data_issues import ConfusionCellTexts
from desktop.features.classification.steps import SCORES, TRAIN, USE
from desktop.paths import Paths
from engine.capabilities.classification.api import SPLIT_EXAMPLES, SplitExamples
from engine.models.registry import ModelRegistry
from tests.desktop.features.classification.conftest import OpenAteneo, message, open_page
from tests.support.tiny_models import write_embedder

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


def test_the_sample_is_learned_evaluated_and_used(
    qtbot: QtBot, open_ateneo: OpenAteneo, home: Path, models: Path, tmp_path: Path
) -> None:
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(Paths(home, models)), ("classification",))
    page = open_page(qtbot, ateneo, TIMEOUT_MS)
    page.create_sample()
    model = page.steps.examples.table.examples
    qtbot.waitUntil(lambda: model.total == 60 and page.steps.tabs.currentIndex() == TRAIN, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.steps.training.train_button.click()
    qtbot.waitUntil(lambda: page.steps.training.state.text() == "Entrenado y listo.", timeout=TIMEOUT_MS)
    page.steps.tabs.setCurrentIndex(SCORES)
    page.steps.scores.evaluate()
    qtbot.waitUntil(lambda: page.steps.scores.report is not None, timeout=TIMEOUT_MS)
    assert page.steps.scores.report is not None and page.steps.scores.report.accuracy > 0.5
    page.steps.scores.export_to(str(tmp_path / "informe.pdf"))
    qtbot.waitUntil((tmp_path / "informe.pdf").exists, timeout=TIMEOUT_MS)
    assert (tmp_path / "informe.pdf").read_bytes().startswith(b"%PDF")
    page.steps.scores.matrix.opened.emit(0, 0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(ConfusionCellTexts) is not None, timeout=TIMEOUT_MS)
    page.steps.tabs.setCurrentIndex(USE)
    page.steps.use.panel.text.setPlainText("El ascensor está parado desde ayer")
    page.steps.use.panel.classify_text()
    qtbot.waitUntil(lambda: page.steps.use.panel.answer.text() == "avería", timeout=TIMEOUT_MS)


def test_examples_set_aside_after_the_training_are_tested_on_only_after_another(
    qtbot: QtBot, open_ateneo: OpenAteneo, home: Path, tmp_path: Path
) -> None:
    for _ in ModelRegistry([tmp_path / "models"]).add(write_embedder(tmp_path / "ten-words")):
        pass
    command = engine_command(Paths(home, tmp_path / "models"))
    ateneo = open_ateneo(StartOptions("en", "light"), command, ("classification",))
    page = open_page(qtbot, ateneo, TIMEOUT_MS)
    page.create_sample()
    qtbot.waitUntil(lambda: page.steps.tabs.currentIndex() == TRAIN and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.steps.training.train_button.click()
    qtbot.waitUntil(lambda: page.steps.training.state.text().startswith("Trained and ready."), timeout=TIMEOUT_MS)
    classifier = page.list.current
    assert classifier is not None
    ateneo.client.call(SPLIT_EXAMPLES, SplitExamples(classifier.id, 0.2, seed=7), page)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.steps.tabs.setCurrentIndex(SCORES)
    page.steps.scores.evaluate()
    qtbot.waitUntil(page.steps.scores.retrain_button.isVisible, timeout=TIMEOUT_MS)
    assert "The classifier has learned from" in message(ateneo).sentence
    assert page.steps.scores.report is None
    page.steps.scores.retrain_button.click()
    qtbot.waitUntil(lambda: page.steps.scores.report is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert page.steps.scores.report is not None and not page.steps.scores.retrain_button.isVisible()


def test_the_chat_model_is_asked_with_a_few_pasted_examples(
    qtbot: QtBot, open_ateneo: OpenAteneo, home: Path, models: Path
) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)), ("classification",))
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
