"""A question labelled by a classifier that the person chose beside the composer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.question import QuestionView
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.chat.driver import composer, send_question, wait_until

NAME = "Topics & more"


def chip(page: ChatPage) -> QPushButton:
    """The button that opens the menu of classifiers."""
    return next(b for b in composer(page).findChildren(QPushButton) if "label" in b.toolTip().lower())


def send_and_list_questions(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, text: str) -> list[QuestionView]:
    send_question(page, text)
    wait_until(qtbot, lambda: ateneo.client.is_idle and not page.session.is_busy)
    return [view for view in page.findChildren(QuestionView) if view.isVisible()]


def test_the_chosen_classifier_labels_the_question_and_the_label_stands_under_it(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path
) -> None:
    page.new()
    assert chip(page).isVisible() and chip(page).text() == ""
    chip(page).click()
    menu = page.findChild(QMenu)
    assert isinstance(menu, QMenu)
    qtbot.waitUntil(menu.isVisible, timeout=TIMEOUT_MS)
    assert [action.text() for action in menu.actions()] == ["Label with Topics && more"]
    menu.actions()[0].trigger()
    menu.close()
    assert composer(page).classifier == NAME
    assert "Topics" in chip(page).text() and NAME in chip(page).accessibleName()
    (view,) = send_and_list_questions(qtbot, ateneo, page, "When is the boiler serviced?")
    assert view.label.isVisible()
    assert "heating <b>" in view.label.text() and "93" in view.label.text()
    assert NAME in view.label.toolTip()
    conversation = page.session.id
    page.new()
    assert composer(page).classifier == ""
    page.open(conversation)
    qtbot.waitUntil(lambda: composer(page).classifier == NAME, timeout=TIMEOUT_MS)


def test_without_a_classifier_no_label_is_shown(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    page.new()
    (view,) = send_and_list_questions(qtbot, ateneo, page, "When is the boiler serviced?")
    assert not view.label.isVisible()


def test_a_removed_classifier_is_no_longer_chosen(page: ChatPage) -> None:
    composer(page).choose_classifier(NAME)
    composer(page).set_classifiers(["Other"])
    assert composer(page).classifier == ""
    composer(page).set_classifiers([])
    assert not chip(page).isVisible()
