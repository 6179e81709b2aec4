"""Toolbar of the Documents page: search and what narrows it, or the filter of the list, and the way to the chat."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.features.documents.filtering.search_narrowing import SearchNarrowing
from desktop.i18n import TranslatedWidget, tr
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.documents.api import SearchMode
from engine.capabilities.documents.api.search_filters import DocumentFilters

TYPING_MS = 200
NO_FILTERS = DocumentFilters()
MODES: tuple[SearchMode, ...] = get_args(SearchMode)


class DocumentsToolbar(TranslatedWidget):
    searched = Signal()
    filtered = Signal()
    retry_clicked = Signal()
    ask_clicked = Signal()

    def __init__(self, client: Client, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.narrowing = SearchNarrowing(client, theme, self)
        self._failed = 0
        self._query, self._mode = QLineEdit(self), QComboBox(self)
        self._query.setClearButtonEnabled(True)
        self._query.addAction(theme.icon("magnifying-glass", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._mode.addItems([""] * len(MODES))
        self._filter, self._problems = QLineEdit(self), QCheckBox(self)
        self._filter.setClearButtonEnabled(True)
        self._retry, self._ask = QPushButton(self), QPushButton(self)
        role(self._ask, "primary")
        self._ask.setIcon(theme.icon("chat-circle-text", "on_accent"))
        self._typing_timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self._show_what_applies()
        self.retranslate()

    @property
    def query(self) -> str:
        return self._query.text().strip()

    @property
    def mode(self) -> SearchMode:
        return MODES[self._mode.currentIndex()]

    @property
    def filter(self) -> str:
        return self._filter.text().strip()

    @property
    def only_problems(self) -> bool:
        return self._problems.isChecked()

    def nothing_text(self) -> str:
        """Return why the list may be empty: what it is narrowed to; empty where it is not."""
        if self.filter or self.narrowing.filters != NO_FILTERS:
            return tr("documents", "No document passes these filters.")
        return tr("documents", "No problems: everything was read.") if self.only_problems else ""

    def focus_search(self) -> None:
        self._query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._query.selectAll()

    def set_query(self, query: str) -> None:
        self._query.setText(query)

    def clear_search(self) -> None:
        self._query.clear()

    def show_problems(self) -> None:
        self._query.clear()
        self._problems.setChecked(True)

    def show_counts(self, failed: int) -> None:
        """Show how many documents could not be read."""
        self._failed = failed
        self._show_what_applies()
        self.retranslate()

    def _show_what_applies(self) -> None:
        """Show below the search what belongs to it while there is one, else what narrows the list."""
        searches = bool(self.query)
        self._mode.setVisible(searches)
        for widget in (self._filter, self._problems):
            widget.setVisible(not searches)
        self._retry.setVisible(not searches and self.only_problems and self._failed > 0)

    def retranslate(self) -> None:
        self.narrowing.retranslate()
        self._query.setPlaceholderText(tr("documents", "Search your documents"))
        self._query.setAccessibleName(tr("documents", "Search your documents"))
        self._mode.setAccessibleName(tr("documents", "How to search"))
        modes = (
            tr("documents", "By words and meaning"),
            tr("documents", "By meaning"),
            tr("documents", "By words"),
        )
        for at, text in enumerate(modes):
            self._mode.setItemText(at, text)
        self._filter.setPlaceholderText(tr("documents", "Filter by name"))
        self._filter.setAccessibleName(tr("documents", "Filter by name"))
        problems = tr("documents", "Only those with problems")
        self._problems.setText(f"{problems} ({self._failed})" if self._failed else problems)
        self._retry.setText(tr("documents", "Try failed files again"))
        self._ask.setText(tr("documents", "Ask in the chat"))
        self._ask.setToolTip(tr("documents", "Ask about these documents"))

    def _lay_out(self) -> None:
        first, second = FlowLayout(grows=self._query), FlowLayout(grows=self._filter)
        for row, widgets in (
            (first, (self._query, self.narrowing.button, self._ask)),
            (second, (self._mode, self._filter, self._problems, self._retry)),
        ):
            for widget in widgets:
                row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.narrowing.chips)

    def _apply_theme(self) -> None:
        """Let a field go to a row of its own before it becomes too narrow to type in."""
        for field in (self._query, self._filter):
            field.setMinimumWidth(self._theme.px(Size.SPIN))

    def _connect(self) -> None:
        self._query.textChanged.connect(self._on_typed)
        self._query.returnPressed.connect(self._on_return_pressed)
        self._typing_timer.timeout.connect(self.searched)
        self._mode.activated.connect(lambda _: self.searched.emit())
        self._filter.textChanged.connect(lambda _: self.filtered.emit())
        self._problems.toggled.connect(lambda _: self._show_what_applies())
        self._problems.toggled.connect(lambda _: self.filtered.emit())
        self._retry.clicked.connect(lambda: self.retry_clicked.emit())
        self._ask.clicked.connect(self.ask_clicked)
        self.narrowing.changed.connect(self.filtered)
        self.narrowing.query_written.connect(self._query.setText)
        self.narrowing.left.connect(self.focus_search)

    def _on_typed(self, _: str) -> None:
        self.narrowing.follow_query(self.query)
        self._show_what_applies()
        self._typing_timer.start()

    def _on_return_pressed(self) -> None:
        self._typing_timer.stop()
        self.searched.emit()
