"""Fixtures of the Classify page over the scripted engine, and what several of its tests use."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.steps import EXAMPLES
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.scripted_classifier import TOTAL

SCRIPTED_CLASSIFIER = (sys.executable, "-m", "tests.support.scripted_classifier")
OpenAteneo = Callable[..., Ateneo]


def open_page(qtbot: QtBot, ateneo: Ateneo, timeout: int = TIMEOUT_MS) -> ClassificationPage:
    """Start the engine and show the Classify page."""
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=timeout)
    ateneo.window.show_page("classification")
    page = ateneo.window.page("classification")
    assert isinstance(page, ClassificationPage)
    return page


def message(ateneo: Ateneo) -> MessageBar:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar


@pytest.fixture
def ateneo(open_ateneo: OpenAteneo) -> Ateneo:
    return open_ateneo(command=SCRIPTED_CLASSIFIER, features=("classification", "text_tools"))


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> ClassificationPage:
    """The page with the examples of the scripted classifier listed."""
    page = open_page(qtbot, ateneo)
    page.steps.tabs.setCurrentIndex(EXAMPLES)
    qtbot.waitUntil(
        lambda: page.steps.examples.table.examples.total == TOTAL and ateneo.client.is_idle, timeout=TIMEOUT_MS
    )
    return page
