"""Tools for one text: marks, bars, streaming, stopping, and what is offered without a model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.text_tools.one_text import OneTextPanel
from desktop.features.text_tools.page import TextToolsPage
from desktop.widgets.plots.score_bars import ScoreBars
from engine.capabilities.text_tools.api import MAX_CHARACTERS
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.text_tools.conftest import TEXT, message, tab_stops
from tests.support.scripted_text_tools import ACCOUNT, NAME


def run_tool(qtbot: QtBot, panel: OneTextPanel) -> None:
    panel.run_tool()
    qtbot.waitUntil(panel.run_button.isEnabled, timeout=TIMEOUT_MS)


def bars(panel: OneTextPanel) -> list[str]:
    return [bars.accessibleName() for bars in panel.card.findChildren(ScoreBars) if bars.isVisible()]


def card_texts(panel: OneTextPanel) -> list[str]:
    return [label.text() for label in panel.card.findChildren(QLabel) if label.isVisible()]


def test_names_are_marked_in_the_text_and_wrong_check_digits_are_said(qtbot: QtBot, panel: OneTextPanel) -> None:
    run_tool(qtbot, panel)
    assert [TEXT[mark.start : mark.end] for mark in panel.text.marks] == [NAME, ACCOUNT]
    assert [selection.cursor.selectedText() for selection in panel.text.extraSelections()] == [NAME, ACCOUNT]
    assert [mark.colour for mark in panel.text.marks] == ["series_1", "danger"]
    assert panel.card.headline.text() == "2 found"
    assert panel.card.figure.text().splitlines()[2] == f"{ACCOUNT}\tIBAN\t90%\twrong"
    assert panel.text.tooltip_at(len("😀 ") + 2) == "person"  # Qt counts the emoji as two characters


def test_a_change_of_the_text_takes_its_marks_away(qtbot: QtBot, panel: OneTextPanel) -> None:
    run_tool(qtbot, panel)
    qtbot.keyClick(panel.text, Qt.Key.Key_A)
    assert panel.text.extraSelections() == []


def test_an_answer_is_marked_and_shown_beside_the_chance_of_no_answer(qtbot: QtBot, panel: OneTextPanel) -> None:
    panel.choose("ask")
    panel.fields.question.setText("¿Cuánto pagó?")
    qtbot.keyClick(panel.fields.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.card.headline.text() == "1.250 euros", timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: bars(panel) == ["1.250 euros 80%, No answer 20%"], timeout=TIMEOUT_MS)
    assert [TEXT[mark.start : mark.end] for mark in panel.text.marks] == ["1.250 euros"]
    panel.text.setPlainText("Nada de eso.")
    run_tool(qtbot, panel)
    assert panel.card.headline.text() == "There is no answer in this text."


def test_the_word_under_the_cursor_is_left_out_and_filled_in(qtbot: QtBot, panel: OneTextPanel) -> None:
    panel.choose("fill")
    cursor = panel.text.textCursor()
    cursor.setPosition(panel.text.toPlainText().index("recibo") + 3)
    panel.text.setTextCursor(cursor)
    panel.fields.mask_button.click()
    assert "el [MASK] de la" in panel.text.toPlainText()
    run_tool(qtbot, panel)
    qtbot.waitUntil(lambda: bars(panel) == ["recibo 60%, contrato 30%"], timeout=TIMEOUT_MS)
    panel.card.copy_button.click()
    assert QGuiApplication.clipboard().text() == "recibo\t60%\ncontrato\t30%"


def test_a_word_is_shaded_by_how_little_it_was_expected(qtbot: QtBot, panel: OneTextPanel) -> None:
    panel.choose("likely")
    panel.text.setPlainText("El gato")
    run_tool(qtbot, panel)
    assert [round(mark.strength, 2) for mark in panel.text.marks] == [0.01, 1.0]
    assert panel.card.headline.text() == "Each word is as hard to guess as one among 94.6 (perplexity)"


def test_the_next_sentence_is_judged(qtbot: QtBot, panel: OneTextPanel) -> None:
    panel.choose("next")
    panel.fields.second_sentence.setText("Y luego durmió.")
    run_tool(qtbot, panel)
    assert panel.card.headline.text() == "The second sentence continues the text."


def test_a_text_is_shown_while_it_is_written_and_kept_when_stopped(
    qtbot: QtBot, page: TextToolsPage, panel: OneTextPanel
) -> None:
    panel.choose("rewrite")
    panel.run_tool()
    qtbot.waitUntil(lambda: panel.card.body.text() == "La comunidad pagó ", timeout=TIMEOUT_MS)
    assert not panel.run_button.isEnabled()
    page.stop()
    qtbot.waitUntil(panel.run_button.isEnabled, timeout=TIMEOUT_MS)
    assert panel.card.body.text() == "La comunidad pagó"
    panel.card.copy_button.click()
    assert QGuiApplication.clipboard().text() == "La comunidad pagó"


def test_a_text_that_is_still_being_written_is_not_shown_under_another_tool(
    qtbot: QtBot, page: TextToolsPage, panel: OneTextPanel
) -> None:
    panel.choose("rewrite")
    panel.run_tool()
    qtbot.waitUntil(lambda: bool(panel.card.body.text()), timeout=TIMEOUT_MS)
    panel.choose("keywords")
    page.stop()
    qtbot.waitUntil(panel.run_button.isEnabled, timeout=TIMEOUT_MS)
    assert not panel.card.isVisible()


def test_a_text_that_is_too_long_is_refused_without_sending_it(ateneo: Ateneo, panel: OneTextPanel) -> None:
    panel.text.setPlainText(("palabra " * 99 + "palabra\n") * (MAX_CHARACTERS // 800 + 1))
    panel.run_tool()
    assert message(ateneo).startswith("The text is too long: it has 2,000,800 characters")
    assert panel.run_button.isEnabled()


def test_without_its_model_a_tool_says_what_is_missing_and_leads_there(
    qtbot: QtBot, ateneo: Ateneo, panel: OneTextPanel
) -> None:
    panel.choose("translate")
    run_tool(qtbot, panel)
    assert panel.card.missing_model.text().startswith("This needs a chat model, and none is installed.")
    panel.card.models_button.click()
    assert ateneo.window.page("models").isVisible()


@pytest.mark.parametrize("tool", ["fill", "likely", "next"])
def test_without_a_model_of_its_own_a_tool_offers_what_works(
    qtbot: QtBot, ateneo: Ateneo, page: TextToolsPage, panel: OneTextPanel, tool: str
) -> None:
    panel.choose(tool)
    panel.text.setPlainText("sin modelo, [MASK]")
    panel.fields.second_sentence.setText("Llamad al técnico.")
    run_tool(qtbot, panel)
    assert "Models page" in panel.card.missing_model.text() and panel.card.models_button.isVisible()
    panel.card.alternative_button.click()
    if tool == "fill":
        assert ateneo.window.page("chat").isVisible()
    elif tool == "likely":
        assert panel.fields.rewrite_style.currentText() == "Spelling and grammar corrected"
    else:
        assert page.compare.isVisible()
        assert page.compare.lines.toPlainText() == "sin modelo, [MASK]\nLlamad al técnico."


@pytest.mark.parametrize(("tool", "name"), [("ask", "Question"), ("next", "Second sentence")])
def test_a_line_left_empty_is_asked_for_and_gets_the_focus(
    qtbot: QtBot, ateneo: Ateneo, panel: OneTextPanel, tool: str, name: str
) -> None:
    panel.choose(tool)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    panel.run_tool()
    assert panel.card.isVisible() and ateneo.client.is_idle  # nothing was sent
    assert panel.focusWidget().accessibleName() == name


def test_an_empty_text_is_said_in_the_page_in_the_users_language(
    qtbot: QtBot, ateneo: Ateneo, panel: OneTextPanel
) -> None:
    panel.choose("keywords")
    panel.text.clear()
    run_tool(qtbot, panel)
    assert card_texts(panel) == ["There is no text. Write, paste or choose one."]
    ateneo.settings.change(language="es")
    QApplication.processEvents()
    assert [text[:14] for text in card_texts(panel)] == ["No hay texto. "]


def test_the_focus_comes_back_to_the_button_that_was_pressed(qtbot: QtBot, panel: OneTextPanel) -> None:
    panel.run_button.setFocus()
    run_tool(qtbot, panel)
    assert panel.run_button.hasFocus()


def test_a_result_follows_the_language(qtbot: QtBot, ateneo: Ateneo, panel: OneTextPanel) -> None:
    run_tool(qtbot, panel)
    ateneo.settings.change(language="es")
    QApplication.processEvents()
    assert panel.card.headline.text() == "2 encontrados"
    assert panel.card.figure.text().splitlines()[2].endswith("incorrectos")


def test_the_tab_key_goes_down_the_panel(page: TextToolsPage) -> None:
    page.open_tool("ask")
    panel = page.one_text
    assert tab_stops(panel.chips["next"], 4) == ["Text", "Question", "Answer", "Open a file…"]
