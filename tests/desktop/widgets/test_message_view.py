"""A text as it is drawn: it opens nothing, stays in proportion while it streams, and can be read, copied and clicked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QHelpEvent, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.theme.tokens import DARK, LIGHT
from desktop.widgets.shell.open_link_dialog import ask_before_opening
from desktop.widgets.text.code_colors import _compile
from desktop.widgets.text.markdown import CitationMark
from desktop.widgets.text.markdown_renderer import LONGEST_PARAGRAPH
from desktop.widgets.text.message_text import FIRST_SHOWN, MessageText
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.widgets.test_markdown import PIECES

HOSTILE = (
    "![](http://203.0.113.1/p.png?q=secret)",
    "![x](https://example.org/a.png)",
    "![x](file:///etc/hosts)",
    "![x](/etc/hosts)",
    "![x](../../etc/hosts)",
    "![x](/dev/zero)",
    "![x](//server/share/a.png)",
    "![x](\\\\server\\share\\a.png)",
    "![x](qrc:/a.png)",
    "![x](data:image/png;base64,AAAA)",
    "![x](cite:1)",
    "<img src='/etc/hosts'>",
    "<style>@import url(file:///etc/hosts);</style>",
    "<link rel=stylesheet href='http://203.0.113.1/a.css'>",
    "<script>alert(1)</script>",
    "<iframe src='file:///etc/passwd'></iframe>",
    "<p style=\"background: url('/dev/zero')\">x</p>",
)
LINKS = (
    "javascript:alert(1)", "file:///etc/passwd", "/etc/passwd", "smb://server/share", "\\\\server\\share",
    "steam://run/1", "data:text/html,x", "cite:1", "copy:0", "more:", "http://a%E2%80%AEgro.evil", "ftp://example.org",
)  # fmt: skip


class Watching(MessageText):
    """Counts what its document asks to be loaded."""

    def __init__(self, theme: Theme) -> None:
        self.asked: list[str] = []
        super().__init__(theme)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        self.asked.append(QUrl(name).toString())
        return super().loadResource(kind, name)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> Watching:
    made = Watching(theme)
    qtbot.addWidget(made)
    made.resize(700, 100)
    made.show()
    return made


def finish(qtbot: QtBot, view: MessageText) -> None:
    qtbot.waitUntil(lambda: view.drawn, timeout=TIMEOUT_MS)


def draw(view: MessageText) -> None:
    """The frames that wait, without waiting for them."""
    view._draw()
    while not view.drawn:
        view._frame.stop()
        if view._next is not None or view._planned != view._wanted():
            view._draw()


def hrefs(view: MessageText) -> list[str]:
    document, found = view.document(), []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            if href := fragments.fragment().charFormat().anchorHref():
                found.append(href)
            fragments += 1
        block = block.next()
    return found


# it opens nothing


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_text_names_is_asked_for(qtbot: QtBot, view: Watching, hostile: str) -> None:
    view.show_text(f"Before.\n\n{hostile}\n\nAfter {hostile} after.", [CitationMark(1, 7)], {1: "passage"})
    finish(qtbot, view)
    view.grab()
    assert [name for name in view.asked if name != "cite:1"] == []
    assert view.document().baseUrl().isEmpty()


def test_a_pipe_and_a_device_named_as_pictures_stop_nothing(qtbot: QtBot, view: Watching, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    view.show_text(f"![a]({tmp_path}/pipe) ![b](/dev/zero) ![c](file://{tmp_path}/pipe)")
    finish(qtbot, view)
    assert view.grab().width() > 0
    assert view.plain_text().count("image blocked") == 3


def test_even_a_document_that_asks_is_given_nothing(view: Watching) -> None:
    for name in ("/etc/hosts", "file:///etc/hosts", "/dev/zero", "http://203.0.113.1/a.png", "qrc:/a"):
        for kind in (QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.StyleSheetResource):
            assert not view.document().resource(kind.value, QUrl(name))


def test_html_is_shown_as_the_text_it_is(qtbot: QtBot, view: Watching) -> None:
    view.show_text("<b>bold?</b> and <script>alert(1)</script>\n\n<div>\nblock\n</div>")
    finish(qtbot, view)
    for part in ("<b>bold?</b>", "<script>alert(1)</script>", "<div>"):
        assert part in view.plain_text()


@pytest.mark.parametrize("address", LINKS)
def test_a_link_of_another_kind_cannot_be_clicked(qtbot: QtBot, view: Watching, address: str) -> None:
    view.show_text(f"[click]({address}) and [click](<{address}>)")
    finish(qtbot, view)
    assert hrefs(view) == []


def test_a_link_of_the_web_is_forwarded_not_opened(qtbot: QtBot, view: Watching) -> None:
    view.show_text("[example](https://example.org/a?b=c)")
    finish(qtbot, view)
    with qtbot.waitSignal(view.link_clicked) as clicked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert clicked.args == ["https://example.org/a?b=c"]


def test_controls_that_turn_text_are_seen_in_a_link(qtbot: QtBot, view: Watching) -> None:
    view.show_text("[bank\u202emoc.live](https://example.org)")
    finish(qtbot, view)
    assert "⟨U+202E⟩" in view.plain_text()


def test_letters_of_another_script_are_seen_in_the_address(qtbot: QtBot, view: Watching) -> None:
    view.show_text("[bank](https://b\u0430nk.example/p\u202eath) [turned](http://a\u202egro.evil)")
    finish(qtbot, view)
    assert hrefs(view) == ["https://xn--bnk-6cd.example/p%E2%80%AEath", "http://xn--agro-vd7a.evil"]


@pytest.mark.parametrize("address", LINKS)
def test_the_question_before_opening_is_not_even_asked_of_others(qtbot: QtBot, address: str) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    assert ask_before_opening(address, holder) is None


def test_the_question_shows_the_whole_address_and_cancel_is_its_default(qtbot: QtBot, english: object) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    address = "https://example.org/" + "a" * 300 + "?q=<b>secret</b>"
    box = ask_before_opening(address, holder)
    assert box is not None
    assert box.informativeText() == address
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.close()


# monsters


@pytest.mark.parametrize(
    "monster",
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
def test_a_monster_is_drawn_in_pieces_of_bounded_work(qtbot: QtBot, view: Watching, monster: str) -> None:
    view.show_text(monster)
    finish(qtbot, view)
    assert view.document().characterCount() <= MOST_SHOWN
    longest = max(length for length in paragraph_lengths(view))
    assert longest <= LONGEST_PARAGRAPH + 200


MOST_SHOWN = 2 * FIRST_SHOWN
"""Characters, those included that are written out."""


@contextmanager
def frames(view: MessageText) -> Iterator[list[int]]:
    """How many characters each change of the document added."""
    work: list[int] = [0]
    connection = view.document().contentsChange.connect(lambda at, removed, added: work.append(added))
    yield work
    view.document().contentsChange.disconnect(connection)


def paragraph_lengths(view: MessageText) -> Iterator[int]:
    block = view.document().begin()
    while block.isValid():
        yield block.length()
        block = block.next()


def test_the_rest_of_a_long_text_is_one_click_away(qtbot: QtBot, view: Watching) -> None:
    view.show_text("A paragraph of words, and then some more of them.\n\n" * 1_000)
    finish(qtbot, view)
    assert "more:" in hrefs(view)
    before = view.document().characterCount()
    view.anchorClicked.emit(QUrl("more:"))
    finish(qtbot, view)
    assert view.document().characterCount() > before


# streaming


def test_two_thousand_tokens_write_each_closed_block_once(qtbot: QtBot, view: Watching) -> None:
    tokens = 2_000
    words = [f"word{n} " if n % 20 else f"end.\n\n## Part {n}\n\n" for n in range(tokens)]
    written = 0
    for at, word in enumerate(words):
        view.append(word)
        if at % 5 == 0:  # a frame every few tokens
            before = view.written_blocks
            view._draw()
            written += view.written_blocks - before
    view.show_text("".join(words))
    finish(qtbot, view)
    blocks = 2 * tokens // 20
    assert written <= blocks + tokens // 5 + 10


def test_a_frame_of_streaming_rewrites_only_the_open_block(view: Watching) -> None:
    view.append("A closed paragraph.\n\n" * 50 + "An open one")
    draw(view)
    before = view.document().characterCount()
    with frames(view) as work:
        view.append(" that goes on")
        draw(view)
    assert view.document().characterCount() == before + len(" that goes on")
    assert max(work) <= len("An open one that goes on") + 3


def test_tokens_between_two_frames_are_drawn_together(qtbot: QtBot, view: Watching) -> None:
    drawn: list[int] = []
    view.document().contentsChanged.connect(lambda: drawn.append(1))
    for _ in range(100):
        view.append("word ")
    assert drawn == []
    finish(qtbot, view)
    assert len(drawn) <= 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from((*PIECES, "![](/etc/hosts)", "\u202e", "<p>")), min_size=1, max_size=12))
def test_what_was_streamed_reads_as_if_shown_at_once(qtbot: QtBot, theme: Theme, pieces: list[str]) -> None:
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


# reading


def test_a_citation_is_a_chip_that_shows_and_forwards_its_passage(
    qtbot: QtBot, view: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda *args: shown.append(args[1]))
    view.show_text("It is in October. And more.", [CitationMark(1, 17)], {1: "serviced every October"})
    finish(qtbot, view)
    assert "cite:1" in hrefs(view)
    at = chip_place(view)
    assert view.anchorAt(at) == "cite:1"
    QGuiApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert shown == ["serviced every October"]
    with qtbot.waitSignal(view.citation_clicked) as clicked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [1]


def chip_place(view: MessageText) -> QPoint:
    cursor = view.document().find("\ufffc")
    after = view.cursorRect(cursor)
    return after.center() - QPoint(6, 0)


def test_a_citation_is_no_word_of_what_is_copied_or_read_aloud(qtbot: QtBot, view: Watching) -> None:
    view.show_text("It is in October. And **more**.", [CitationMark(1, 17)], {1: "x"})
    finish(qtbot, view)
    view.selectAll()
    view.copy()
    assert "\ufffc" not in QGuiApplication.clipboard().text()
    assert "And more." in QGuiApplication.clipboard().text()
    assert "\ufffc" not in view.plain_text()


def test_what_is_copied_is_text_and_nothing_else(qtbot: QtBot, view: Watching) -> None:
    view.show_text("A **bold** word and [a link](https://example.org).")
    finish(qtbot, view)
    view.selectAll()
    assert view.createMimeDataFromSelection().formats() == ["text/plain"]


def test_the_copy_link_of_a_program_copies_it_whole(qtbot: QtBot, view: Watching) -> None:
    program = "for x in range(3):\n    print(x)  " + "# long " * 500 + "\n"
    view.show_text(f"Look:\n\n```python\n{program}```\n\nDone.")
    finish(qtbot, view)
    view.anchorClicked.emit(QUrl("copy:0"))
    assert QGuiApplication.clipboard().text() == program
    assert "python" in view.plain_text()


def test_a_language_first_met_is_compiled_in_a_turn_before_its_code_is_written(view: Watching) -> None:
    languages = ["ada", "cobol", "fortran"]  # met in no other test
    view.append("".join(f"```{language}\nx\n```\n\n" for language in languages))
    begun = _compile.cache_info().misses
    compiled = 0
    while not view.drawn:
        before = compiled
        view._frame.stop()
        view._draw()
        compiled = _compile.cache_info().misses - begun
        assert compiled - before <= 1
        assert view.written_blocks <= before
    assert (compiled, view.written_blocks) == (3, 3)


def test_a_selection_survives_the_words_that_follow(view: Watching) -> None:
    view.append("First paragraph.\n\nSecond paragraph.\n\nThird")
    draw(view)
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(15, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.append(" goes on")
    draw(view)
    assert view.textCursor().selectedText() == "First paragraph"


def test_it_is_as_high_as_its_text(qtbot: QtBot, view: Watching) -> None:
    view.show_text("One line.")
    finish(qtbot, view)
    low = view.height()
    view.show_text("Many lines.\n\n" * 20)
    finish(qtbot, view)
    assert view.height() > 10 * low


def test_a_screen_reader_hears_each_paragraph_once(view: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    for words in ("The **boiler** ", "is serviced.\n\n", "Every ", "October."):
        view.append(words)
        draw(view)
    assert heard == ["The boiler is serviced."]
    view.show_text(view.text)
    assert heard == ["The boiler is serviced.", "Every October."]


def test_a_screen_reader_can_read_the_words(qtbot: QtBot, view: Watching) -> None:
    view.show_text("The **boiler** is serviced.")
    finish(qtbot, view)
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    assert text.text(0, text.characterCount()) == "The boiler is serviced."


@pytest.mark.parametrize(
    ("formula", "shown"),
    [("$x^2$", "x2"), ("\\(a_1\\)", "a1"), ("$\\alpha \\leq \\beta$", "α ≤ β"), ("$5 and $6", "$5 and $6")],
)
def test_formulas_are_drawn_simply_and_money_is_left_alone(
    qtbot: QtBot, view: Watching, formula: str, shown: str
) -> None:
    view.show_text(formula)
    finish(qtbot, view)
    assert view.plain_text() == shown


def test_another_theme_draws_it_again(qtbot: QtBot, view: Watching, theme: Theme) -> None:
    view.show_text("Some text.")
    finish(qtbot, view)
    light = view.document().begin().begin().fragment().charFormat().foreground().color()
    theme.use("dark", 100, False)
    finish(qtbot, view)
    dark = view.document().begin().begin().fragment().charFormat().foreground().color()
    theme.use("light", 100, False)
    assert (light.name(), dark.name()) == (LIGHT.text.lower(), DARK.text.lower())


def test_a_long_text_that_is_drawn_again_is_never_lower_meanwhile(qtbot: QtBot, view: Watching) -> None:
    view.show_text("A paragraph of words.\n\n" * 800)
    finish(qtbot, view)
    lowest = [view.height()]
    view.grown.connect(lambda: lowest.append(view.height()))
    view.show_text(view.text + "One more.")
    finish(qtbot, view)
    assert min(lowest) == lowest[0]
    view.show_text("Short.")
    finish(qtbot, view)
    assert view.height() < lowest[0]
