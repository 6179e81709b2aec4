"""Words for the place of a passage in its document: its headings or sheet, its paragraphs, its rows, or its page."""

from __future__ import annotations

import re
from pathlib import PurePath

from desktop.i18n.translate import tr

_PARAGRAPHS = re.compile(r"¶ (\d+)(?:–(\d+))?")
_WHOLE = "¶"
_TABLES = (".csv", ".tsv")
"""Text files each of whose paragraphs is a row."""
_WITH_PAGES = (".pdf", ".pptx", ".ppt", ".odp")


def place_text(path: str, page: int, label: str = "") -> str:
    """Return where a passage stands; empty where the document has one page and nothing that names a part of it.

    `page` is 0 where its number stands beside; `label` is that of the engine: headings, a sheet, or the numbers
    of paragraphs as "¶ 12–14".
    """
    suffix = PurePath(path.replace("\\", "/")).suffix.lower()
    numbers = _PARAGRAPHS.fullmatch(label)
    if numbers is not None:
        return _numbered(numbers[1], numbers[2], is_table=suffix in _TABLES)
    if label == _WHOLE:
        return ""
    if label or not (page > 1 or (page and suffix in _WITH_PAGES)):
        return label
    return tr("widgets", "p. {page}", page=page)


def _numbered(first: str, last: str | None, *, is_table: bool) -> str:
    if last is None:
        return tr("widgets", "row {n}", n=first) if is_table else tr("widgets", "paragraph {n}", n=first)
    if is_table:
        return tr("widgets", "rows {first}–{last}", first=first, last=last)
    return tr("widgets", "paragraphs {first}–{last}", first=first, last=last)
