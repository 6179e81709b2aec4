"""Texts copied in another program are classified line by line, and the answers are copied back as a table."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.steps import USE
from desktop.features.classification.use.clipboard_table import MAX_ROWS, read_clipboard
from engine.capabilities.classification.api import Classification, Prediction
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.classification.conftest import message

RESULT = Classification(("noise", "repair"), (Prediction("repair", (0.2, 0.8)), Prediction("noise", (0.55, 0.45))))


def test_each_line_with_words_is_a_text() -> None:
    table = read_clipboard("the lift is stuck\n\n  loud music  \n")
    assert table.texts == ("the lift is stuck", "loud music")
    assert table.with_predictions(RESULT, 0.0) == "the lift is stuck\trepair\t0.800\nloud music\tnoise\t0.550\n"


def test_the_column_with_most_characters_holds_the_texts_and_all_columns_come_back() -> None:
    table = read_clipboard('7\t"the lift\nis ""stuck"""\tMon\n8\tloud music, again\n9\t\tTue\n')
    assert table.texts == ('the lift\nis "stuck"', "loud music, again")
    assert table.with_predictions(RESULT, 0.6).endswith("8\tloud music, again\t\t\t0.550\n")


@pytest.mark.parametrize("text", ["", " \n \t \n"])
def test_an_empty_clipboard_has_no_texts(text: str) -> None:
    assert read_clipboard(text).texts == ()


def test_a_quotation_mark_that_is_never_closed_costs_no_line() -> None:
    assert "".join(read_clipboard('"half\tone\nmore\ttwo').texts).count("o") == 3


def test_rows_after_the_limit_are_left_out() -> None:
    assert len(read_clipboard("a text\n" * (MAX_ROWS + 5)).texts) == MAX_ROWS


def test_copied_lines_come_back_as_a_table(qtbot: QtBot, page: ClassificationPage) -> None:
    QGuiApplication.clipboard().setText("no hay luz\nmucho ruido\n")
    page.classify_clipboard()
    assert page.steps.tabs.currentIndex() == USE
    expected = "no hay luz\tavería\t0.750\nmucho ruido\tavería\t0.750\n"
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == expected, timeout=TIMEOUT_MS)
    QGuiApplication.clipboard().clear()


def test_one_copied_text_is_answered_with_its_bars(qtbot: QtBot, page: ClassificationPage) -> None:
    QGuiApplication.clipboard().setText("no hay luz")
    page.classify_clipboard()
    qtbot.waitUntil(lambda: page.steps.use.panel.answer.text() == "avería", timeout=TIMEOUT_MS)
    assert page.steps.use.panel.text.toPlainText() == "no hay luz"
    QGuiApplication.clipboard().clear()


def test_an_empty_clipboard_is_said(ateneo: Ateneo, page: ClassificationPage) -> None:
    QGuiApplication.clipboard().clear()
    page.steps.use.panel.clipboard_button.click()
    assert "Nothing is copied" in message(ateneo).sentence
