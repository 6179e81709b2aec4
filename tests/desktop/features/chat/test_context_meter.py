"""The context meter at the composer, its pane, and the choice of what is read again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.context.context_meter import ContextMeter
from desktop.features.chat.context.context_pane import ContextPane
from desktop.features.chat.context.summary_editor import SummaryEditor
from desktop.features.chat.page import ChatPage
from desktop.theme.tokens import Size, Space
from tests.desktop.features.chat.driver import (
    NOVEL,
    button,
    buttons,
    composer,
    open_garden,
    part_of,
    question_field,
    received_params,
    send_and_wait,
    visible_text,
    wait_until,
)


def meter(page: ChatPage) -> ContextMeter:
    return part_of(composer(page), ContextMeter)


def type_question(qtbot: QtBot, page: ChatPage, text: str) -> None:
    question_field(page).setPlainText(text)
    wait_until(qtbot, lambda: meter(page).measured is not None)


def open_pane(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> ContextPane:
    QTest.mouseClick(meter(page), Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: any(pane.isVisible() for pane in ateneo.window.findChildren(ContextPane)))
    return next(pane for pane in ateneo.window.findChildren(ContextPane) if pane.isVisible())


def open_novel(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    wait_until(qtbot, lambda: len(page.session.messages) == 200)


def choose(pane: ContextPane, index: int) -> None:
    box = part_of(pane, QComboBox)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_the_meter_counts_while_a_question_is_written_and_moves_nothing(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    places = [(b.text(), b.geometry()) for b in buttons(composer(page))]
    assert meter(page).measured is None
    type_question(qtbot, page, "And when are beans sown?")
    measured = meter(page).measured
    assert measured is not None and measured.parts.question == 5
    assert "of 1,000 tokens" in meter(page).accessibleName()
    assert "This question: 5 tokens" in meter(page).toolTip()
    assert [(b.text(), b.geometry()) for b in buttons(composer(page))] == places


def test_a_question_that_is_too_long_says_so_before_it_is_sent(qtbot: QtBot, page: ChatPage) -> None:
    question_field(page).setPlainText("huge " * 2000)
    wait_until(qtbot, lambda: "2,000" in meter(page).toolTip())
    assert "1,000" in meter(page).accessibleName()


def test_after_an_answer_the_meter_counts_again(qtbot: QtBot, page: ChatPage) -> None:
    send_and_wait(qtbot, page, "Begin.", "echo: Begin.")
    wait_until(qtbot, lambda: meter(page).measured is not None)
    measured = meter(page).measured
    assert measured is not None and measured.parts.history == 3 and measured.parts.question == 0


def test_another_conversation_empties_the_meter(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    type_question(qtbot, page, "Beans?")
    open_novel(qtbot, page)
    assert meter(page).measured is None


def test_the_pane_names_what_is_left_out_and_keeps_it(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_novel(qtbot, page)
    pane = open_pane(qtbot, ateneo, page)
    choose(pane, 1)
    wait_until(qtbot, lambda: "194 earlier messages will not be read" in visible_text(pane))
    assert page.conversation_settings.current.history == "last"
    assert "And 174 more." in visible_text(pane)
    keep = next(b for b in buttons(pane) if b.text() == "Keep")
    keep.click()
    wait_until(qtbot, lambda: "Always read, because you keep them:" in visible_text(pane))
    wait_until(qtbot, lambda: "193 earlier messages" in visible_text(pane))
    button(pane, "Keep no longer").click()
    wait_until(qtbot, lambda: "194 earlier messages" in visible_text(pane))


def test_the_summary_is_shown_and_can_be_changed(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_novel(qtbot, page)
    pane = open_pane(qtbot, ateneo, page)
    editor = part_of(pane, SummaryEditor)
    assert not editor.isVisible()
    choose(pane, 2)
    field = part_of(editor, QPlainTextEdit)
    wait_until(qtbot, lambda: "Bruno" in field.toPlainText())
    assert editor.isVisible() and not button(editor, "Save the summary").isEnabled()
    field.setPlainText("The user told:\n- My dog is Bela.")
    button(editor, "Save the summary").click()
    wait_until(qtbot, lambda: "You have changed it" in visible_text(editor))
    saved = received_params(qtbot, ateneo, "chat.save_summary")
    assert [(call["upto"], call["text"]) for call in saved] == [(2, "The user told:\n- My dog is Bela.")]


def test_a_summary_is_brought_up_to_date_after_each_answer(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    pane = open_pane(qtbot, ateneo, page)
    choose(pane, 2)
    before = len(received_params(qtbot, ateneo, "chat.summarise"))
    send_and_wait(qtbot, page, "Next.", "echo: Next.")
    assert len(received_params(qtbot, ateneo, "chat.summarise")) == before + 1


def test_everything_in_the_pane_has_a_name(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_novel(qtbot, page)
    pane = open_pane(qtbot, ateneo, page)
    choose(pane, 1)
    wait_until(qtbot, lambda: "194 earlier messages" in visible_text(pane))
    assert pane.minimumSizeHint().width() <= Size.INSPECTOR_MIN
    assert all(b.accessibleName() or b.text() for b in buttons(pane))
    assert all(box.accessibleName() for box in pane.findChildren(QComboBox))
    assert all(label.text() or label.pixmap() for label in pane.findChildren(QLabel) if label.isVisibleTo(pane))


def test_the_meter_shows_the_first_figure_whole_where_there_is_no_room_for_both(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    type_question(qtbot, page, "How much water?")
    used, window = meter(page).shown_text().split(" / ")
    assert used and window
    meter(page).setFixedWidth(meter(page).fontMetrics().horizontalAdvance(used) + Space.S)
    assert meter(page).shown_text() == used
