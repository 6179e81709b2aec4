"""The composer: sending, drafts, and pasted text of any length."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.forms.composer import Composer


@pytest.fixture
def composer(qtbot: QtBot, theme: Theme, english: Language) -> Composer:
    made = Composer(theme)
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    return made


def field(composer: Composer) -> QPlainTextEdit:
    editor = composer.findChild(QPlainTextEdit)
    assert isinstance(editor, QPlainTextEdit)
    return editor


def test_enter_sends_the_text_and_empties_the_box(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(field(composer), "When is it serviced?")
    with qtbot.waitSignal(composer.sent) as sent:
        qtbot.keyClick(field(composer), Qt.Key.Key_Return)
    assert sent.args == ["When is it serviced?"]
    assert composer.text == ""


def test_shift_enter_begins_a_line_and_the_box_grows(qtbot: QtBot, composer: Composer) -> None:
    before = field(composer).height()
    qtbot.keyClicks(field(composer), "one")
    qtbot.keyClick(field(composer), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field(composer), "two")
    assert composer.text == "one\ntwo"
    assert field(composer).height() > before


def test_spaces_are_not_sent_and_nothing_is_sent_during_an_answer(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.assertNotEmitted(composer.sent):
        qtbot.keyClicks(field(composer), "   ")
        qtbot.keyClick(field(composer), Qt.Key.Key_Return)
        composer.show_busy(True)
        qtbot.keyClicks(field(composer), "typed meanwhile")
        qtbot.keyClick(field(composer), Qt.Key.Key_Return)
    assert "typed meanwhile" in composer.text


def test_a_draft_is_saved_after_a_pause(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.waitSignal(composer.draft_changed) as told:
        qtbot.keyClicks(field(composer), "half a thou")
    assert told.args == ["half a thou"]


def test_a_draft_is_saved_at_once_when_the_composer_is_hidden(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(field(composer), "half a thought")
    with qtbot.waitSignal(composer.draft_changed) as told:
        composer.hide()
    assert told.args == ["half a thought"]


def test_a_loaded_draft_is_not_saved_again(qtbot: QtBot, composer: Composer) -> None:
    composer.show_draft("as it was")
    with qtbot.assertNotEmitted(composer.draft_changed):
        composer.flush()
    assert composer.text == "as it was"


def test_pasting_100_000_characters_keeps_the_box_within_its_maximum(composer: Composer, theme: Theme) -> None:
    field(composer).insertPlainText("palabra " * 12_500)
    assert len(composer.text) == 100_000
    assert composer.height() < 400


def test_send_turns_into_stop(qtbot: QtBot, composer: Composer) -> None:
    composer.show_busy(True)
    stop = next(b for b in composer.findChildren(QAbstractButton) if b.text() == "Stop")
    with qtbot.waitSignal(composer.stopped):
        stop.click()


def test_every_control_has_a_name(composer: Composer) -> None:
    assert all(b.accessibleName() or b.text() for b in composer.findChildren(QAbstractButton))
    assert field(composer).accessibleName() == "Your question"


def test_a_pasted_text_without_spaces_breaks_anywhere_until_the_box_is_empty(composer: Composer) -> None:
    modes = QTextOption.WrapMode
    for text, mode in (
        ("a" * 100_000, modes.WrapAnywhere),
        ("word " * 20_000, modes.WrapAtWordBoundaryOrAnywhere),
    ):
        QGuiApplication.clipboard().setText(text)
        composer.show_draft("")
        field(composer).paste()
        assert field(composer).wordWrapMode() == mode
        assert composer.text == text
