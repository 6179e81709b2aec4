"""The indexer's notices of a document, what was left out of it and why, in the person's language."""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop.i18n import tr
from desktop.widgets.text import formatting
from engine.protocol.pages import ORDERS_NOTICE

_Match = re.Match[str]


def _pages(match: _Match) -> str:
    return tr("documents", "Only the first %n page(s) were read.", int(match[1]))


def _megabytes(match: _Match) -> str:
    return tr("documents", "Only the first {read} MB were read.", read=formatting.number(int(match[1])))


def _percent(match: _Match) -> str:
    return tr("documents", "Only the first {percent} % of it were read.", percent=formatting.number(int(match[1])))


def _rest(_: _Match) -> str:
    return tr("documents", "The rest of a very long file was left out.")


def _unreadable(match: _Match) -> str:
    return tr(
        "documents", "Unreadable text on page {pages}: its fonts do not say which letters they draw.", pages=match[1]
    )


def _waiting(match: _Match) -> str:
    return tr("documents", "Not read yet, because they are pictures of text: pages {pages}.", pages=match[1])


def _read_by_ocr(match: _Match) -> str:
    return tr("documents", "Read by OCR, because they are pictures of text: pages {pages}.", pages=match[1])


def _only_text(match: _Match) -> str:
    return tr(
        "documents",
        "From page {page} on only the text was read, without tables and columns, because the document is very long.",
        page=formatting.number(int(match[1])),
    )


def _kinds(match: _Match) -> str:
    return tr("documents", "Not read, because of their kind: {names}.", names=match[1])


def _not_all(match: _Match) -> str:
    return tr("documents", "Of the files in it the first {count} were read.", count=formatting.number(int(match[1])))


def _hidden_sheets(match: _Match) -> str:
    return tr("documents", "Hidden sheets were left out: {names}.", names=match[1])


def _uncomputed(match: _Match) -> str:
    return tr(
        "documents",
        "%n formula(s) have no stored result. Open the file in its own program and save it.",
        int(match[1]),
    )


def _surplus(match: _Match) -> str:
    return tr(
        "documents",
        "More cells than columns in line {lines}: read without the columns' names. A text with separators needs quotation marks.",
        lines=match[1],
    )


def _orders(_: _Match) -> str:
    return tr("documents", "It contains instructions to an assistant. They are read as text and not followed.")


_NOTICES: tuple[tuple[re.Pattern[str], Callable[[_Match], str]], ...] = (
    (re.compile(r"Only the first (\d+) pages were read\."), _pages),
    (re.compile(r"Only the first (\d+) MB were read\."), _megabytes),
    (re.compile(r"Only the first (\d+) % of it were read\."), _percent),
    (re.compile(r"The rest of a very long file was left out\."), _rest),
    (re.compile(r"Unreadable text on page (.+): its fonts do not say which letters they draw\."), _unreadable),
    (re.compile(r"Not read yet, because they are pictures of text: pages (.+)\."), _waiting),
    (re.compile(r"Read by OCR, because they are pictures of text: pages (.+)\."), _read_by_ocr),
    (
        re.compile(
            r"From page (\d+) on only the text was read, without tables and columns, because the document is very long\."
        ),
        _only_text,
    ),
    (re.compile(r"Not read, because of their kind: (.+)\."), _kinds),
    (re.compile(r"Hidden sheets were left out: (.+)\."), _hidden_sheets),
    (
        re.compile(r"(\d+) formulas have no stored result\. Open the file in its own program and save it\."),
        _uncomputed,
    ),
    (re.compile(r"More cells than columns in line ([^:]+): .+"), _surplus),
    (re.compile(re.escape(ORDERS_NOTICE)), _orders),
    (re.compile(r"Of the files in it the first (\d+) were read\."), _not_all),
)


def notice_text(notice: str) -> str:
    """Return the notices, a sentence a line, as one text in the person's language; a sentence without a translation as it is."""
    return " ".join(map(_sentence, notice.split("\n")))


def _sentence(line: str) -> str:
    for pattern, translate in _NOTICES:
        match = pattern.fullmatch(line)
        if match is not None:
            return translate(match)
    return line
