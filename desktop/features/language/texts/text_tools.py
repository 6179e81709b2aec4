"""The text tools: one text, texts compared, topics, a table's column. One entry of the page's list."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from desktop.features.language.errands import Errands
from desktop.features.language.texts.column import ColumnPanel
from desktop.features.language.texts.comparing import ComparePanel
from desktop.features.language.texts.one_text import OneText
from desktop.features.language.texts.topics import TopicsPanel
from desktop.theme.tokens import Space
from desktop.words import Worded, mark, tr

ONE, COMPARE, TOPICS, COLUMN = range(4)
TABS = (
    mark("texts", "One text"),
    mark("texts", "Compare texts"),
    mark("texts", "Topics"),
    mark("texts", "A table's column"),
)


class TextTools(Worded):
    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self.one, self.compare = OneText(errands), ComparePanel(errands)
        self.topics, self.column = TopicsPanel(errands), ColumnPanel(errands)
        self.tabs, self._pages = QTabBar(self), QStackedWidget(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for panel in (self.one, self.compare, self.topics, self.column):
            self.tabs.addTab("")
            self._pages.addWidget(panel)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self.tabs.setAccessibleName(tr("texts", "Text tools"))
        for at, name in enumerate(TABS):
            self.tabs.setTabText(at, tr("texts", name))

    def open(self, tool: str) -> None:
        self.tabs.setCurrentIndex(ONE)
        self.one.choose(tool)
        self.one.text.setFocus()
