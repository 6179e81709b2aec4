"""Two lines of a passage, with the words of the search bold and in view."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.passages.excerpt import ELLIPSIS, Excerpt, excerpt

LONG = "Nada que ver con ello. " * 40


def spans(text: str, word: str) -> list[tuple[int, int]]:
    return [(at, at + len(word)) for at in range(len(text)) if text.startswith(word, at)]


@pytest.mark.parametrize(
    "text",
    [
        "La caldera se revisa.",
        f"{LONG}La caldera se revisa.",
        f"La\n\n  caldera\tse revisa. {LONG}",
        f"{LONG}(caldera), caldera",
        "x" * 500 + " caldera",
        "🏠 caldera 🏠",
    ],
)
def test_the_bold_words_are_in_the_excerpt_and_stand_where_they_are_said_to(text: str) -> None:
    shown, bold = excerpt(text, spans(text, "caldera"))
    assert bold and {shown[start:end] for start, end in bold} == {"caldera"}
    assert bold[0][0] < 120
    assert "  " not in shown and "\n" not in shown


@pytest.mark.parametrize("text", ["", "   ", "word", LONG])
def test_without_bold_words_an_excerpt_begins_with_the_text(text: str) -> None:
    shown, bold = excerpt(text, [])
    assert bold == [] and text.strip().startswith(shown[:20]) and not shown.startswith(ELLIPSIS)


def test_an_excerpt_begins_where_it_is_told_to() -> None:
    text = f"La caldera de gas. {LONG}La caldera se revisa en octubre."
    place = text.rindex("La caldera")
    shown, bold = excerpt(text, spans(text, "caldera"), place)
    assert shown.startswith(f"{ELLIPSIS} La caldera se revisa")
    assert [shown[start:end] for start, end in bold] == ["caldera"]
    assert excerpt(text, [], 0)[0].startswith("La caldera de gas")


@pytest.mark.parametrize("width", [40, 120, 300, 700])
def test_two_lines_end_in_an_ellipsis_when_there_is_more(qtbot: QtBot, theme: Theme, width: int) -> None:
    view = Excerpt(theme, f"La caldera. {LONG}", [(3, 10)])
    qtbot.addWidget(view)
    view.resize(width, view.sizeHint().height())
    assert view.shown_text().endswith(ELLIPSIS) and view.shown_text().startswith("La")
    short = Excerpt(theme, "Corto.", [])
    qtbot.addWidget(short)
    short.resize(300, 40)
    assert short.shown_text() == "Corto."


def test_a_word_longer_than_the_lines_is_cut(qtbot: QtBot, theme: Theme) -> None:
    view = Excerpt(theme, "x" * 900, [])
    qtbot.addWidget(view)
    view.resize(200, 40)
    assert view.shown_text().endswith(ELLIPSIS)
    view.grab()
