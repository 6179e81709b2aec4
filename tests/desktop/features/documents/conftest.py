"""A Documents page over a library of 100,000 documents."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.documents.page import DocumentsPage
from tests.desktop.conftest import TIMEOUT_MS

BIG = (sys.executable, "-m", "tests.support.big_library")


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(command=BIG, features=("documents", "chat"))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready", timeout=TIMEOUT_MS)
    opened.window.show_page("documents")
    return opened


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> DocumentsPage:
    shown = ateneo.window.page("documents")
    assert isinstance(shown, DocumentsPage)
    qtbot.waitUntil(lambda: shown.table.rows.total > 0 and bool(shown.list.collections), timeout=TIMEOUT_MS)
    return shown
