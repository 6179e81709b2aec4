"""The Text tools page: one text, texts compared, topics of many texts, and the column of a table, each on a tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.text_tools.column import ColumnPanel
from desktop.features.text_tools.compare_texts import ComparePanel
from desktop.features.text_tools.one_text import OneTextPanel
from desktop.features.text_tools.topics import TopicsPanel
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.panels.drop_targets import SPREADSHEETS, single_file_action
from desktop.panels.requests import EngineRequests
from desktop.panels.run_cards import RunCards
from desktop.theme.tokens import Space
from desktop.widgets.layout.focus_order import set_tab_order
from desktop.widgets.shell.drop_zone import disable_drops

ONE, COMPARE, TOPICS, COLUMN = range(4)
TABS = (
    tr_noop("text_tools", "One text"),
    tr_noop("text_tools", "Compare texts"),
    tr_noop("text_tools", "Topics"),
    tr_noop("text_tools", "A table's column"),
)
READABLE = (".txt", ".md", ".markdown", ".rst", ".pdf", ".docx", ".odt", ".rtf", ".html", ".htm", ".epub", ".eml")
"""Suffixes of the files whose text the first tab can open."""
PanelT = TypeVar("PanelT", bound=QWidget)


class TextToolsPage(TranslatedMixin, Page):
    """A panel is made when its tab is first shown: four of them at once would delay the window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.requests = EngineRequests(shell, self, RunCards(shell.theme, self))
        self.tabs, self._panels = QTabBar(self), QStackedWidget(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _ in TABS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda _: self._show_panel())
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.tabs)
        column.addWidget(self._panels, 1)
        set_tab_order(self)
        self.retranslate()

    @cached_property
    def one_text(self) -> OneTextPanel:
        panel = OneTextPanel(self.requests)
        panel.compare_requested.connect(self._compare)
        return self._add(panel)

    @cached_property
    def compare(self) -> ComparePanel:
        return self._add(ComparePanel(self.requests))

    @cached_property
    def topics(self) -> TopicsPanel:
        return self._add(TopicsPanel(self.requests))

    @cached_property
    def column(self) -> ColumnPanel:
        return self._add(ColumnPanel(self.requests))

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("text_tools", "Find names and figures in a text"), lambda: self.open_tool("entities")),
            Action(tr("text_tools", "Ask a text"), lambda: self.open_tool("ask")),
            Action(tr("text_tools", "Summarise a text"), lambda: self.open_tool("summarise")),
            Action(tr("text_tools", "Rewrite a text"), lambda: self.open_tool("rewrite")),
            Action(tr("text_tools", "Translate a text"), lambda: self.open_tool("translate")),
            Action(tr("text_tools", "Compare texts"), lambda: self.open_tab(COMPARE)),
            Action(tr("text_tools", "Find topics in many texts"), lambda: self.open_tab(TOPICS)),
            Action(tr("text_tools", "Work through a table's column"), lambda: self.open_tab(COLUMN)),
        )

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        if len(files) != 1:
            return ()
        suffix, actions = files[0].suffix.lower(), []
        if suffix in SPREADSHEETS:
            actions += [
                single_file_action(tr("text_tools", "Find topics in it"), self._open_topics),
                single_file_action(tr("text_tools", "Work through a column"), self._open_column),
            ]
        if suffix in READABLE:
            actions.append(single_file_action(tr("text_tools", "Use with the text tools"), self._open_text))
        return actions

    def perform(self, action: str, argument: object = None) -> None:
        """`action` is the name of a tool for one text; `argument` a file to open in it."""
        self.open_tool(action)
        if isinstance(argument, Path):
            self.one_text.load_file(str(argument))

    def stop(self) -> None:
        self.requests.stop()

    def retranslate(self) -> None:
        self.tabs.setAccessibleName(tr("text_tools", "Text tools"))
        for index, name in enumerate(TABS):
            self.tabs.setTabText(index, tr("text_tools", name))

    def showEvent(self, event: QShowEvent) -> None:
        self._show_panel()
        super().showEvent(event)

    def open_tool(self, tool: str) -> None:
        """Show the first tab with one of its tools chosen, ready to type a text."""
        self.open_tab(ONE)
        self.one_text.choose(tool)
        self.one_text.text.setFocus()

    def open_tab(self, tab: int) -> None:
        self._shell.show_page("text_tools")
        self.tabs.setCurrentIndex(tab)
        self._show_panel()

    def _show_panel(self) -> None:
        make: tuple[Callable[[], QWidget], ...] = (
            lambda: self.one_text,
            lambda: self.compare,
            lambda: self.topics,
            lambda: self.column,
        )
        self._panels.setCurrentWidget(make[self.tabs.currentIndex()]())

    def _open_text(self, path: Path) -> None:
        self.open_tab(ONE)
        self.one_text.load_file(str(path))

    def _open_topics(self, path: Path) -> None:
        self.open_tab(TOPICS)
        self.topics.load_table(str(path))

    def _open_column(self, path: Path) -> None:
        self.open_tab(COLUMN)
        self.column.load_table(str(path))

    def _compare(self, first: str, second: str) -> None:
        self.open_tab(COMPARE)
        self.compare.compare_texts(first, second)

    def _add(self, panel: PanelT) -> PanelT:
        disable_drops(panel)
        self._panels.addWidget(panel)
        return panel
