"""The step Train over a scripted training: the settings of each mode, the growing curve, stopping and resuming."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.steps import TRAIN
from desktop.features.classification.training.training_step import TrainingStep
from engine.capabilities.classification import api as classification
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.classification.conftest import OpenAteneo, message, open_page

SCRIPTED_TRAINING = (sys.executable, "-m", "tests.support.scripted_training")
ONLY_CLASSIFICATION = ("classification",)


def open_step(qtbot: QtBot, ateneo: Ateneo) -> TrainingStep:
    page = open_page(qtbot, ateneo)
    qtbot.waitUntil(lambda: page.list.current is not None, timeout=TIMEOUT_MS)
    page.steps.tabs.setCurrentIndex(TRAIN)
    qtbot.waitUntil(lambda: page.steps.training.isVisible() and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page.steps.training


@pytest.fixture
def ateneo(open_ateneo: OpenAteneo) -> Ateneo:
    return open_ateneo(command=SCRIPTED_TRAINING, features=ONLY_CLASSIFICATION)


@pytest.fixture
def step(qtbot: QtBot, ateneo: Ateneo) -> TrainingStep:
    return open_step(qtbot, ateneo)


def test_each_mode_offers_its_own_settings(step: TrainingStep) -> None:
    choice = step.choice
    assert choice.method.isVisible() and not choice.layers.isVisible() and not choice.epochs.isVisible()
    assert choice.request(1) == classification.Train(1)
    choice.modes["supervised"].click()
    assert choice.layers.isVisible() and not choice.method.isVisible()
    choice.more_button.click()
    choice.epochs.setValue(4)
    choice.learning_rate.setCurrentIndex(2)
    assert choice.request(1) == classification.Train(1, "supervised", 0, "all", 4, 3, 2e-5)


@pytest.mark.parametrize(
    ("method", "requested", "sentence"),
    [
        ("svm", "auto", "“Linear support vectors” is used."),
        ("logistic", "auto", "is used: with 48 examples, the better score of “Linear support vectors” may be chance."),
        ("tree", "tree", "“Decision tree” is used, as you chose."),
    ],
)
def test_which_method_is_used_is_said_and_why(
    step: TrainingStep, method: classification.HeadMethod, requested: classification.TrainingMethod, sentence: str
) -> None:
    scores = tuple(
        classification.MethodScore(*score)
        for score in (("svm", 1.0, 0.0), ("logistic", 0.98, 0.02), ("tree", 0.7, 0.1))
    )
    record = classification.TrainingRecord(method, "", 48, 0, 0, "e5", 5, scores, None, requested)
    step.show_classifier(classification.Classifier(1, "Vecinos", (), 48, "", record, False))
    notes = [label.text() for label in step.comparison.findChildren(QLabel)]
    assert step.comparison.isVisibleTo(step) and any(note.endswith(sentence) for note in notes)


def test_layers_that_cannot_be_read_cannot_be_trained(step: TrainingStep) -> None:
    step.choice.modes["contrastive"].click()
    step.choice.layers.setCurrentIndex(2)
    step.choice.layers.activated.emit(2)
    assert step.choice.layer_numbers.isVisible()
    for text, layers in (("10, 11", (10, 11)), ("6-8", (6, 7, 8))):
        step.choice.layer_numbers.setText(text)
        request = step.choice.request(1)
        assert step.train_button.isEnabled() and request is not None and request.layers == layers
    for text in ("", "last one", "3-", "-1", "9-6"):
        step.choice.layer_numbers.setText(text)
        assert not step.train_button.isEnabled() and step.choice.request(1) is None


def test_a_stopped_training_is_resumed_with_its_settings(qtbot: QtBot, ateneo: Ateneo, step: TrainingStep) -> None:
    step.choice.modes["contrastive"].click()
    step.train_button.click()
    assert not step.train_button.isEnabled()
    qtbot.waitUntil(lambda: len(step.curve.metrics) == 3, timeout=TIMEOUT_MS)
    page = ateneo.window.page("classification")
    page.stop()
    stopped = "Stopped. Train again with the same settings"
    qtbot.waitUntil(lambda: message(ateneo).sentence.startswith(stopped), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: step.train_button.text() == "Continue training", timeout=TIMEOUT_MS)
    assert "interrupted" in step.state.text()
    step.choice.modes["head"].click()
    assert step.train_button.text() == "Train"
    step.choice.modes["contrastive"].click()
    step.train_button.click()
    qtbot.waitUntil(lambda: len(step.curve.metrics) == 6, timeout=TIMEOUT_MS)
    page.stop()
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)


def test_the_curve_names_its_points_and_marks_the_pass_that_is_kept(qtbot: QtBot, open_ateneo: OpenAteneo) -> None:
    step = open_step(qtbot, open_ateneo(command=(*SCRIPTED_TRAINING, "trained"), features=ONLY_CLASSIFICATION))
    assert step.curve.isVisible() and step.curve.best_epoch == 5
    qtbot.keyClick(step.curve.plot_lines, Qt.Key.Key_Right)
    assert step.curve.plot_lines.accessibleName().startswith("Pass 1: Error while learning (loss) 2.16")
    assert [len(row.split("\t")) for row in step.curve.text().splitlines()[1:]] == [4] * 12


def test_without_the_studio_a_sentence_says_what_it_adds(qtbot: QtBot, open_ateneo: OpenAteneo) -> None:
    step = open_step(qtbot, open_ateneo(command=(*SCRIPTED_TRAINING, "no-studio"), features=ONLY_CLASSIFICATION))
    assert not step.choice.modes["contrastive"].isEnabled() and not step.choice.modes["supervised"].isEnabled()
    assert step.choice.modes["head"].isChecked()
    assert "--studio" in step.choice.studio_hint.text() and step.choice.studio_hint.isVisible()
