"""Words for the place of a passage in its document, for reports and the command line."""

from __future__ import annotations

import re

from engine.protocol.children.indexing import WHOLE_TEXT
from engine.protocol.i18n.translations import Translations

_PARAGRAPHS = re.compile(rf"{WHOLE_TEXT} (\d+)(?:–(\d+))?")
_TABLES = (".csv", ".tsv")


def place_text(translations: Translations, page: int, label: str, path: str = "") -> str:
    """Return where a passage stands: its headings or sheet, as `label` names them, its paragraphs, or its page.

    Each paragraph of a table of text is a row; `path` tells whether it is one.
    """
    numbers = _PARAGRAPHS.fullmatch(label)
    if numbers is not None and path.lower().endswith(_TABLES):
        if numbers[2]:
            return translations.tr("reports", "rows {first}–{last}", first=numbers[1], last=numbers[2])
        return translations.tr("reports", "row {n}", n=numbers[1])
    if numbers is not None and numbers[2]:
        return translations.tr("reports", "paragraphs {first}–{last}", first=numbers[1], last=numbers[2])
    if numbers is not None:
        return translations.tr("reports", "paragraph {n}", n=numbers[1])
    if label == WHOLE_TEXT:
        return translations.tr("reports", "whole text")
    return label or translations.tr("reports", "page {page}", page=page)
