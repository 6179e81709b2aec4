"""Keyboard shortcuts of the window, and the command palette that lists every page, action and item by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.feature import Action
from desktop.i18n import tr
from desktop.pages import Pages
from desktop.theme.theme import Theme
from desktop.widgets.shell.rail import RailItem


class Shortcuts:
    """`keys` maps the window's own shortcuts to functions. Ctrl+1…9 show the pages and Ctrl+K opens the palette."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        pages: Pages,
        items: Sequence[RailItem],
        show_page: Callable[[str], None],
        keys: Mapping[str, Callable[[], None]],
    ) -> None:
        self._window, self._theme, self._pages, self._keys = window, theme, pages, keys
        self._items = {f"Ctrl+{number}": item for number, item in enumerate(items, start=1)}
        self._page_keys: dict[str, Callable[[], None]] = {
            key: lambda name=item.name: show_page(name)  # type: ignore[misc]  # mypy cannot type a lambda's default
            for key, item in self._items.items()
        }
        for key, run in {**keys, **self._page_keys, "Ctrl+K": self.open_palette}.items():
            QShortcut(QKeySequence(key), window).activated.connect(run)

    def open_palette(self) -> None:
        from desktop.widgets.shell.command_palette import CommandPalette  # the first frame shows none

        palette = CommandPalette(self._theme, self._actions(), self._window, self._pages.palette_search)
        palette.move(self._window.mapToGlobal(self._window.rect().center()) - palette.rect().center())
        palette.show()

    def _actions(self) -> list[Action]:
        page = tr("shell", "Page")
        return [
            *(Action(tr("features", item.title), self._page_keys[key], key, page) for key, item in self._items.items()),
            Action(tr("shell", "Help"), self._keys["F1"], "F1"),
            *self._pages.palette_actions(),
            Action(tr("shell", "Quit"), self._keys["Ctrl+Q"], "Ctrl+Q"),
        ]
