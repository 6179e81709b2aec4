"""Puts the window together: settings, theme, language, engine, pages. The only place that knows all of them."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import desktop.features
from desktop.features.feature import Feature
from desktop.i18n import Language, tr
from desktop.link.client import Client
from desktop.link.process import Process
from desktop.paths import HELP, PROGRAM, Paths
from desktop.recovery import Rescue
from desktop.settings import SettingsStore
from desktop.single_instance import Door
from desktop.status_poller import Vitals
from desktop.theme.theme import Mode, Theme
from desktop.widgets.text.help_text import HelpText
from desktop.window import Window


@dataclass(frozen=True)
class Asked:
    """What the command line asked for; it holds for this window and is not saved."""

    language: str = ""
    theme: Mode | None = None


def run(paths: Paths, asked: Asked) -> int:
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Ateneo")
    app.setDesktopFileName("ateneo")
    door = Door(paths.door, app)
    if door.knock():
        return 0
    with suppress(OSError):  # the engine says what is wrong with the folder, in the window
        paths.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    door.open()
    ateneo = Ateneo(app, paths, asked, engine_command(paths), discover())
    door.knocked.connect(ateneo.come_to_the_front)
    ateneo.window.seen.connect(ateneo.client.start)  # it gets ready while the first page is made
    ateneo.window.seen.connect(ateneo.window.begin)
    ateneo.window.show()
    code = app.exec()
    door.close()
    return code


def engine_command(paths: Paths) -> tuple[str, ...]:
    return sys.executable, "-m", "engine", "--home", str(paths.home), "--models", str(paths.models)


def discover() -> list[Feature]:
    """Return FEATURE of every folder in desktop/features that has a `feature.py`."""
    names = [
        f"desktop.features.{module.name}.feature"
        for module in pkgutil.iter_modules(desktop.features.__path__)
        if module.ispkg
    ]
    return [importlib.import_module(name).FEATURE for name in names if importlib.util.find_spec(name)]


class Ateneo:
    """The parts of a running window; tests put it together with another engine command or other features."""

    def __init__(
        self, app: QApplication, paths: Paths, asked: Asked, command: Sequence[str], features: Sequence[Feature]
    ) -> None:
        self.settings = SettingsStore(paths.settings)
        chosen = self._followed = self.settings.value
        self.language = Language(app, asked.language or chosen.language)
        self.theme = Theme(app, asked.theme or chosen.theme, chosen.text_percent, chosen.reduce_motion)
        self.client = Client(Process(command, PROGRAM, paths.log))
        self.window = Window(self.client, self.theme, self.settings, paths, features)
        self._vitals = Vitals(self.client, self.window)
        self._rescue = Rescue(self.client, self.window, paths, self.language)
        self.settings.changed.connect(self._follow_settings)
        self.window.help_wanted.connect(self._help)
        self.window.closed.connect(self.client.close)
        self.client.state_changed.connect(self._when_ready)
        if self.settings.damaged:
            self.window.tell(tr("shell", "Some settings could not be read and are back at their defaults."))

    def come_to_the_front(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _when_ready(self, state: str) -> None:
        if state == "ready":
            self.window.make_next_page()

    def _follow_settings(self) -> None:
        """What was not touched keeps what the command line asked for."""
        chosen, before = self.settings.value, self._followed
        self._followed = chosen
        if chosen.language != before.language:
            self.language.use(chosen.language)
        mode = chosen.theme if chosen.theme != before.theme else self.theme.mode
        self.theme.use(mode, chosen.text_percent, chosen.reduce_motion)

    def _help(self) -> None:
        self.window.inspect(tr("shell", "Help"), HelpText(self.theme, HELP, self.language.code))
