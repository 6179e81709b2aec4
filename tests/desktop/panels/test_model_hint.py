"""The line below the composer says what the model is weak in before anything is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions
from desktop.panels.model_hint import ModelHint
from desktop.widgets.forms.composer import Composer
from tests.desktop.conftest import SCRIPTED, TIMEOUT_MS

Open = Callable[..., Ateneo]


def find_hint(ateneo: Ateneo) -> ModelHint:
    hint = ateneo.window.findChild(ModelHint)
    assert isinstance(hint, ModelHint)
    return hint


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("weak", "Weak in Spanish: answers from documents begin with a quotation."),
        ("weaker", "This model is not sure of itself: answers from documents begin with a quotation."),
    ],
)
def test_the_hint_names_what_the_model_is_weak_in_and_moves_nothing(
    qtbot: QtBot, open_ateneo: Open, way: str, said: str
) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), (*SCRIPTED, way), features=("chat", "models"))
    hint, composer = find_hint(ateneo), ateneo.window.findChild(Composer)
    assert isinstance(composer, Composer)
    qtbot.waitUntil(lambda: composer.height() > 0, timeout=TIMEOUT_MS)
    before = composer.geometry()
    assert hint.text == ""
    ateneo.client.start()
    qtbot.waitUntil(lambda: hint.text == said, timeout=TIMEOUT_MS)
    assert hint.isVisible()
    assert composer.geometry() == before
    next(button for button in hint.findChildren(QPushButton) if button.text() == "Get a bigger model").click()
    assert ateneo.settings.value.page == "models"


def test_the_hint_says_nothing_of_a_model_that_is_weak_in_nothing(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo(features=("chat",))
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert not find_hint(ateneo).isVisible()


def test_a_page_that_is_made_after_the_engine_is_ready_has_the_hint_too(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), (*SCRIPTED, "weak"), features=("chat",))
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    later = ModelHint(ateneo.client)
    qtbot.addWidget(later)
    qtbot.waitUntil(lambda: later.text.startswith("Weak in Spanish"), timeout=TIMEOUT_MS)
