"""Extreme texts are drawn in parts of bounded size, and the rest on request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop.widgets.text.inline_renderer import MAX_PARAGRAPH
from desktop.widgets.text.message_text import PAGE_CHARACTERS, MessageText
from tests.desktop.widgets.text.conftest import RecordingText, finish, hrefs

MAX_SHOWN = 2 * PAGE_CHARACTERS
"""Characters, with those of written-out control characters."""


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "**" * 200_000,
        "[" * 50_000,
        "![" * 50_000,
        "- " * 10_000 + "deep",
        "".join(" " * at + "- x\n" for at in range(0, 600, 2)),
        "> " * 10_000 + "deep",
        "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|b" * 5_000 + "|\n",
        "```\n" + "x" * 300_000 + "\n```",
        "word " * 20_000,
        "$" * 20_000,
        "`" * 60_000,
        "*_" * 30_000,
        "\u202e\u200b" * 4_000,
        "<" * 100_000,
        "&amp;" * 50_000,
        "\ud83d \udc00 lone halves",
        "\x00\x01\x02 nul",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_an_extreme_text_is_drawn_in_bounded_paragraphs(qtbot: QtBot, view: RecordingText, text: str) -> None:
    view.show_text(text)
    finish(qtbot, view)
    assert view.document().characterCount() <= MAX_SHOWN
    longest = max(length for length in paragraph_lengths(view))
    assert longest <= MAX_PARAGRAPH + 200


def paragraph_lengths(view: MessageText) -> Iterator[int]:
    block = view.document().begin()
    while block.isValid():
        yield block.length()
        block = block.next()


def test_the_rest_of_a_long_text_is_one_click_away(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("A paragraph of words, and then some more of them.\n\n" * 1_000)
    finish(qtbot, view)
    assert "more:" in hrefs(view)
    before = view.document().characterCount()
    view.anchorClicked.emit(QUrl("more:"))
    finish(qtbot, view)
    assert view.document().characterCount() > before
