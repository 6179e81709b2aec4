"""Route of what a search can be narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import msgspec

from engine.capabilities.documents.api import ATTACHED
from engine.capabilities.documents.api.search_filters import (
    DOCUMENT_KINDS,
    SEARCH_FILTERS,
    FilterValue,
    ListSearchFilters,
    SearchFilters,
)
from engine.capabilities.documents.searching.scope import DAY_SQL
from engine.capabilities.documents.traits.document_traits import DocumentLanguages
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import INSIDE
from engine.rpc.routes import Route, route
from engine.store.database import Store

MOST_VALUES = 30
"""Values of one kind that are listed, the most frequent ones."""
_KIND_OF_SUFFIX = {suffix: kind for kind, suffixes in DOCUMENT_KINDS.items() for suffix in suffixes}


def searching_routes(store: Store) -> tuple[Route, ...]:
    """Return the routes."""
    return (route(SEARCH_FILTERS, "quick", FilterLister(store).list_filters),)


class FilterLister:
    """Lists what the documents of collections differ in."""

    def __init__(self, store: Store) -> None:
        self._store, self._languages = store, DocumentLanguages(store)

    def list_filters(self, request: ListSearchFilters, is_cancelled: IsCancelled) -> SearchFilters:
        """Return kinds, languages, authors and folders with the number of documents of each."""
        self._languages.identify(is_cancelled)
        names = msgspec.json.encode(request.collections).decode()
        with self._store.read() as connection:
            listed = connection.execute(
                f"""SELECT d.path, d.language, d.author, {DAY_SQL} FROM documents d JOIN collections c ON c.id = d.collection
                    WHERE d.deleted_at IS NULL AND c.deleted_at IS NULL AND d.state <> 'failed' AND
                    CASE ? WHEN '[]' THEN c.name <> ? ELSE c.name IN (SELECT value FROM json_each(?)) END""",
                (names, ATTACHED, names),
            ).fetchall()
        types, languages, authors, folders = (Counter[str]() for _ in range(4))
        for path, language, author, _ in listed:
            types[_kind(str(path))] += 1
            languages[str(language)] += 1
            authors[str(author)] += 1
            folders[str(PurePath(str(path).partition(INSIDE)[0]).parent)] += 1
        days: Sequence[str] = sorted(str(day) for *_, day in listed if day) or ("",)
        return SearchFilters(_values(types), _values(languages), _values(authors), _values(folders), days[0], days[-1])


def _kind(path: str) -> str:
    suffix = PurePath(path.rpartition(INSIDE)[2]).suffix.lower()
    return _KIND_OF_SUFFIX.get(suffix, suffix.removeprefix("."))


def _values(counts: Mapping[str, int]) -> tuple[FilterValue, ...]:
    ordered = sorted(
        (item for item in counts.items() if item[0] not in ("", "?")), key=lambda item: (-item[1], item[0])
    )
    return tuple(FilterValue(value, count) for value, count in ordered[:MOST_VALUES])
