"""Checks that hold on every page: accessible names, text sizes, and no waiting for the engine."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions
from desktop.feature import Page
from desktop.theme.tokens import Size
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.window.conftest import Open


def walk(root: QWidget) -> list[QWidget]:
    return [root, *(w for w in root.findChildren(QWidget) if w.isVisible())]


def every_page(ateneo: Ateneo) -> list[str]:
    return [item.name for item in ateneo.window.rail_items]


def test_every_control_of_every_page_has_an_accessible_name(qtbot: QtBot, open_ateneo: Open) -> None:
    ateneo = open_ateneo()
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    nameless: list[str] = []
    for name in every_page(ateneo):
        ateneo.window.show_page(name)
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        for widget in walk(ateneo.window):
            reads = QAccessible.queryAccessibleInterface(widget)
            focusable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, Page)
            if focusable and reads is not None and not reads.text(QAccessible.Text.Name):
                nameless.append(f"{name}: {type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("language", ["es", "en"])
def test_no_button_is_cut_at_any_text_size(qtbot: QtBot, open_ateneo: Open, percent: int, language: str) -> None:
    ateneo = open_ateneo(StartOptions(language, "light"))
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    ateneo.settings.change(text_percent=percent)
    ateneo.window.resize(*Size.WINDOW_MIN)
    cut: list[str] = []
    for name in every_page(ateneo):
        ateneo.window.show_page(name)
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        QApplication.processEvents()
        for widget in walk(ateneo.window.page(name)):
            if isinstance(widget, QAbstractButton) and too_narrow(widget):
                cut.append(f"{name}: {widget.text() or widget.accessibleName()}")
            if isinstance(widget, QScrollArea) and not fits(widget):
                cut.append(f"{name}: what scrolls is wider than its area")
    assert cut == []


def too_narrow(button: QAbstractButton) -> bool:
    return button.width() < button.fontMetrics().horizontalAdvance(button.text())


def fits(area: QScrollArea) -> bool:
    return area.widget() is None or area.widget().width() <= area.viewport().width()


def test_no_page_waits_for_the_engine(open_ateneo: Open) -> None:
    """Every page can be shown, and left again, with an engine that has not even been started."""
    ateneo = open_ateneo(command=(sys.executable, "-c", "import time; time.sleep(600)"))
    for name in every_page(ateneo):
        ateneo.window.show_page(name)
        QApplication.processEvents()
