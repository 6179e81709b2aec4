"""The main window: rail, pages, inspector, message bar and status bar. It knows features only as `Feature` and `Page`."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.feature import DropAction, Feature, JobList, Page
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault, EngineStopped
from desktop.link.client import Client, is_cancelled
from desktop.model_menu import ModelMenu
from desktop.pages import Pages
from desktop.paths import Paths
from desktop.settings import SettingsStore
from desktop.shortcuts import Shortcuts
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.reading_column import stack_vertically
from desktop.widgets.layout.side_pane import Inspector, SidePane
from desktop.widgets.shell.close_dialog import ask_before_closing
from desktop.widgets.shell.drop_zone import DropZone
from desktop.widgets.shell.header import Header
from desktop.widgets.shell.message_bar import MessageBar, Offer
from desktop.widgets.shell.rail import Rail, RailItem
from desktop.widgets.shell.status_bar import StatusBar


class Window(DropZone):
    """Implements desktop.feature.Shell. `first_painted` comes once its first frame is drawn, still without a page.

    When the person closes it, it is hidden first; then comes `closing`, and then `closed`, which ends the engine.
    """

    first_painted = Signal()
    help_requested = Signal()
    closing = Signal()
    closed = Signal()

    def __init__(
        self, client: Client, theme: Theme, settings: SettingsStore, paths: Paths, features: Sequence[Feature]
    ) -> None:
        super().__init__(theme)
        role(self, "page")
        self.client, self.theme, self.settings, self.paths = client, theme, settings, paths
        self._pages = Pages(features, self)
        self._current = self._inspected = ""
        self._was_painted = self._closes_anyway = False
        self._offers: dict[str, Offer] = {}
        self._replacement: QWidget | None = None
        self.rail_items = [RailItem(f.name, f.title, f.icon, f.below_the_line) for f in self._pages.features.values()]
        self._lay_out()
        self._add_shortcuts()
        self._connect()
        self.setMinimumSize(*Size.WINDOW_MIN)
        self.setWindowTitle("Ateneo")
        self._restore()

    @property
    def pages(self) -> Pages:
        return self._pages

    @property
    def page_parent(self) -> QWidget:
        return self._pages

    def show_in_inspector(self, title: str, widget: QWidget) -> None:
        self._inspected = self._current
        self._inspector.show_widget(title, widget)
        self._side.set_open(True)

    @property
    def is_inspector_open(self) -> bool:
        return self._side.is_open

    def close_inspector(self) -> None:
        self._side.set_open(False)

    def show_message(self, sentence: str, detail: str = "", undo: Callable[[], None] | None = None) -> None:
        self._messages.show_message(sentence, detail, undo, is_error=bool(detail))

    def replace_pages(self, widget: QWidget | None) -> None:
        """Show a widget in place of every page; None shows the pages again."""
        if widget is not None and widget.parent() is None:
            self._main.addWidget(widget, 1)
        if self._replacement is not None:
            self._replacement.hide()
        self._replacement = widget
        self._pages.setVisible(widget is None)
        if widget is not None:
            self._side.set_open(False)
            widget.show()

    def report(self, fault: EngineFault, offer: Offer | None = None) -> None:
        if fault == self.client.failure:
            return  # shown in place of the pages
        is_error = not is_cancelled(fault) and fault.kind != EngineStopped.kind
        offer = offer or self._offers.get(fault.kind)
        self._messages.show_message(fault_sentence(fault), fault.detail, is_error=is_error, offer=offer)

    def offer(self, kind: str, name: Callable[[], str], action: Callable[[], None]) -> None:
        """Show a button with each message of an error of this kind; `name` is called again when the language changes."""
        self._offers[kind] = Offer(name, action)

    def dialog_folder(self, kind: str) -> str:
        return self.settings.value.dialog_folders.get(kind, "")

    def keep_dialog_folder(self, kind: str, folder: str) -> None:
        self.settings.change(dialog_folders={**self.settings.value.dialog_folders, kind: folder})

    def show_model(self, name: str | None) -> None:
        """Show the model in use: "" where there is none, None while the engine starts."""
        self._header.show_model(name)
        self.status.show_model(name or "")

    def show_speed(self, tokens_per_second: float) -> None:
        self.status.show_speed(tokens_per_second)

    def show_page(self, feature: str, action: str = "", argument: object = None) -> None:
        if feature not in self._pages.features:
            return
        page = self.page(feature)
        if feature not in (self._current, self._inspected):
            self._side.set_open(False)  # the inspector's widget belongs to the page that showed it
        self._current = feature
        self._pages.setCurrentWidget(page)
        self._messages.place()
        self._rail.mark(feature)
        page.setFocus()
        self.retranslate()
        self.settings.change(page=feature)
        if action:
            page.perform(action, argument)

    def show_first_page(self) -> None:
        """Make and show the page of the last session; slower than the window itself, which is visible meanwhile."""
        self.show_page(self._current)
        self._pages.prepare_messages()

    def page(self, name: str) -> Page:
        """Return a feature's page, which is made on first use."""
        return self._pages.page(name)

    def make_remaining_pages(self) -> None:
        self._pages.make_missing()

    def drop_actions(self, files: Sequence[Path]) -> list[DropAction]:
        return self._pages.drop_actions(files)

    def retranslate(self) -> None:
        if self._current:
            page = self._pages.made(self._current)
            can_rename = page is not None and page.can_rename_title
            self._header.title.show_title(self._pages.title(self._current), can_rename)
            self._header.show_badge("" if page is None else page.title_badge)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.status.jobs.are_awaited and not self._closes_anyway:
            event.ignore()
            ask_before_closing(self, self._close_anyway)
            return
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self.settings.change(geometry=geometry)
        self.hide()  # a page saves its unsaved work when it is hidden, and the engine is still there for it
        self.settings.flush()
        self.closing.emit()
        self.closed.emit()

    def _lay_out(self) -> None:
        self._rail = Rail(self.theme, self.rail_items, self)
        self._header = Header(self.theme)
        self.status = StatusBar(self.theme)
        self.jobs: JobList = self.status.jobs
        self._inspector = Inspector(self.theme)
        main = QWidget()
        role(main, "page")
        self._side = SidePane(self.theme, main, self._inspector, self.settings.value.inspector_width)
        self._main = stack_vertically(main, self._header, self._pages, growing=self._pages)
        self._messages = MessageBar(self.theme, main, lambda: self._pages.room_for_writing)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        row.addWidget(self._rail)
        row.addWidget(self._side, 1)
        stack_vertically(self, body, self.status, growing=body)

    def _connect(self) -> None:
        self._rail.chosen.connect(self.show_page)
        self._pages.title_changed.connect(self.retranslate)
        self._header.model_clicked.connect(ModelMenu(self, self).open)
        self._header.title.renamed.connect(lambda title: self.page(self._current).rename_title(title))
        self._header.title.ended.connect(lambda: self.page(self._current).setFocus())
        self.status.offline_clicked.connect(self.show_message)
        self._header.search_clicked.connect(self._shortcuts.open_palette)
        self._header.inspector_toggled.connect(self._side.set_open)
        self._inspector.closed.connect(lambda: self._side.set_open(False))
        self._side.opened.connect(self._header.show_inspector_open)
        self._side.width_changed.connect(lambda width: self.settings.change(inspector_width=width))
        self.status.jobs.job_finished.connect(self.show_message)
        self.client.state_changed.connect(self.status.show_engine)
        self.client.fault.connect(self.report)

    def _add_shortcuts(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+N": lambda: self.show_page("chat", "new"),
            "Ctrl+F": lambda: self.page(self._current).find_in_page(),
            "Esc": lambda: self.page(self._current).stop(),
            "Ctrl+I": lambda: self._side.set_open(not self._side.is_open),
            "F1": self.help_requested.emit,
            "Ctrl+Q": self._quit,
        }
        self._shortcuts = Shortcuts(self, self.theme, self._pages, self.rail_items, self.show_page, keys)

    def _restore(self) -> None:
        self.resize(*Size.WINDOW)
        self.restoreGeometry(QByteArray(base64.b64decode(self.settings.value.geometry, validate=False)))
        last = self.settings.value.page
        self._current = last if last in self._pages.features else next(iter(self._pages.features))
        self._rail.mark(self._current)
        self.retranslate()

    def _quit(self) -> None:
        self.close()

    def _close_anyway(self) -> None:
        self._closes_anyway = True
        QTimer.singleShot(0, self, self.close)
