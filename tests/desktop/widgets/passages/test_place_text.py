"""A place is told in words: rows of a table, paragraphs of a text, pages only where a document has them."""

from __future__ import annotations

import pytest

from desktop.widgets.passages.place_text import place_text


@pytest.mark.parametrize(
    ("path", "page", "label", "text"),
    [
        ("/a/bank.csv", 1, "¶ 26–32", "rows 26–32"),
        ("/a/bank.tsv", 1, "¶ 5", "row 5"),
        ("/a/notes.txt", 1, "¶ 1–7", "paragraphs 1–7"),
        ("/a/notes.txt", 2, "¶ 9", "paragraph 9"),
        ("/a/notes.txt", 1, "¶", ""),
        ("/a/letter.eml", 1, "", ""),
        ("/a/manual.pdf", 1, "", "p. 1"),
        ("C:\\a\\MANUAL.PDF", 3, "", "p. 3"),
        ("/a/manual.pdf", 0, "", ""),
        ("/a/manual.pdf", 0, "¶ 3", "paragraph 3"),
        ("/a/tax.xlsx", 1, "2025", "2025"),
        ("/a/lease.docx", 1, "Lease › Rent", "Lease › Rent"),
        ("", 4, "", "p. 4"),
    ],
)
def test_a_place_is_told_in_words(path: str, page: int, label: str, text: str) -> None:
    assert place_text(path, page, label) == text
