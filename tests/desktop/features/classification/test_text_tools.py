"""The text tools over a scripted reader that has the models we lack: marks, bars, streaming, stopping, what is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desktop.features.text_tools.tabs import COLUMN, COMPARE, ONE, TOPICS
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.examples.data_issues import TextList
from desktop.features.classification.page import ClassificationPage
from desktop.features.text_tools.one_text import OneTextPanel
from desktop.theme.tokens import Size
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.plots.score_bars import ScoreBars
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.text_tools.api import MAX_CHARACTERS
from engine.protocol import tables
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.read_texts import ACCOUNT, NAME

READER = (sys.executable, "-m", "tests.support.read_texts")
TEXT = f"😀 {NAME} pagó 1.250 euros con el recibo de la cuenta {ACCOUNT}."


@pytest.fixture
def ateneo(open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    return open_ateneo(command=READER)


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> ClassificationPage:
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    ateneo.window.show_page("language")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    return page


@pytest.fixture
def one(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> OneTextPanel:
    page.open_tool("entities")
    page.tools.one.text.setPlainText(TEXT)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page.tools.one


def ask(qtbot: QtBot, one: OneTextPanel) -> None:
    one.ask()
    qtbot.waitUntil(one.run.isEnabled, timeout=TIMEOUT_MS)


def bars(one: OneTextPanel) -> list[str]:
    return [bars.accessibleName() for bars in one.card.findChildren(ScoreBars) if bars.isVisible()]


def stops(widget: QWidget, many: int) -> list[str]:
    """What Tab leads to after it."""
    found: list[str] = []
    while len(found) < many:
        widget = widget.nextInFocusChain()
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            found.append(widget.accessibleName() or getattr(widget, "text", str)())
    return found


def message(ateneo: Ateneo) -> str:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar.sentence


def test_names_are_marked_in_the_text_and_wrong_check_digits_are_said(qtbot: QtBot, one: OneTextPanel) -> None:
    ask(qtbot, one)
    assert [TEXT[mark.start : mark.end] for mark in one.text.marks] == [NAME, ACCOUNT]
    assert [shown.cursor.selectedText() for shown in one.text.extraSelections()] == [NAME, ACCOUNT]
    assert [mark.colour for mark in one.text.marks] == ["figure_1", "danger"]
    assert one.card.headline.text() == "2 found"
    assert one.card.figure.text().splitlines()[2] == f"{ACCOUNT}\tIBAN\t90%\twrong"
    assert one.text.said_at(len("😀 ") + 2) == "person"  # Qt counts the picture as two


def test_a_change_of_the_text_takes_its_marks_away(qtbot: QtBot, one: OneTextPanel) -> None:
    ask(qtbot, one)
    qtbot.keyClick(one.text, Qt.Key.Key_A)
    assert one.text.extraSelections() == []


def test_an_answer_is_shown_marked_and_beside_how_likely_there_is_none(qtbot: QtBot, one: OneTextPanel) -> None:
    one.choose("ask")
    one.fields.question.setText("¿Cuánto pagó?")
    qtbot.keyClick(one.fields.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: one.card.headline.text() == "1.250 euros", timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: bars(one) == ["1.250 euros 80%, No answer 20%"], timeout=TIMEOUT_MS)
    assert [TEXT[mark.start : mark.end] for mark in one.text.marks] == ["1.250 euros"]
    one.text.setPlainText("Nada de eso.")
    ask(qtbot, one)
    assert one.card.headline.text() == "There is no answer in this text."


def test_the_word_at_the_cursor_is_left_out_and_filled_in(qtbot: QtBot, one: OneTextPanel) -> None:
    one.choose("fill")
    cursor = one.text.textCursor()
    cursor.setPosition(one.text.toPlainText().index("recibo") + 3)
    one.text.setTextCursor(cursor)
    one.fields.gap.click()
    assert "el [MASK] de la" in one.text.toPlainText()
    ask(qtbot, one)
    qtbot.waitUntil(lambda: bars(one) == ["recibo 60%, contrato 30%"], timeout=TIMEOUT_MS)
    one.card.copy.click()
    assert QGuiApplication.clipboard().text() == "recibo\t60%\ncontrato\t30%"


def test_a_word_is_shaded_by_how_little_it_was_expected(qtbot: QtBot, one: OneTextPanel) -> None:
    one.choose("likely")
    one.text.setPlainText("El gato")
    ask(qtbot, one)
    assert [round(mark.strength, 2) for mark in one.text.marks] == [0.01, 1.0]
    assert one.card.headline.text() == "At each word as if among 94.6 equally likely ones"


def test_the_next_sentence_is_judged(qtbot: QtBot, one: OneTextPanel) -> None:
    one.choose("next")
    one.fields.second.setText("Y luego durmió.")
    ask(qtbot, one)
    assert one.card.headline.text() == "It goes on from the first."


def test_what_is_written_is_shown_while_it_grows_and_kept_when_stopped(
    qtbot: QtBot, page: ClassificationPage, one: OneTextPanel
) -> None:
    one.choose("rewrite")
    one.ask()
    qtbot.waitUntil(lambda: one.card.written.text() == "La comunidad pagó ", timeout=TIMEOUT_MS)
    assert not one.run.isEnabled()
    page.stop()
    qtbot.waitUntil(one.run.isEnabled, timeout=TIMEOUT_MS)
    assert one.card.written.text() == "La comunidad pagó"
    one.card.copy.click()
    assert QGuiApplication.clipboard().text() == "La comunidad pagó"


def test_what_is_still_being_written_is_not_shown_under_another_tool(
    qtbot: QtBot, page: ClassificationPage, one: OneTextPanel
) -> None:
    one.choose("rewrite")
    one.ask()
    qtbot.waitUntil(lambda: bool(one.card.written.text()), timeout=TIMEOUT_MS)
    one.choose("keywords")
    page.stop()
    qtbot.waitUntil(one.run.isEnabled, timeout=TIMEOUT_MS)
    assert not one.card.isVisible()


def test_a_text_that_is_too_long_is_told_and_not_sent(ateneo: Ateneo, one: OneTextPanel) -> None:
    one.text.setPlainText(("palabra " * 99 + "palabra\n") * (MAX_CHARACTERS // 800 + 1))
    one.ask()
    assert message(ateneo).startswith("The text is too long for this: 2,000,800 characters")
    assert ateneo.client.is_idle and one.run.isEnabled()


def test_without_its_model_a_tool_says_what_is_missing_and_leads_there(
    qtbot: QtBot, ateneo: Ateneo, one: OneTextPanel
) -> None:
    one.choose("translate")
    ask(qtbot, one)
    assert one.card.needs.text().startswith("This needs a chat model, and none is installed.")
    one.card.models.click()
    assert ateneo.window.page("models").isVisible()


@pytest.mark.parametrize("tool", ["fill", "likely", "next"])
def test_without_a_model_of_its_own_a_tool_offers_what_works(
    qtbot: QtBot, ateneo: Ateneo, one: OneTextPanel, tool: str
) -> None:
    one.choose(tool)
    one.text.setPlainText("sin modelo, [MASK]")
    one.fields.second.setText("Llamad al técnico.")
    ask(qtbot, one)
    assert "Models page" in one.card.needs.text() and one.card.models.isVisible()
    one.card.otherwise.click()
    if tool == "fill":
        assert ateneo.window.page("chat").isVisible()
    elif tool == "likely":
        assert one.fields.manner.currentText() == "Spelling and grammar corrected"
    else:
        page = ateneo.window.page("language")
        assert isinstance(page, ClassificationPage)
        assert page.tools.compare.lines.toPlainText() == "sin modelo, [MASK]\nLlamad al técnico."


@pytest.mark.parametrize(("tool", "name"), [("ask", "Question"), ("next", "Second sentence")])
def test_a_line_left_empty_is_asked_for_where_it_is(ateneo: Ateneo, one: OneTextPanel, tool: str, name: str) -> None:
    one.choose(tool)
    one.ask()
    assert one.card.isVisible() and ateneo.client.is_idle
    assert one.focusWidget().accessibleName() == name


def test_an_empty_text_is_said_in_the_page_and_the_words_follow_the_language(
    qtbot: QtBot, ateneo: Ateneo, one: OneTextPanel
) -> None:
    one.choose("keywords")
    one.text.clear()
    ask(qtbot, one)
    said = [label.text() for label in one.card.findChildren(QLabel) if label.isVisible()]
    assert said == ["There are no words to work on. Write, paste or choose a text."]
    ateneo.settings.change(language="es")
    QApplication.processEvents()
    assert [label.text()[:14] for label in one.card.findChildren(QLabel) if label.isVisible()] == ["No hay palabra"]


def test_the_focus_comes_back_to_what_was_pressed(qtbot: QtBot, one: OneTextPanel) -> None:
    one.run.setFocus()
    ask(qtbot, one)
    assert one.run.hasFocus()


def test_a_result_follows_the_language(qtbot: QtBot, ateneo: Ateneo, one: OneTextPanel) -> None:
    ask(qtbot, one)
    ateneo.settings.change(language="es")
    QApplication.processEvents()
    assert one.card.headline.text() == "2 encontrados"
    assert one.card.figure.text().splitlines()[2].endswith("incorrectos")


def test_a_dropped_file_gives_its_text(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    (action,) = page.drop_actions([Path("/nowhere/nota.md")])
    assert action.title == "Use with the text tools"
    action.run([Path("/nowhere/nota.md")])
    qtbot.waitUntil(lambda: page.tools.one.text.toPlainText() == "Hola", timeout=TIMEOUT_MS)
    assert message(ateneo) == "nota.md is very long: only its beginning was taken."


def test_the_palette_leads_to_every_tool(page: ClassificationPage) -> None:
    for action in page.palette_actions():
        if action.title == "Summarise a text":
            action.run()
            assert page.tools.one.chips["summarise"].isChecked()
        if action.title == "Find topics in many texts":
            action.run()
            assert page.tools.topics.isVisible()


def test_topics_are_named_listed_and_read(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.open_tab(TOPICS)
    topics = page.tools.topics
    topics.lines.setPlainText("raro\n\nruido\nascensor\naverías")
    topics.ask()
    qtbot.waitUntil(topics.figure.isVisible, timeout=TIMEOUT_MS)
    names = [row.text() for row in topics.groups]
    assert names == ["1. ascensor, avería  ·  2", "2. ruido  ·  1", "In no topic  ·  1"]
    assert topics.headline.text() == "2 topics"
    topics.groups[0].click()
    shown = ateneo.window.findChild(TextList)
    assert isinstance(shown, TextList)
    assert [shown.list.item(at).text() for at in range(shown.list.count())] == ["ascensor", "averías"]
    assert topics.figure.text().splitlines()[1] == "raro\tIn no topic\t0.000\t0.000"


def test_a_tables_column_is_put_into_topics(qtbot: QtBot, page: ClassificationPage) -> None:
    page.open_tab(TOPICS)
    page.tools.topics.take("/nowhere/quejas.csv")
    qtbot.waitUntil(page.tools.topics.source.isVisible, timeout=TIMEOUT_MS)
    assert not page.tools.topics.lines.isVisible()
    page.tools.topics.ask()
    qtbot.waitUntil(lambda: len(page.tools.topics.groups) == 3, timeout=TIMEOUT_MS)


def test_how_a_table_is_read_can_be_corrected(qtbot: QtBot, page: ClassificationPage) -> None:
    for tab in (TOPICS, COLUMN):
        page.open_tab(tab)
        source = (page.tools.topics if tab == TOPICS else page.tools.column).source
        source.take(tables.Source("/nowhere/quejas.csv", label_column="-"))
        qtbot.waitUntil(source.isVisible, timeout=TIMEOUT_MS)
        assert source.delimiter.isVisible() and source.encoding.isVisible() and not source.label.isVisible()


def test_another_arrangement_of_topics_can_be_asked_for_again(qtbot: QtBot, page: ClassificationPage) -> None:
    page.open_tab(TOPICS)
    topics, met = page.tools.topics, []
    topics.lines.setPlainText("uno\ndos\ntres\ncuatro")
    for arrangement in (7, 1, 7):
        topics.arrangement.setValue(arrangement)
        topics.ask()
        qtbot.waitUntil(topics.run.isEnabled, timeout=TIMEOUT_MS)
        assert topics.found is not None
        met.append(topics.found.silhouette)
    assert met == [0.6, 0.0, 0.6]  # the scripted reader tells a tenth of the seed
    topics.choose("hdbscan")
    assert not topics.arrangement.isVisible()


def test_a_column_is_filled_stopped_and_gone_on_with(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.open_tab(COLUMN)
    column = page.tools.column
    column.take("/nowhere/quejas.csv")
    qtbot.waitUntil(column.run.isEnabled, timeout=TIMEOUT_MS)
    column.write_to("/nowhere/nueva.csv")
    qtbot.waitUntil(lambda: any("40 of 100" in c.line for c in page.findChildren(RunCard)), timeout=TIMEOUT_MS)
    page.stop()
    said = "Stopped. 40 rows are kept; write to nueva.csv again to go on."
    qtbot.waitUntil(lambda: message(ateneo) == said, timeout=TIMEOUT_MS)
    column.write_to("/nowhere/nueva.csv")
    said = "100 rows written to nueva.csv. 40 of them were there already."
    qtbot.waitUntil(lambda: message(ateneo).startswith(said), timeout=TIMEOUT_MS)
    assert message(ateneo).endswith("2 left empty: nothing could be done with the texts.")


def test_a_question_for_a_column_has_to_be_asked(qtbot: QtBot, page: ClassificationPage) -> None:
    page.open_tab(COLUMN)
    column = page.tools.column
    column.take("/nowhere/quejas.csv")
    qtbot.waitUntil(column.run.isEnabled, timeout=TIMEOUT_MS)
    column.choose("ask")
    assert column.question.isVisible() and not column.run.isEnabled()
    column.question.setText("¿Qué pide?")
    assert column.run.isEnabled()


def test_what_one_types_in_has_a_name_to_read_aloud(page: ClassificationPage) -> None:
    boxes = [*page.tools.findChildren(QLineEdit), *page.tools.findChildren(QPlainTextEdit)]
    assert [box for box in boxes if not box.accessibleName() and "spinbox" not in box.objectName()] == []


def test_the_tab_key_goes_down_the_page(qtbot: QtBot, page: ClassificationPage) -> None:
    page.open_tool("ask")
    one, topics = page.tools.one, page.tools.topics
    assert stops(one.chips["next"], 4) == ["Text", "Question", "Answer", "Open a file…"]
    page.open_tab(TOPICS)
    topics.lines.setPlainText("raro\nruido\nascensor\naverías")
    topics.ask()
    qtbot.waitUntil(lambda: [row.isVisible() for row in topics.groups] == [True] * 3, timeout=TIMEOUT_MS)
    boxes = ["How they are put together", "How many topics", "Arrangement"]
    assert stops(topics.lines, 5) == ["Choose a table…", *boxes, "Find topics"]
    assert stops(topics.run, 3) == [row.text() for row in topics.groups]


def test_nothing_is_wider_than_the_smallest_window_in_the_largest_letters(ateneo: Ateneo, page: ClassificationPage) -> None:
    ateneo.settings.change(text_percent=200, language="es")
    ateneo.window.resize(*Size.WINDOW_MIN)
    for tab in (ONE, COMPARE, TOPICS, COLUMN):
        page.open_tab(tab)
        QApplication.processEvents()
        shown = next(area for area in page.tools.findChildren(ReadingColumn) if area.isVisible())
        assert shown.widget().width() <= shown.viewport().width()
