"""Stack of the features' pages, each made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.feature import Action, DropAction, Feature, Page, Shell
from desktop.i18n import tr
from desktop.loading.preloading import FOR_MESSAGES, import_modules, modules_in
from desktop.widgets.shell.drop_zone import disable_drops


class Pages(QStackedWidget):
    """`features` maps names to features in the order of the rail. `title_changed`: a page has another title."""

    title_changed = Signal()

    def __init__(self, features: Sequence[Feature], shell: Shell) -> None:
        super().__init__()
        ordered = sorted(features, key=lambda f: (f.below_the_line, f.order))
        self.features = {feature.name: feature for feature in ordered}
        self._shell = shell
        self._made: dict[str, Page] = {}
        self._begun: dict[str, tuple[Page, Iterator[None]]] = {}
        self._titles: dict[str, str] = {}
        self._steps: Iterator[None] = iter(())
        self._next_step = QTimer(self, singleShot=True, interval=0)
        self._next_step.timeout.connect(self._take_step)

    def page(self, name: str) -> Page:
        if name not in self._made:
            for _ in self._build(name):
                pass
        return self._made[name]

    def _build(self, name: str) -> Iterator[None]:
        """Make a page, and yield after each part. One that somebody needs meanwhile is finished there."""
        if name not in self._begun:
            begun = self.features[name].make_page(self._shell)
            self._begun[name] = begun, begun.build_rest()
            yield
        if name in self._made:
            return
        page, parts = self._begun[name]
        yield from parts
        if self._begun.pop(name, None) is None:
            return
        self._made[name] = page
        disable_drops(page)
        self.addWidget(page)
        page.title_changed.connect(lambda title: self._set_title(name, title))

    def changeEvent(self, event: QEvent) -> None:
        """Finish the pages that are begun before they hear of another language."""
        for name in list(self._begun):
            self.page(name)
        super().changeEvent(event)

    @property
    def are_all_made(self) -> bool:
        """Whether no page is missing or half made."""
        return len(self._made) == len(self.features)

    def made(self, name: str) -> Page | None:
        """Return a feature's page if it was made already."""
        return self._made.get(name)

    def prepare_messages(self) -> None:
        """Load what the first message and the rest of the pages made so far need, in steps, before anybody wants it."""
        made = (modules_in(f"desktop.features.{name}") for name in self._made)
        self._add_steps(import_modules(chain(FOR_MESSAGES, *made)))

    def make_missing(self) -> None:
        """Make the missing pages in steps, so that the palette can list all their actions."""
        self._add_steps(self._make_missing())

    def _make_missing(self) -> Iterator[None]:
        for name in self.features:
            if name not in self._made:
                yield from import_modules(modules_in(f"desktop.features.{name}"))
                yield from self._build(name)
                yield

    def _add_steps(self, steps: Iterator[None]) -> None:
        """Take these steps after those that are left, one each turn of the event loop: input is served in between."""
        self._steps = chain(self._steps, steps)
        self._next_step.start()

    def _take_step(self) -> None:
        for _ in self._steps:
            self._next_step.start()
            return

    def title(self, name: str) -> str:
        return self._titles.get(name) or tr("features", self.features[name].title)

    @property
    def room_for_writing(self) -> int:
        """Height in pixels of what the page that is shown has to write in; 0 while there is none."""
        page = self.currentWidget()
        return page.room_for_writing if isinstance(page, Page) and self.isVisible() else 0

    def palette_actions(self) -> Iterator[Action]:
        """Yield the actions and entries of the pages made so far."""
        for page in self._made.values():
            yield from (*page.palette_actions(), *page.palette_entries())

    def palette_search(self, typed: str, show: Callable[[Sequence[Action]], None]) -> None:
        for page in self._made.values():
            page.palette_search(typed, show)

    def drop_actions(self, files: Sequence[Path]) -> list[DropAction]:
        return [action for name in self.features for action in self.page(name).drop_actions(files)]

    def _set_title(self, name: str, title: str) -> None:
        self._titles[name] = title
        self.title_changed.emit()
