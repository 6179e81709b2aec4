"""The command line and reports tell the place of a passage in words, in both languages."""

from __future__ import annotations

import pytest

from engine.protocol.i18n import Translations
from engine.protocol.i18n.passage_place import place_text


@pytest.mark.parametrize(
    ("path", "page", "label", "english", "spanish"),
    [
        ("/a/bank.csv", 1, "¶ 26–32", "rows 26–32", "filas 26–32"),
        ("/a/BANK.TSV", 1, "¶ 5", "row 5", "fila 5"),
        ("/a/notes.txt", 1, "¶ 1–7", "paragraphs 1–7", "párrafos 1–7"),
        ("", 1, "¶ 9", "paragraph 9", "párrafo 9"),
        ("/a/lease.docx", 1, "Lease › Rent", "Lease › Rent", "Lease › Rent"),
        ("/a/manual.pdf", 3, "", "page 3", "pág. 3"),
    ],
)
def test_a_place_is_told_in_words(path: str, page: int, label: str, english: str, spanish: str) -> None:
    assert place_text(Translations("en"), page, label, path) == english
    assert place_text(Translations("es"), page, label, path) == spanish
