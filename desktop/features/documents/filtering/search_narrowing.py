"""The button that opens the filters of a search, their panel, and the chips of those that are set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import msgspec
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.features.documents.filtering import filter_texts
from desktop.features.documents.filtering.filter_chips import FilterChip, FilterChips
from desktop.features.documents.filtering.filter_panel import FilterPanel
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.link.client import Client
from desktop.panels.collections import collection_title
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from engine.capabilities.documents.api.search_filters import (
    SEARCH_FILTERS,
    DocumentFilters,
    ListSearchFilters,
    SearchFilters,
)

Chips = Sequence[FilterChip]


class SearchNarrowing(QObject):
    """Keeps the filters while the query is typed. `changed` says that they are others, `query_written` carries another query."""

    changed = Signal()
    collection_chosen = Signal(str)
    query_written = Signal(str)
    left = Signal()

    def __init__(self, client: Client, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._client, self._owner, self._theme = client, parent, theme
        self._query, self._collection = "", ""
        self._collections: tuple[str, ...] = ()
        self._filters = DocumentFilters()
        self._call: Call[None, SearchFilters] | None = None
        self.button, self.chips = QPushButton(parent), FilterChips(parent)
        self.button.clicked.connect(lambda: self.open())
        self.chips.removed.connect(self._remove)
        self.chips.cleared.connect(self.clear)
        self.chips.emptied.connect(self.left)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    @cached_property
    def panel(self) -> FilterPanel:
        """The panel, made when it is first needed: nine fields that most searches do without."""
        panel = FilterPanel(self._theme, self._owner)
        panel.changed.connect(self._on_changed)
        panel.collection_chosen.connect(self.collection_chosen)
        panel.exact_toggled.connect(self._on_exact)
        panel.clear_button.clicked.connect(self.clear)
        panel.show_collections(self._collections, self._collection)
        panel.show_exact(*self._exactness)
        return panel

    @property
    def _exactness(self) -> tuple[bool, bool]:
        """Whether the query has quotations, and whether it has words."""
        return bool(filter_texts.quotations(self._query)), bool(filter_texts.without_quotation_marks(self._query))

    @property
    def _made_panel(self) -> FilterPanel | None:
        made = self.__dict__.get("panel")
        return made if isinstance(made, FilterPanel) else None

    @property
    def filters(self) -> DocumentFilters:
        """The filters that are set."""
        return self._filters

    def open(self) -> None:
        """Show the panel below the button, with what the documents that are searched differ in."""
        if self._call is not None:
            self._call.cancel()
        names = (self._collection,) if self._collection else ()
        self._call = self._client.call(SEARCH_FILTERS, ListSearchFilters(names), self)
        self._call.on_result(self.panel.show_offered)
        self.panel.adjustSize()
        self.panel.move(self._place())
        self.panel.show()
        self.panel.collection.setFocus()

    def clear(self) -> None:
        """Search all documents for the plain words again."""
        self._set(DocumentFilters())
        if self._collection:
            self.collection_chosen.emit("")
        if filter_texts.quotations(self._query):
            self.query_written.emit(filter_texts.without_quotation_marks(self._query))

    def follow_query(self, query: str) -> None:
        """Take notice of the words that are searched for."""
        self._query = query
        if self._made_panel is not None:
            self._made_panel.show_exact(*self._exactness)
        self._show_chips()

    def follow_collections(self, names: Sequence[str], chosen: str) -> None:
        """Take notice of the collections, and of the one that is searched."""
        if (tuple(names), chosen) != (self._collections, self._collection):
            self._collections, self._collection = tuple(names), chosen
            if self._made_panel is not None:
                self._made_panel.show_collections(self._collections, chosen)
            self._show_chips()

    def retranslate(self) -> None:
        if self._made_panel is not None:
            self._made_panel.show_collections(self._collections, self._collection)
        self._show_chips()

    def _on_changed(self) -> None:
        if self.panel.filters != self._filters:
            self._filters = self.panel.filters
            self._show_chips()
            self.changed.emit()

    def _on_exact(self, exact: bool) -> None:
        write = filter_texts.as_quotation if exact else filter_texts.without_quotation_marks
        self.query_written.emit(write(self._query))

    def _set(self, filters: DocumentFilters) -> None:
        self.panel.set_filters(filters)

    def _remove(self, key: tuple[str, str]) -> None:
        field, value = key
        if field == "collection":
            self.collection_chosen.emit("")
        elif field == "words":
            self.query_written.emit(filter_texts.without_quotation_marks(self._query))
        elif field == "days":
            self._set(msgspec.structs.replace(self._filters, since="", until=""))
        elif field == "author":
            self._set(msgspec.structs.replace(self._filters, author=""))
        else:
            rest = tuple(other for other in getattr(self._filters, field) if other != value)
            self._set(msgspec.structs.replace(self._filters, **{field: rest}))

    def _show_chips(self) -> None:
        self.chips.show_chips([*self._collection_chip(), *_filter_chips(self._filters), *self._quotation_chips()])
        count = len(_filter_chips(self._filters))
        text = tr("documents", "Filters")
        self.button.setText(f"{text} ({count})" if count else text)
        about = tr("documents", "Narrow the search by folder, kind, date, language or author")
        self.button.setToolTip(about)
        self.button.setAccessibleDescription(about)

    def _collection_chip(self) -> Chips:
        """Return the chip of the collection: it is only needed where something is narrowed or searched."""
        if not self._collection or not (self._query or self._filters != DocumentFilters()):
            return ()
        name = collection_title(self._collection)
        return (FilterChip(("collection", self._collection), tr("documents", "In “{name}”", name=name)),)

    def _quotation_chips(self) -> Chips:
        words = filter_texts.quotations(self._query)
        text = tr("documents", "Exactly: {words}", words=", ".join(f"“{quoted}”" for quoted in words))
        return (FilterChip(("words", ""), text),) if words else ()

    def _place(self) -> QPoint:
        """Return where the panel stands: below the button, within the window."""
        corner = self.button.mapToGlobal(QPoint(0, self.button.height() + Space.XS))
        window = self._owner.window()
        right = window.mapToGlobal(QPoint(window.width(), 0)).x() - Space.S
        return QPoint(
            max(min(corner.x(), right - self.panel.width()), window.mapToGlobal(QPoint(0, 0)).x()), corner.y()
        )

    def _apply_theme(self) -> None:
        self.button.setIcon(self._theme.icon("funnel", "soft"))


def _filter_chips(filters: DocumentFilters) -> list[FilterChip]:
    texts = filter_texts
    chips = [_chip("folders", value, texts.short_folder_name, texts.folder_name) for value in filters.folders]
    chips += [_chip("types", value, texts.kind_name) for value in filters.types]
    chips += [_chip("languages", value, texts.language_name) for value in filters.languages]
    if filters.author:
        chips.append(FilterChip(("author", filters.author), tr("documents", "By {author}", author=filters.author)))
    days = texts.days_text(filters)
    return [*chips, FilterChip(("days", days), days)] if days else chips


def _chip(
    field: str, value: str, name: Callable[[str], str], detail: Callable[[str], str] = lambda value: ""
) -> FilterChip:
    return FilterChip((field, value), name(value), detail(value))
