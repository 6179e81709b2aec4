"""Words for the filters of a search: kinds of documents, languages, days and quotations."""

from __future__ import annotations

import re

from PySide6.QtCore import QDate, QDir, QLocale, Qt

from desktop.i18n import tr, tr_noop
from engine.capabilities.documents.api.search_filters import DocumentFilters

_KINDS = {
    "pdf": tr_noop("documents", "PDF"),
    "word": tr_noop("documents", "Word documents"),
    "sheet": tr_noop("documents", "Spreadsheets"),
    "slides": tr_noop("documents", "Slides"),
    "mail": tr_noop("documents", "E-mail"),
    "book": tr_noop("documents", "E-books"),
    "web": tr_noop("documents", "Web pages"),
    "text": tr_noop("documents", "Plain text"),
}
_OWN_NAMES = {"es": "español", "en": "English", "zh": "中文"}
"""Languages that Qt names after a country."""
_QUOTATION = re.compile('["“”„«][^"“”„«»]+["”“»]')
_MARKS = re.compile('["“”„«»]')


def kind_name(kind: str) -> str:
    """Return the name of a kind of documents; of an ending that is no known kind, the ending."""
    return tr("documents", _KINDS[kind]) if kind in _KINDS else f".{kind}"


def language_name(code: str) -> str:
    """Return the name of a language in itself, with a capital; the code of one that has no name."""
    language = QLocale.codeToLanguage(code)
    native = QLocale(language).nativeLanguageName() if language != QLocale.Language.AnyLanguage else ""
    name = _OWN_NAMES.get(code, native)
    return name[:1].upper() + name[1:] if name else code


def folder_name(path: str) -> str:
    """Return a folder as a person reads it, the own home written as "~"."""
    folder, home = path.replace("\\", "/").rstrip("/"), QDir.homePath()
    return f"~{folder[len(home) :]}" if f"{folder}/".startswith(f"{home}/") else folder or "/"


def short_folder_name(path: str) -> str:
    """Return the last name of a folder's path."""
    return folder_name(path).rpartition("/")[2] or path


def days_text(filters: DocumentFilters) -> str:
    """Return the days that a search is narrowed to; empty where it is to none."""
    since, until = _day_text(filters.since), _day_text(filters.until)
    if since and until:
        return since if since == until else tr("documents", "{since} to {until}", since=since, until=until)
    if since:
        return tr("documents", "From {day}", day=since)
    return tr("documents", "Until {day}", day=until) if until else ""


def _day_text(iso: str) -> str:
    day = QDate.fromString(iso, Qt.DateFormat.ISODate)
    return QLocale().toString(day, QLocale.FormatType.ShortFormat) if day.isValid() else iso


def quotations(query: str) -> list[str]:
    """Return the words in quotation marks, which have to stand in a passage as they are."""
    return [_MARKS.sub("", found).strip() for found in _QUOTATION.findall(query)]


def without_quotation_marks(query: str) -> str:
    """Return a query in which nothing is a quotation any more."""
    return _MARKS.sub("", query).strip()


def as_quotation(query: str) -> str:
    """Return a query all of whose words have to stand in a passage as they are."""
    words = without_quotation_marks(query)
    return f"“{words}”" if words else ""
