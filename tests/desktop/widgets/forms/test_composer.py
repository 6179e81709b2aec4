"""The composer: sending, drafts, and pasted text of any length."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.forms.composer import Composer
from desktop.widgets.forms.document_chips import DocumentChip


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


def button(composer: Composer, text: str) -> QAbstractButton:
    return next(b for b in composer.findChildren(QAbstractButton) if b.text() == text)


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


def test_spaces_are_not_sent(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.assertNotEmitted(composer.sent):
        qtbot.keyClicks(field(composer), "   ")
        qtbot.keyClick(field(composer), Qt.Key.Key_Return)


def test_a_question_can_be_sent_while_an_answer_is_written(qtbot: QtBot, composer: Composer) -> None:
    composer.show_busy(True, will_wait=True)
    qtbot.keyClicks(field(composer), "typed meanwhile")
    with qtbot.waitSignal(composer.sent) as sent:
        button(composer, "Send").click()
    assert sent.args == ["typed meanwhile"]
    assert "before it is finished" in button(composer, "Send").toolTip()


def test_nothing_moves_when_stop_appears(qtbot: QtBot, composer: Composer) -> None:
    places = [b.pos() for b in composer.findChildren(QAbstractButton) if b.isVisible()]
    composer.show_busy(True)
    assert button(composer, "Stop").isVisible()
    assert [b.pos() for b in composer.findChildren(QAbstractButton) if b.isVisible() and b.text() != "Stop"] == places


def test_the_first_character_of_a_question_is_told_once(qtbot: QtBot, composer: Composer) -> None:
    began: list[str] = []
    composer.typing_began.connect(lambda: began.append(composer.text))
    qtbot.keyClicks(field(composer), "abc")
    field(composer).clear()
    qtbot.keyClicks(field(composer), "d")
    assert began == ["a", "d"]


def test_an_empty_menu_of_documents_says_why_and_offers_to_add_some(qtbot: QtBot, composer: Composer) -> None:
    button(composer, "No documents").click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    lines = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert lines == [
        "Answers come from the model alone: there are no documents to search yet.",
        "Attach files to this conversation…",
        "Add documents for all conversations…",
    ]
    with qtbot.waitSignal(composer.attach_clicked):
        menu.actions()[2].trigger()
    menu.close()


def test_attached_files_are_chips_that_say_how_they_are(qtbot: QtBot, composer: Composer) -> None:
    composer.show_documents([DocumentChip("/a/contract.pdf", "contract.pdf", "reading", "contract.pdf is being read…")])
    (chip,) = composer.documents.buttons
    width = chip.sizeHint().width()
    assert "is being read" in chip.toolTip()
    assert button(composer, "Only the attached files").isVisible()
    composer.show_documents([DocumentChip("/a/contract.pdf", "contract.pdf", "read", "/a/contract.pdf")])
    assert composer.documents.buttons == [chip] and chip.sizeHint().width() == width
    with qtbot.waitSignal(composer.documents.removed) as removed:
        chip.click()
    assert removed.args == ["/a/contract.pdf"]


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
    """docs/faults.md 69; the benchmark `window` measures how long the event loop stands still."""
    field(composer).insertPlainText("palabra " * 12_500)
    assert len(composer.text) == 100_000
    assert composer.height() < 400


def test_stop_stops(qtbot: QtBot, composer: Composer) -> None:
    composer.show_busy(True)
    with qtbot.waitSignal(composer.stopped):
        button(composer, "Stop").click()


def test_every_control_has_a_name(composer: Composer) -> None:
    assert all(b.accessibleName() or b.text() for b in composer.findChildren(QAbstractButton))
    assert field(composer).accessibleName() == "Your question"


def test_a_pasted_text_without_spaces_breaks_anywhere_until_the_box_is_empty(composer: Composer) -> None:
    modes = QTextOption.WrapMode
    for text, mode in (
        ("a" * 40_000, modes.WrapAnywhere),
        ("word " * 8_000, modes.WrapAtWordBoundaryOrAnywhere),
    ):
        QGuiApplication.clipboard().setText(text)
        composer.show_draft("")
        field(composer).paste()
        assert field(composer).wordWrapMode() == mode
        assert composer.text == text


def test_several_collections_are_ticked_at_once_and_then_the_question_is_written(
    qtbot: QtBot, composer: Composer
) -> None:
    composer.set_collections({"Home": "Home", "Work": "Work"})
    composer.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is composer.window(), timeout=5_000)
    button(composer, "No documents").click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for action in menu.actions()[:2]:
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        assert menu.isVisible()
    assert composer.collections == ("Home", "Work")
    menu.close()
    qtbot.waitUntil(field(composer).hasFocus, timeout=5_000)
