"""What a page of the window is to the shell, and what the shell offers a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.link.call import EngineFault
    from desktop.link.client import Client
    from desktop.paths import Paths
    from desktop.settings import SettingsStore
    from desktop.theme.theme import Theme


class Jobs(Protocol):
    """The jobs tray of the status bar: long work survives a page change and can be stopped from there."""

    def add(self, title: str, cancel: Callable[[], None]) -> Job: ...


class Job(Protocol):
    def progress(self, done: int, total: int, note: str = "", seconds_left: float | None = None) -> None: ...
    def finished(self, sentence: str = "") -> None: ...


class Shell(Protocol):
    """What a page may ask of the window around it."""

    client: Client
    theme: Theme
    settings: SettingsStore
    jobs: Jobs
    paths: Paths

    def inspect(self, title: str, widget: QWidget) -> None:
        """Show a widget in the inspector (and open it)."""

    def tell(self, sentence: str, detail: str = "", undo: Callable[[], None] | None = None) -> None:
        """One line in the message bar: an error, a notice, or what can be undone."""

    def report(self, fault: EngineFault) -> None:
        """`tell` for a failed call, in the user's language: `call.on_failed(shell.report)`."""

    def show_speed(self, tokens_per_second: float) -> None:
        """The speed of the last answer, for the status bar."""

    def go(self, feature: str, action: str = "", argument: object = None) -> None:
        """Show another page and have it `perform` an action there."""


@dataclass(frozen=True)
class Action:
    """One line of the command palette; `title` already in the user's language."""

    title: str
    run: Callable[[], None]
    shortcut: str = ""


@dataclass(frozen=True)
class DropAction:
    """What a page can do with dropped files, offered by name: "Index these files"."""

    title: str
    run: Callable[[Sequence[Path]], None]


class Page(QWidget):
    """A page of the window. Override what applies.

    `actions` and `find` hide methods of QWidget that nothing here needs (menu actions, a look-up by window id).
    """

    title_changed = Signal(str)

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return ()

    def entries(self) -> Sequence[Action]:
        """Things by name for the palette: conversations, documents."""
        return ()

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return ()

    def perform(self, action: str, argument: object = None) -> None:
        """An action another page asked for through `Shell.go`."""

    def find(self) -> None:  # type: ignore[override]
        """Ctrl+F."""

    def stop(self) -> None:
        """Esc: stop what is running."""


@dataclass(frozen=True)
class Feature:
    """`feature.py` of each folder holds one as FEATURE. `title` is the English source, translated in context "features"."""

    name: str
    title: str
    icon: str
    order: int
    make_page: Callable[[Shell], Page]
    below_the_line: bool = False
