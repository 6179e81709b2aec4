"""Interfaces between the window and its pages: `Feature` and `Page` for the window, `Shell` for a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.link.call import EngineFault
    from desktop.link.client import Client
    from desktop.paths import Paths
    from desktop.settings import SettingsStore
    from desktop.theme.theme import Theme
    from desktop.widgets.shell.message_bar import Offer


class JobList(Protocol):
    """The jobs tray of the status bar: long work survives a page change and can be stopped from there.

    One that nobody asked for, which goes on at the next start, is not `is_awaited`: the window closes without a question.
    """

    def add(self, title: str, cancel: Callable[[], None], *, is_awaited: bool = True) -> JobHandle: ...


class JobHandle(Protocol):
    """A running job in the tray. `finish` removes it, and shows a sentence in the message bar when there is one."""

    def show_progress(self, done: int, total: int, note: str = "", seconds_left: float | None = None) -> None: ...
    def finish(self, sentence: str = "") -> None: ...


class Shell(Protocol):
    """The window as a page sees it."""

    client: Client
    theme: Theme
    settings: SettingsStore
    jobs: JobList
    paths: Paths

    @property
    def page_parent(self) -> QWidget:
        """The widget that will hold the page: `Page` takes it at once, since Qt restyles all of a page that gets one later."""

    def show_in_inspector(self, title: str, widget: QWidget) -> None:
        """Open the inspector with a widget, which the inspector then owns."""

    @property
    def is_inspector_open(self) -> bool:
        """Whether the inspector is open: what is selected is then shown there."""

    def close_inspector(self) -> None:
        """Close the inspector: what is shown next needs the room."""

    def show_message(self, sentence: str, detail: str = "", undo: Callable[[], None] | None = None) -> None:
        """Show one line in the message bar: a notice, something that can be undone, or with `detail` an error."""

    def report(self, fault: EngineFault, offer: Offer | None = None) -> None:
        """Show the sentence for a failed call in the message bar: `call.on_failed(shell.report)`. `offer` is a way out of it."""

    def show_speed(self, tokens_per_second: float) -> None:
        """Show the speed of the last answer in the status bar."""

    def show_page(self, feature: str, action: str = "", argument: object = None) -> None:
        """Show the page of a feature, and let it `perform` an action when one is given."""


class Action(msgspec.Struct, frozen=True):
    """One line of the command palette; `title` and `kind` are in the user's language. Without a kind it is a command."""

    title: str
    run: Callable[[], None]
    shortcut: str = ""
    kind: str = ""


class DropAction(msgspec.Struct, frozen=True):
    """Something a page can do with dropped files; `title` is in the user's language, as "Index these files"."""

    title: str
    run: Callable[[Sequence[Path]], None]


class Page(QWidget):
    """A page of the window. Override the methods that apply."""

    title_changed = Signal(str)

    def __init__(self, shell: Shell | None = None) -> None:
        super().__init__(None if shell is None else shell.page_parent)

    def build_rest(self) -> Iterator[None]:
        """Build the parts that `__init__` left, and yield after each: input is served in between while the page is not shown.

        Nothing else is called before all of them are there.
        """
        yield from ()

    @property
    def room_for_writing(self) -> int:
        """Height in pixels at the lower edge where a person writes, which no message may cover."""
        return 0

    def palette_actions(self) -> Sequence[Action]:
        return ()

    def palette_entries(self) -> Sequence[Action]:
        """Items of the page that the palette lists by name: conversations, folders of pictures."""
        return ()

    def palette_search(self, typed: str, show: Callable[[Sequence[Action]], None]) -> None:
        """Look for items that are too many to list, such as documents, and hand them to `show` once they are there."""

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        return ()

    def perform(self, action: str, argument: object = None) -> None:
        """Carry out an action that another page asked for through `Shell.show_page`."""

    @property
    def can_rename_title(self) -> bool:
        """Whether the title above the page can be changed in place; read again after `title_changed`."""
        return False

    @property
    def title_badge(self) -> str:
        """A word beside the title that says what is special here, such as "Private"; read again after `title_changed`."""
        return ""

    def rename_title(self, title: str) -> None:
        """The person typed another title above the page."""

    def find_in_page(self) -> None:
        """Ctrl+F: find in the page."""

    def stop(self) -> None:
        """Esc: stop the work that is running."""


class Feature(msgspec.Struct, frozen=True):
    """`feature.py` of each folder holds one as FEATURE. `title` is the English source, translated in context "features"."""

    name: str
    title: str
    icon: str
    order: int
    make_page: Callable[[Shell], Page]
    below_the_line: bool = False
