"""Start of the window: builds settings, theme, language, engine client and pages, and connects them."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress

import msgspec
from PySide6.QtCore import QLoggingCategory, Qt, QTimer
from PySide6.QtWidgets import QApplication

import desktop.features
from desktop.feature import Feature
from desktop.garbage import spare_long_collections
from desktop.i18n import tr
from desktop.i18n.language import Language
from desktop.link.client import Client
from desktop.link.process import Process
from desktop.outside.link_handler import LinkHandler
from desktop.outside.programs import OutsidePrograms
from desktop.paths import HELP, PROGRAM, Paths
from desktop.recovery import Recovery
from desktop.settings import SettingsStore
from desktop.single_instance import SingleInstance
from desktop.status_poller import StatusPoller
from desktop.temporary_files import remove_temporary_files
from desktop.theme.theme import Mode, Theme
from desktop.window import Window
from engine.protocol.errors import FolderNotUtf8
from engine.protocol.paths import check_utf8, is_library_missing
from engine.protocol.private_folder import make_private_folder

QT_LOG_RULES = "qt.qpa.wayland.textinput.warning=false"
"""Qt 6.11 warns on Wayland at each change of the keyboard's focus, also in a window with nothing but a label."""


SETTLED_MS = 10_000
"""After this time all pages are made, on a busy machine too."""


class StartOptions(msgspec.Struct, frozen=True):
    """Options of the command line; they hold for this window and are not saved."""

    language: str = ""
    theme: Mode | None = None
    new_library: bool = False


def run(paths: Paths, options: StartOptions, programs: OutsidePrograms | None = None) -> int:
    """Show the window until it is closed; return the exit code. A second start only brings the first window forward.

    `programs` opens links and files where the window may not.
    """
    QLoggingCategory.setFilterRules(QT_LOG_RULES)
    app = QApplication(sys.argv[:1])
    if programs is not None:
        LinkHandler(programs, app)
    app.setApplicationName("Ateneo")
    app.setDesktopFileName("ateneo")
    instance = SingleInstance(paths.instance_socket, app)
    if instance.notify_running():
        return 0
    with suppress(OSError):  # the engine reports in the window why the folder cannot be made
        if not is_library_missing(paths.home):
            make_private_folder(paths.home)
    instance.listen()
    launcher = None if programs is None else programs.network_launcher
    ateneo = Ateneo(app, paths, options, engine_command(paths), discover(), launcher)
    instance.notified.connect(ateneo.bring_to_front)
    ateneo.window.closing.connect(instance.close)  # the engine may still work for a command; a new window can open
    ateneo.window.first_painted.connect(ateneo.start_engine)  # the engine starts while the first page is made
    ateneo.window.first_painted.connect(ateneo.window.show_first_page)
    QTimer.singleShot(SETTLED_MS, ateneo.window, spare_long_collections)
    ateneo.window.show()
    code = app.exec()
    instance.close()
    return code


def engine_command(paths: Paths) -> tuple[str, ...]:
    """Return the command that starts the engine on these folders."""
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
    """The parts of a running window. Tests build it with another engine command or other features."""

    def __init__(
        self,
        app: QApplication,
        paths: Paths,
        options: StartOptions,
        command: Sequence[str],
        features: Sequence[Feature],
        launcher: Callable[[], AbstractContextManager[Sequence[str]]] | None = None,
    ) -> None:
        """`launcher` gives the engine, at each start, what starts the programs that the person lets use the network."""
        self._new_library = options.new_library
        remove_temporary_files(paths.temporary)
        self.settings = SettingsStore(paths.settings)
        settings = self._applied = self.settings.value
        self.language = Language(app, options.language or settings.language)
        self.theme = Theme(app, options.theme or settings.theme, settings.text_percent, settings.reduce_motion)
        inherited = launcher or (lambda: nullcontext(()))
        self.client = Client(Process(command, PROGRAM, paths.log, inherited=inherited))
        self.window = Window(self.client, self.theme, self.settings, paths, features)
        self._status_poller = StatusPoller(self.client, self.window)
        self._recovery = Recovery(self.client, self.window, paths, self.language)
        self.settings.changed.connect(self._apply_settings)
        self.window.help_requested.connect(self._show_help)
        self.window.closed.connect(self.client.close)
        self.window.closed.connect(lambda: remove_temporary_files(paths.temporary))
        self.client.state_changed.connect(self._on_state_changed)
        if self.settings.damaged:
            self.window.show_message(tr("shell", "Some settings could not be read and are back at their defaults."))

    def start_engine(self) -> None:
        try:
            check_utf8(self.window.paths.home, self.window.paths.models)  # Qt would pass another name on
        except FolderNotUtf8 as error:
            self.client.refuse(error)
            return
        self.client.start(new_library=self._new_library)

    def bring_to_front(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _on_state_changed(self, state: str) -> None:
        if state == "ready":
            self.window.make_remaining_pages()

    def _apply_settings(self) -> None:
        """Apply what changed; a setting the user did not touch keeps the value from the command line."""
        new, old = self.settings.value, self._applied
        self._applied = new
        if new.language != old.language:
            self.language.use(new.language)
        mode = new.theme if new.theme != old.theme else self.theme.mode
        self.theme.use(mode, new.text_percent, new.reduce_motion)

    def _show_help(self) -> None:
        from desktop.help import read_help  # not loaded with the window, which shows none
        from desktop.widgets.shell.help_text import HelpText

        text = read_help(HELP, self.language.code, (item.name for item in self.window.rail_items))
        self.window.show_in_inspector(tr("shell", "Help"), HelpText(self.theme, text))
