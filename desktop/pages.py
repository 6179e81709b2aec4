"""The features' pages, each made when it is first needed, one of them shown. Knows Feature and Page only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.features.feature import Action, DropAction, Feature, Page, Shell
from desktop.i18n import tr
from desktop.widgets.shell.drop_zone import leave_drops_to_the_window


class Pages(QStackedWidget):
    """`features` by their names, in the order of the rail. `entitled` tells that the page shown has another title."""

    entitled = Signal()

    def __init__(self, features: Sequence[Feature], shell: Shell) -> None:
        super().__init__()
        ordered = sorted(features, key=lambda f: (f.below_the_line, f.order))
        self.features = {feature.name: feature for feature in ordered}
        self._shell = shell
        self._made: dict[str, Page] = {}
        self._titles: dict[str, str] = {}

    def page(self, name: str) -> Page:
        if name not in self._made:
            page = self._made[name] = self.features[name].make_page(self._shell)
            leave_drops_to_the_window(page)
            self.addWidget(page)
            page.title_changed.connect(lambda title: self._entitle(name, title))
        return self._made[name]

    def make_next(self) -> None:
        """One at a time while nothing else is going on, so that the palette knows every page's things."""
        missing = next((name for name in self.features if name not in self._made), None)
        if missing is not None:
            self.page(missing)
            QTimer.singleShot(0, self, self.make_next)

    def title(self, name: str) -> str:
        return self._titles.get(name) or tr("features", self.features[name].title)

    def things(self) -> Iterator[Action]:
        """What the pages made so far offer the palette."""
        for page in self._made.values():
            yield from (*page.actions(), *page.entries())

    def choices(self, files: Sequence[Path]) -> list[DropAction]:
        return [choice for name in self.features for choice in self.page(name).drop_actions(files)]

    def _entitle(self, name: str, title: str) -> None:
        self._titles[name] = title
        self.entitled.emit()
