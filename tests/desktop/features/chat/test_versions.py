"""Second answers and changed questions are versions beside the first."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.features.chat.transcript.question import QuestionView
from desktop.widgets.forms.fields import IntField
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    button,
    last_answer,
    open_garden,
    part_of,
    question_field,
    received_params,
    send_question,
    shown_texts,
    transcript,
    visible_text,
    wait_until,
)


def test_a_second_answer_is_a_version_beside_the_first(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    button(last_answer(page), "Answer again").click()
    wait_until(qtbot, lambda: not page.session.is_busy and "2/2" in visible_text(last_answer(page)))
    assert shown_texts(page)[-1] == "echo: When are tomatoes sown?"
    button(last_answer(page), "Previous version").click()
    wait_until(
        qtbot, lambda: shown_texts(page)[-1] == "In February, indoors." and "1/2" in visible_text(last_answer(page))
    )


def test_a_changed_question_begins_a_branch_and_the_old_one_is_kept(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    question = transcript(page).views[0]
    assert isinstance(question, QuestionView)
    button(question, "Change this question").click()
    assert question_field(page).toPlainText() == "When are tomatoes sown?"
    send_question(page, "When are they planted out?")
    wait_until(qtbot, lambda: shown_texts(page) == ["When are they planted out?", "echo: When are they planted out?"])
    wait_until(qtbot, lambda: not page.session.is_busy and "2/2" in visible_text(transcript(page).views[0]))
    button(transcript(page).views[0], "Previous version").click()
    wait_until(qtbot, lambda: shown_texts(page) == ["When are tomatoes sown?", "In February, indoors."])


def test_cancelling_a_change_brings_the_draft_back(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    question_field(page).setPlainText("half a thought")
    button(transcript(page).views[0], "Change this question").click()
    page.stop()
    assert question_field(page).toPlainText() == "half a thought"


def test_a_second_answer_uses_the_settings_of_the_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    page.perform("settings")
    pane = part_of(ateneo.window, ConversationSettingsPane)
    passages = next(b for b in pane.findChildren(IntField) if b.accessibleName() == "Passages read from your documents")
    passages.setValue(7)
    button(last_answer(page), "Answer again").click()
    wait_until(qtbot, lambda: not page.session.is_busy and "2/2" in visible_text(last_answer(page)))
    (params,) = received_params(qtbot, ateneo, chat.RETRY.name)
    assert params["settings"]["passages"] == 7
