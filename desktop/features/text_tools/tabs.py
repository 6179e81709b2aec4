"""The text tools: one text, texts compared, topics, a table's column. Each is made when it is first shown."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.features.text_tools.column import ColumnPanel
from desktop.features.text_tools.compare_texts import ComparePanel
from desktop.features.text_tools.one_text import OneText
from desktop.features.text_tools.topics import TopicsPanel
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.panels.requests import Errands
from desktop.theme.tokens import Space
from desktop.widgets.shell.drop_zone import leave_drops_to_the_window

ONE, COMPARE, TOPICS, COLUMN = range(4)
TABS = (
    tr_noop("texts", "One text"),
    tr_noop("texts", "Compare texts"),
    tr_noop("texts", "Topics"),
    tr_noop("texts", "A table's column"),
)
PanelT = TypeVar("PanelT", bound=QWidget)


class TextTools(TranslatedWidget):
    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self._errands = errands
        self.tabs, self._panels = QTabBar(self), QStackedWidget(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _ in TABS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda _: self.show_panel())
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addWidget(self.tabs)
        column.addWidget(self._panels, 1)
        self.retranslate()

    @cached_property
    def one(self) -> OneText:
        one = OneText(self._errands)
        one.compare_wanted.connect(self._compare)
        return self._added(one)

    @cached_property
    def compare(self) -> ComparePanel:
        return self._added(ComparePanel(self._errands))

    @cached_property
    def topics(self) -> TopicsPanel:
        return self._added(TopicsPanel(self._errands))

    @cached_property
    def column(self) -> ColumnPanel:
        return self._added(ColumnPanel(self._errands))

    def retranslate(self) -> None:
        self.tabs.setAccessibleName(tr("texts", "Text tools"))
        for at, name in enumerate(TABS):
            self.tabs.setTabText(at, tr("texts", name))

    def show_panel(self) -> None:
        """That of the tab chosen."""
        made = (lambda: self.one, lambda: self.compare, lambda: self.topics, lambda: self.column)
        self._panels.setCurrentWidget(made[self.tabs.currentIndex()]())

    def open(self, tool: str) -> None:
        self.tabs.setCurrentIndex(ONE)
        self.one.choose(tool)
        self.one.text.setFocus()

    def _compare(self, one: str, other: str) -> None:
        self.tabs.setCurrentIndex(COMPARE)
        self.compare.take(one, other)

    def _added(self, panel: PanelT) -> PanelT:
        leave_drops_to_the_window(panel)
        self._panels.addWidget(panel)
        return panel
