"""A message can be read, copied and clicked, and fits its height to its text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.theme.tokens import DARK, LIGHT
from desktop.widgets.text.markdown import CitationMark
from desktop.widgets.text.message_text import MessageText
from tests.desktop.widgets.text.conftest import RecordingText, finish, hrefs


def test_a_citation_is_a_chip_that_shows_and_forwards_its_passage(
    qtbot: QtBot, view: RecordingText, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda *args: shown.append(args[1]))
    view.show_text("It is in October. And more.", [CitationMark(1, 17)], {1: "serviced every October"})
    finish(qtbot, view)
    assert "cite:1" in hrefs(view)
    at = chip_place(view)
    assert view.anchorAt(at) == "cite:1"
    QGuiApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert len(shown) == 1 and ">serviced every October<" in shown[0]
    with qtbot.waitSignal(view.citation_clicked) as clicked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [1]


def chip_place(view: MessageText) -> QPoint:
    cursor = view.document().find("\ufffc")
    after = view.cursorRect(cursor)
    return after.center() - QPoint(6, 0)


def test_a_citation_is_left_out_of_copied_and_spoken_text(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("It is in October. And **more**.", [CitationMark(1, 17)], {1: "x"})
    finish(qtbot, view)
    view.selectAll()
    view.copy()
    assert "\ufffc" not in QGuiApplication.clipboard().text()
    assert "And more." in QGuiApplication.clipboard().text()
    assert "\ufffc" not in view.plain_text()


def test_only_plain_text_is_copied(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("A **bold** word and [a link](https://example.org).")
    finish(qtbot, view)
    view.selectAll()
    assert view.createMimeDataFromSelection().formats() == ["text/plain"]


def test_the_copy_link_of_a_code_block_copies_all_of_it(qtbot: QtBot, view: RecordingText) -> None:
    program = "for x in range(3):\n    print(x)  " + "# long " * 500 + "\n"
    view.show_text(f"Look:\n\n```python\n{program}```\n\nDone.")
    finish(qtbot, view)
    view.anchorClicked.emit(QUrl("copy:0"))
    assert QGuiApplication.clipboard().text() == program
    assert "python" in view.plain_text()


def test_its_height_fits_its_text(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("One line.")
    finish(qtbot, view)
    low = view.height()
    view.show_text("Many lines.\n\n" * 20)
    finish(qtbot, view)
    assert view.height() > 10 * low


def test_a_screen_reader_can_read_the_text(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("The **boiler** is serviced.")
    finish(qtbot, view)
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    assert text.text(0, text.characterCount()) == "The boiler is serviced."


@pytest.mark.parametrize(
    ("formula", "shown"),
    [("$x^2$", "x2"), ("\\(a_1\\)", "a1"), ("$\\alpha \\leq \\beta$", "α ≤ β"), ("$5 and $6", "$5 and $6")],
)
def test_formulas_are_drawn_and_amounts_of_money_left_alone(
    qtbot: QtBot, view: RecordingText, formula: str, shown: str
) -> None:
    view.show_text(formula)
    finish(qtbot, view)
    assert view.plain_text() == shown


def test_a_change_of_theme_redraws_the_text(qtbot: QtBot, view: RecordingText, theme: Theme) -> None:
    view.show_text("Some text.")
    finish(qtbot, view)
    light = view.document().begin().begin().fragment().charFormat().foreground().color()
    theme.use("dark", 100, False)
    finish(qtbot, view)
    dark = view.document().begin().begin().fragment().charFormat().foreground().color()
    theme.use("light", 100, False)
    assert (light.name(), dark.name()) == (LIGHT.text.lower(), DARK.text.lower())


def test_a_redraw_never_shrinks_the_text_meanwhile(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("A paragraph of words.\n\n" * 800)
    finish(qtbot, view)
    lowest = [view.height()]
    view.height_changed.connect(lambda: lowest.append(view.height()))
    view.show_text(view.text + "One more.")
    finish(qtbot, view)
    assert min(lowest) == lowest[0]
    view.show_text("Short.")
    finish(qtbot, view)
    assert view.height() < lowest[0]
