"""The window: rail, pages, inspector, status. Knows Feature only; what a page does is the page's business."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.features.feature import DropAction, Feature, Jobs, Page
from desktop.i18n import sentence
from desktop.link.call import EngineFault, EngineStopped
from desktop.link.client import Client, is_cancelled
from desktop.pages import Pages
from desktop.paths import Paths
from desktop.settings import SettingsStore
from desktop.shortcuts import Ways
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.column_page import fill
from desktop.widgets.layout.side_pane import Inspector, SidePane
from desktop.widgets.shell.close_question import ask_before_closing
from desktop.widgets.shell.drop_zone import DropZone
from desktop.widgets.shell.header import Header
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.rail import Rail, RailItem
from desktop.widgets.shell.status_bar import StatusBar


class Window(DropZone):
    """Satisfies desktop.features.feature.Shell. `begin` makes the first page; `seen` tells when its frame is drawn."""

    seen = Signal()
    help_wanted = Signal()
    closed = Signal()

    def __init__(
        self, client: Client, theme: Theme, settings: SettingsStore, paths: Paths, features: Sequence[Feature]
    ) -> None:
        super().__init__(theme)
        role(self, "page")
        self.client, self.theme, self.settings, self.paths = client, theme, settings, paths
        self._pages = Pages(features, self)
        self._shown = self._inspected = ""
        self._was_seen = self._closes_anyway = False
        self._instead: QWidget | None = None
        self.stops = [RailItem(f.name, f.title, f.icon, f.below_the_line) for f in self._pages.features.values()]
        self._lay_out()
        self._find_ways()
        self._connect()
        self.setMinimumSize(*Size.WINDOW_MIN)
        self.setWindowTitle("Ateneo")
        self._restore()

    def inspect(self, title: str, widget: QWidget) -> None:
        self._inspected = self._shown
        self._inspector.inspect(title, widget)
        self._side.set_open(True)

    def tell(self, sentence: str, detail: str = "", undo: Callable[[], None] | None = None) -> None:
        self._messages.tell(sentence, detail, undo, fault=bool(detail))

    def show_instead(self, widget: QWidget | None) -> None:
        """In the place of every page; None shows the pages again."""
        if widget is not None and widget.parent() is None:
            self._main.addWidget(widget, 1)
        if self._instead is not None:
            self._instead.hide()
        self._instead = widget
        self._pages.setVisible(widget is None)
        if widget is not None:
            self._side.set_open(False)
            widget.show()

    def report(self, fault: EngineFault) -> None:
        if fault == self.client.why:
            return  # said in the page's place
        calm = is_cancelled(fault) or fault.kind == EngineStopped.kind
        self._messages.tell(sentence(fault), fault.detail, fault=not calm)

    def show_speed(self, tokens_per_second: float) -> None:
        self.status.show_speed(tokens_per_second)

    def go(self, feature: str, action: str = "", argument: object = None) -> None:
        if feature not in self._pages.features:
            return
        page = self.page(feature)
        if feature not in (self._shown, self._inspected):
            self._side.set_open(False)  # what is inspected belongs to the page that showed it
        self._shown = feature
        self._pages.setCurrentWidget(page)
        self._rail.mark(feature)
        page.setFocus()
        self.retranslate()
        self.settings.change(page=feature)
        if action:
            page.perform(action, argument)

    def page(self, name: str) -> Page:
        return self._pages.page(name)

    def make_next_page(self) -> None:
        self._pages.make_next()

    def retranslate(self) -> None:
        if self._shown:
            self._header.title.show_text(self._pages.title(self._shown))

    def _lay_out(self) -> None:
        self._rail = Rail(self.theme, self.stops, self)
        self._header, self._messages = Header(self.theme), MessageBar(self.theme)
        self.status = StatusBar(self.theme)
        self.jobs: Jobs = self.status.jobs
        self._inspector = Inspector(self.theme)
        main = QWidget()
        role(main, "page")
        self._side = SidePane(self.theme, main, self._inspector, self.settings.value.inspector_width)
        self._main = fill(main, self._header, self._messages, self._pages, growing=self._pages)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        row.addWidget(self._rail)
        row.addWidget(self._side, 1)
        fill(self, body, self.status, growing=body)

    def _connect(self) -> None:
        self._rail.chosen.connect(self.go)
        self._pages.entitled.connect(self.retranslate)
        self._header.model_clicked.connect(lambda: self.go("models"))
        self._header.search_clicked.connect(self._ways.open_palette)
        self._header.inspector_toggled.connect(self._side.set_open)
        self._inspector.closed.connect(lambda: self._side.set_open(False))
        self._side.opened.connect(self._header.show_inspector_open)
        self._side.width_changed.connect(lambda width: self.settings.change(inspector_width=width))
        self.status.jobs.said.connect(self.tell)
        self.client.state_changed.connect(self.status.show_engine)
        self.client.fault.connect(self.report)

    def show_model(self, name: str) -> None:
        self._header.show_model(name)
        self.status.show_model(name)

    def _find_ways(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+N": lambda: self.go("chat", "new"),
            "Ctrl+F": lambda: self.page(self._shown).find(),
            "Esc": lambda: self.page(self._shown).stop(),
            "Ctrl+I": lambda: self._side.set_open(not self._side.is_open),
            "F1": self.help_wanted.emit,
            "Ctrl+Q": self._quit,
        }
        self._ways = Ways(self, self.theme, self._pages, self.stops, self.go, keys)

    def choices(self, files: Sequence[Path]) -> list[DropAction]:
        return self._pages.choices(files)

    def _restore(self) -> None:
        self.resize(*Size.WINDOW)
        self.restoreGeometry(QByteArray(base64.b64decode(self.settings.value.geometry, validate=False)))
        known = self.settings.value.page
        self._shown = known if known in self._pages.features else next(iter(self._pages.features))
        self._rail.mark(self._shown)
        self.retranslate()

    def begin(self) -> None:
        """A page takes longer to make than the window around it, which can be looked at meanwhile."""
        self.go(self._shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            QTimer.singleShot(0, self, self.seen.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.status.jobs.running and not self._closes_anyway:
            event.ignore()
            ask_before_closing(self, self._close_anyway)
            return
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self.settings.change(geometry=geometry)
        self.hide()  # a page saves what is unsaved when it is hidden, and the engine is still there to take it
        self.settings.flush()
        self.closed.emit()

    def _quit(self) -> None:
        self.close()

    def _close_anyway(self) -> None:
        self._closes_anyway = True
        QTimer.singleShot(0, self, self.close)
