"""A message that streams in: only what changed is rendered, and it reads as if shown at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QAccessible, QTextCursor
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.text.code_colors import compiled_lexers
from desktop.widgets.text.message_text import MessageText
from tests.desktop.widgets.text.conftest import RecordingText, draw, finish
from tests.desktop.widgets.text.test_markdown import PIECES


@contextmanager
def frames(view: MessageText) -> Iterator[list[int]]:
    """How many characters each change of the document added."""
    work: list[int] = [0]
    connection = view.document().contentsChange.connect(lambda at, removed, added: work.append(added))
    yield work
    view.document().contentsChange.disconnect(connection)


def test_two_thousand_tokens_render_each_complete_block_once(qtbot: QtBot, view: RecordingText) -> None:
    tokens = 2_000
    words = [f"word{n} " if n % 20 else f"end.\n\n## Part {n}\n\n" for n in range(tokens)]
    written = 0
    for at, word in enumerate(words):
        view.append(word)
        if at % 5 == 0:  # a frame every few tokens
            before = view.rendered_blocks
            view.draw_frame()
            written += view.rendered_blocks - before
    view.show_text("".join(words))
    finish(qtbot, view)
    blocks = 2 * tokens // 20
    assert written <= blocks + tokens // 5 + 10


def test_a_frame_of_streaming_rewrites_only_the_open_block(view: RecordingText) -> None:
    view.append("A closed paragraph.\n\n" * 50 + "An open one")
    draw(view)
    before = view.document().characterCount()
    with frames(view) as work:
        view.append(" that goes on")
        draw(view)
    assert view.document().characterCount() == before + len(" that goes on")
    assert max(work) <= len("An open one that goes on") + 3


def test_tokens_between_two_frames_are_drawn_together(qtbot: QtBot, view: RecordingText) -> None:
    drawn: list[int] = []
    view.document().contentsChanged.connect(lambda: drawn.append(1))
    for _ in range(100):
        view.append("word ")
    assert drawn == []
    finish(qtbot, view)
    assert len(drawn) <= 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from((*PIECES, "![](/etc/hosts)", "\u202e", "<p>")), min_size=1, max_size=12))
def test_a_streamed_text_reads_as_if_shown_at_once(qtbot: QtBot, theme: Theme, pieces: list[str]) -> None:
    streamed, whole = MessageText(theme), MessageText(theme)
    for piece in pieces:
        streamed.append(piece)
        draw(streamed)
    streamed.show_text("".join(pieces))
    whole.show_text("".join(pieces))
    for view in (streamed, whole):
        draw(view)
    assert streamed.plain_text() == whole.plain_text()
    for view in (streamed, whole):
        view.deleteLater()


def test_a_new_language_is_compiled_one_turn_before_its_code_is_rendered(view: RecordingText) -> None:
    languages = ["ada", "cobol", "fortran"]  # met in no other test
    view.append("".join(f"```{language}\nx\n```\n\n" for language in languages))
    begun = compiled_lexers()
    compiled = 0
    while not view.is_drawn:
        before = compiled
        view.draw_frame()
        compiled = compiled_lexers() - begun
        assert compiled - before <= 1
        assert view.rendered_blocks <= before
    assert (compiled, view.rendered_blocks) == (3, 3)


def test_a_selection_survives_text_that_follows(view: RecordingText) -> None:
    view.append("First paragraph.\n\nSecond paragraph.\n\nThird")
    draw(view)
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(15, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.append(" goes on")
    draw(view)
    assert view.textCursor().selectedText() == "First paragraph"


def test_a_screen_reader_hears_each_paragraph_once(view: RecordingText, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    for words in ("The **boiler** ", "is serviced.\n\n", "Every ", "October."):
        view.append(words)
        draw(view)
    assert heard == ["The boiler is serviced."]
    view.show_text(view.text)
    assert heard == ["The boiler is serviced.", "Every October."]
