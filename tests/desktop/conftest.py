"""Fixtures for the window: a client, a theme, and a whole window over the scripted engine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, discover, engine_command
from desktop.i18n.language import Language
from desktop.link.client import Client
from desktop.link.process import Process
from desktop.paths import PROGRAM, Paths
from desktop.theme.theme import Theme

SCRIPTED = (sys.executable, "-m", "tests.support.scripted_engine")
TIMEOUT_MS = 20_000


@pytest.fixture(autouse=True)
def numbers_are_english() -> None:
    """Undo what a window in another language changed: Qt's default locale outlives the window."""
    QLocale.setDefault(QLocale("en"))


@pytest.fixture(autouse=True)
def no_widget_is_left_behind() -> Iterator[None]:
    """Delete the closed widgets before the next test sets the style of all."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def client(qtbot: QtBot, tmp_path: Path) -> Iterator[Client]:
    made = Client(Process(SCRIPTED, PROGRAM, tmp_path / "logs" / "engine.log"))
    with qtbot.waitSignal(made.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda state: state == "ready"):
        made.start()
    yield made
    made.close()


@pytest.fixture
def english(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp, "en")
    yield language
    language.close()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def open_ateneo(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Ateneo]]:
    """Return a function that opens a window over the scripted engine, unless `command` is given.

    It has all features, or only those named in `features`: a window makes all its pages once the engine is ready.
    """
    opened: list[Ateneo] = []

    def open_one(
        options: StartOptions = StartOptions("en", "light"),  # noqa: B008
        command: tuple[str, ...] = SCRIPTED,
        features: Collection[str] = (),
    ) -> Ateneo:
        opened.append(show_ateneo(qapp, Paths(tmp_path / "home", tmp_path / "models"), options, command, features))
        return opened[-1]

    yield open_one
    for ateneo in opened:
        close_ateneo(ateneo)


def show_ateneo(
    app: QApplication, paths: Paths, options: StartOptions, command: Sequence[str], features: Collection[str] = ()
) -> Ateneo:
    """Open a window with the named features, or with all; its engine is not started."""
    shown = [feature for feature in discover() if not features or feature.name in features]
    ateneo = Ateneo(app, paths, options, command, shown)
    ateneo.window.show()
    ateneo.window.show_first_page()
    return ateneo


@contextmanager
def real_ateneo(app: QApplication, paths: Paths, language: str, features: Collection[str]) -> Iterator[Ateneo]:
    """A window over the real engine, which is started, for tests of a file that can share one."""
    ateneo = show_ateneo(app, paths, StartOptions(language, "light"), engine_command(paths), features)
    ateneo.client.start()
    yield ateneo
    close_ateneo(ateneo)


def close_ateneo(ateneo: Ateneo) -> None:
    """End the window and let go of it: what a signal is connected to lives as long as the object that has the signal."""
    ateneo.window.close()
    ateneo.client.close()
    ateneo.language.close()
    for signal in (ateneo.client.changed, ateneo.client.state_changed, ateneo.client.fault):
        signal.disconnect()
    for part in (ateneo.window, ateneo.settings, ateneo.theme):
        part.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
