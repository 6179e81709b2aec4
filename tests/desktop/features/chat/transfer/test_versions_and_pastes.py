"""Versions of an imported conversation by menu and keyboard, and a long paste kept as a file, over the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.attached.paste_offer import PasteOffer
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.message_menu import selected_markdown
from desktop.features.chat.transcript.selection_action import selected_text
from tests.desktop.features.chat.driver import (
    button,
    choose_line,
    menu_lines,
    open_menu,
    part_of,
    question_field,
    shown_texts,
    transcript,
    wait_until,
)
from tests.support import conversation_exports as exports

FIRST = ["¿Qué plato es este?"]


@pytest.fixture
def shown(qtbot: QtBot, page: ChatPage, tmp_path: Path) -> ChatPage:
    page.drop_actions([Path("x.json")])[-1].run(
        [exports.write_json(tmp_path / "c.json", [exports.chatgpt_conversation()])]
    )
    wait_until(qtbot, lambda: len(shown_texts(page)) == 3 and shown_texts(page)[:1] == FIRST)
    return page


def test_the_versions_of_a_question_are_listed_by_their_different_words(qtbot: QtBot, shown: ChatPage) -> None:
    button(transcript(shown).views[0], "List the versions").click()
    menu = open_menu(qtbot)
    assert menu_lines(menu) == ["1  … plato es este?", "2  … lleva el gazpacho?"]
    assert [action.isChecked() for action in menu.actions()] == [True, False]
    choose_line(menu, "2  … lleva el gazpacho?")
    wait_until(qtbot, lambda: shown_texts(shown) == ["¿Qué lleva el gazpacho?", "Tomate."])


def test_versions_are_changed_by_keyboard_and_from_the_menu_of_a_message(qtbot: QtBot, shown: ChatPage) -> None:
    def question_text() -> str:
        return shown_texts(shown)[0] if shown_texts(shown) else ""

    text = transcript(shown).views[0].text
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    wait_until(qtbot, lambda: question_text() == "¿Qué lleva el gazpacho?")
    transcript(shown).views[0].text.customContextMenuRequested.emit(QPoint(2, 2))
    menu = open_menu(qtbot)
    enabled = {a.text(): a.isEnabled() for a in menu.actions() if a.text().endswith("version")}
    assert enabled == {"Previous version": True, "Next version": False}
    choose_line(menu, "Previous version")
    wait_until(qtbot, lambda: question_text() == FIRST[0])


def test_a_long_paste_becomes_an_attached_file_of_the_profile(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setText("Informe anual: ventas. Más texto.\n" + "línea con ñ\n" * 20_000)
    question_field(page).insertFromMimeData(data)
    button(part_of(page, PasteOffer), "Attach it as a file").click()
    wait_until(qtbot, lambda: len(page.attached.paths) == 1)
    path = Path(page.attached.paths[0])
    assert path.is_relative_to(tmp_path / "home" / "pasted") and path.name == "Informe anual ventas.txt"
    assert path.read_text("utf-8") == data.text()
    wait_until(qtbot, lambda: [chip.state for chip in page.attached.chips] == ["read"])
    wait_until(qtbot, lambda: question_field(page).hasFocus() or not ateneo.window.isActiveWindow())


def test_a_selection_with_code_is_copied_without_what_is_not_of_the_message(qtbot: QtBot, shown: ChatPage) -> None:
    text = transcript(shown).views[1].text
    wait_until(qtbot, lambda: text.is_drawn)
    text.selectAll()
    assert selected_text(text) == "Parecen lentejas.\n\nprint(2+2)\n\n4\nSon cuatro raciones."
    code = "```\nprint(2+2)\n```\n\n```\n4\n```"
    assert selected_markdown(text) == f"Parecen **lentejas**.\n\n{code}\n\nSon cuatro raciones."
