"""The ways about the window: its keys, and the command palette with every page, action and thing by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.i18n import tr
from desktop.pages import Pages
from desktop.theme.theme import Theme
from desktop.widgets.shell.command_palette import CommandPalette, Line
from desktop.widgets.shell.rail import RailItem


class Ways:
    """`keys` are the window's own; Ctrl+1…9 go to the stops, Ctrl+K opens the palette. It lists what F1 and Ctrl+Q do."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        pages: Pages,
        stops: Sequence[RailItem],
        go: Callable[[str], None],
        keys: Mapping[str, Callable[[], None]],
    ) -> None:
        self._window, self._theme, self._pages, self._keys = window, theme, pages, keys
        self._stops: dict[str, tuple[RailItem, Callable[[], None]]] = {
            f"Ctrl+{number}": (stop, lambda name=stop.name: go(name))  # type: ignore[misc]
            for number, stop in enumerate(stops, start=1)
        }
        to_stops = {key: run for key, (_, run) in self._stops.items()}
        for key, run in {**keys, **to_stops, "Ctrl+K": self.open_palette}.items():
            QShortcut(QKeySequence(key), window).activated.connect(run)

    def open_palette(self) -> None:
        palette = CommandPalette(self._theme, self._lines(), self._window)
        palette.move(self._window.mapToGlobal(self._window.rect().center()) - palette.rect().center())
        palette.show()

    def _lines(self) -> list[Line]:
        return [
            *(Line(tr("features", stop.title), run, key) for key, (stop, run) in self._stops.items()),
            Line(tr("shell", "Help"), self._keys["F1"], "F1"),
            *(Line(thing.title, thing.run, thing.shortcut) for thing in self._pages.things()),
            Line(tr("shell", "Quit"), self._keys["Ctrl+Q"], "Ctrl+Q"),
        ]
