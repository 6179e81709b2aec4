"""Filters of a search in documents, and those that documents offer."""

from __future__ import annotations

import msgspec

from engine.protocol.errors import AteneoError
from engine.protocol.method import Method

DOCUMENT_KINDS: dict[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "word": (".docx", ".docm", ".dotx", ".dotm", ".doc", ".odt", ".ott", ".fodt", ".rtf"),
    "sheet": (".xlsx", ".xls", ".xlsm", ".xltx", ".xltm", ".ods", ".ots", ".fods", ".csv", ".tsv"),
    "slides": (".pptx", ".ppt", ".pptm", ".ppsx", ".potx", ".odp", ".otp"),
    "mail": (".eml", ".msg", ".mbox"),
    "book": (".epub",),
    "web": (".html", ".htm", ".xhtml"),
    "text": (".txt", ".md", ".markdown", ".rst", ".log", ".tex", ".text"),
}
"""Kinds of documents that a person names, by the suffixes of their files."""


class DayUnusable(AteneoError):
    """A day that is none."""

    kind = "day_unusable"
    sentence = "“{day}” is no day. Write it as year-month-day, such as 2026-03-05; a year or a month alone will do."


class DocumentFilters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Narrow a search to some documents: all that is given has to fit. Raises DayUnusable.

    `folders` are paths of folders or files. `types` are kinds (DOCUMENT_KINDS) or suffixes, with a dot or without. `since` and
    `until` are days, both included, of the document's own particulars or else of its file: 2026-03-05, 2026-03 or 2026.
    `languages` are codes of ISO 639-1. `author` is a part of the author's name, however its letters are written.
    """

    folders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    languages: tuple[str, ...] = ()
    author: str = ""


class ListSearchFilters(msgspec.Struct, frozen=True):
    """Ask what a search of these collections (none: all) can be narrowed to."""

    collections: tuple[str, ...] = ()


class FilterValue(msgspec.Struct, frozen=True):
    """Something that a search can be narrowed to, and how many documents have it."""

    value: str
    documents: int


class SearchFilters(msgspec.Struct, frozen=True):
    """Filters that documents offer, the most frequent first; `first` and `last` are days, empty without documents."""

    types: tuple[FilterValue, ...]
    languages: tuple[FilterValue, ...]
    authors: tuple[FilterValue, ...]
    folders: tuple[FilterValue, ...]
    first: str = ""
    last: str = ""


class NamedDocument(msgspec.Struct, frozen=True):
    """A document that a question names, to which its search was restricted."""

    id: int
    path: str
    title: str


SEARCH_FILTERS: Method[ListSearchFilters, None, SearchFilters] = Method(
    "documents.search_filters", ListSearchFilters, None, SearchFilters
)
