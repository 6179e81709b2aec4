"""The Train step over a scripted training: the way chosen, the curve as it grows, stopped and gone on with."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.page import TRAIN, ClassificationPage
from desktop.features.classification.training.training_step import TrainingStep
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.classification import api as classification
from tests.desktop.conftest import TIMEOUT_MS

SCRIPT = (sys.executable, "-m", "tests.support.training_texts")
Open = Callable[..., Ateneo]


def opened(qtbot: QtBot, ateneo: Ateneo) -> TrainingStep:
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    ateneo.window.show_page("language")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    qtbot.waitUntil(lambda: page.list.current is not None, timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(TRAIN)
    qtbot.waitUntil(lambda: page.training.isVisible() and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page.training


@pytest.fixture
def ateneo(open_ateneo: Open) -> Ateneo:
    return open_ateneo(command=SCRIPT)


@pytest.fixture
def step(qtbot: QtBot, ateneo: Ateneo) -> TrainingStep:
    return opened(qtbot, ateneo)


def test_each_way_offers_what_is_its_own(step: TrainingStep) -> None:
    way = step.way
    assert way.method.isVisible() and not way.layers.isVisible() and not way.epochs.isVisible()
    assert way.request(1) == classification.Train(1)
    way.ways["supervised"].click()
    assert way.layers.isVisible() and not way.method.isVisible()
    way.more.click()
    way.epochs.setValue(4)
    way.rate.setCurrentIndex(2)
    assert way.request(1) == classification.Train(1, "supervised", 0, "all", 4, 3, 2e-5)


@pytest.mark.parametrize(
    ("method", "asked", "said"),
    [
        ("svm", "auto", "“Linear support vectors” answers."),
        ("logistic", "auto", "answers: with 48 examples, that “Linear support vectors” came out higher may be chance."),
        ("tree", "tree", "“Decision tree” answers, as it was asked for."),
    ],
)
def test_which_of_the_methods_answers_is_said_and_why(
    step: TrainingStep, method: classification.HeadMethod, asked: classification.TrainingMethod, said: str
) -> None:
    scores = tuple(
        classification.MethodScore(*one) for one in (("svm", 1.0, 0.0), ("logistic", 0.98, 0.02), ("tree", 0.7, 0.1))
    )
    card = classification.TrainingRecord(method, "", 48, 0, 0, "e5", 5, scores, None, asked)
    step.show_classifier(classification.Classifier(1, "Vecinos", (), 48, "", card, False))
    assert step.compared.isVisibleTo(step) and step._numbers().note.endswith(said)


def test_layers_that_cannot_be_read_cannot_be_trained(step: TrainingStep) -> None:
    step.way.ways["contrastive"].click()
    step.way.layers.setCurrentIndex(2)
    step.way.layers.activated.emit(2)
    assert step.way.numbers.isVisible()
    for text, layers in (("10, 11", (10, 11)), ("6-8", (6, 7, 8))):
        step.way.numbers.setText(text)
        request = step.way.request(1)
        assert step.train.isEnabled() and request is not None and request.layers == layers
    for text in ("", "last one", "3-", "-1", "9-6"):
        step.way.numbers.setText(text)
        assert not step.train.isEnabled() and step.way.request(1) is None


def test_a_training_that_is_stopped_goes_on_with_what_it_was_asked(
    qtbot: QtBot, ateneo: Ateneo, step: TrainingStep
) -> None:
    step.way.ways["contrastive"].click()
    step.train.click()
    assert not step.train.isEnabled()
    qtbot.waitUntil(lambda: len(step.curve.curves) == 3, timeout=TIMEOUT_MS)
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    page.stop()
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    qtbot.waitUntil(lambda: bar.sentence.startswith("Stopped. Train with the same"), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: step.train.text() == "Go on training", timeout=TIMEOUT_MS)
    assert "interrupted" in step.state.text()
    step.way.ways["head"].click()
    assert step.train.text() == "Train"
    step.way.ways["contrastive"].click()
    step.train.click()
    qtbot.waitUntil(lambda: len(step.curve.curves) == 6, timeout=TIMEOUT_MS)
    page.stop()
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)


def test_the_curve_names_its_points_and_marks_the_pass_that_is_kept(qtbot: QtBot, open_ateneo: Open) -> None:
    step = opened(qtbot, open_ateneo(command=(*SCRIPT, "trained")))
    assert step.curve.isVisible() and step.curve.best == 5
    qtbot.keyClick(step.curve.lines, Qt.Key.Key_Right)
    assert step.curve.lines.accessibleName().startswith("Pass 1: Loss, learned 2.16")
    assert [len(row) for row in step.curve._numbers().rows] == [4] * 12


def test_without_the_studio_a_sentence_says_what_it_adds(qtbot: QtBot, open_ateneo: Open) -> None:
    step = opened(qtbot, open_ateneo(command=(*SCRIPT, "no-studio")))
    assert not step.way.ways["contrastive"].isEnabled() and not step.way.ways["supervised"].isEnabled()
    assert step.way.ways["head"].isChecked()
    assert "--studio" in step.way.studio.text() and step.way.studio.isVisible()
