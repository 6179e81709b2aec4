"""What is copied in another program is classified line by line, and the answers are pasted back as a table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.classification.page import USE, ClassificationPage
from desktop.features.classification.use.clipboard_table import MOST_COPIED, read_clipboard
from desktop.theme import fonts
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.text.pdf import write_pdf
from engine.capabilities.classification.api import Classification, Prediction
from tests.desktop.conftest import TIMEOUT_MS

LABELLED = (sys.executable, "-m", "tests.support.labelled_texts")
FOUND = Classification(("noise", "repair"), (Prediction("repair", (0.2, 0.8)), Prediction("noise", (0.55, 0.45))))


@pytest.fixture
def page(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> ClassificationPage:
    ateneo = open_ateneo(command=LABELLED)
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    ateneo.window.show_page("language")
    shown = ateneo.window.page("language")
    assert isinstance(shown, ClassificationPage)
    qtbot.waitUntil(lambda: shown.list.current is not None and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return shown


def test_lines_are_texts_and_empty_ones_are_none() -> None:
    copied = read_clipboard("the lift is stuck\n\n  loud music  \n")
    assert copied.texts == ("the lift is stuck", "loud music")
    assert copied.answered(FOUND, 0.0) == "the lift is stuck\trepair\t0.800\nloud music\tnoise\t0.550\n"


def test_of_a_table_the_column_with_most_to_read_is_the_text_and_all_columns_come_back() -> None:
    copied = read_clipboard('7\t"the lift\nis ""stuck"""\tMon\n8\tloud music, again\n9\t\tTue\n')
    assert copied.texts == ('the lift\nis "stuck"', "loud music, again")
    assert copied.answered(FOUND, 0.6).endswith("8\tloud music, again\t\t\t0.550\n")


@pytest.mark.parametrize("text", ["", " \n \t \n"])
def test_of_nothing_copied_nothing_is_read(text: str) -> None:
    assert read_clipboard(text).texts == ()


def test_a_quotation_mark_that_is_never_closed_costs_no_line() -> None:
    assert "".join(read_clipboard('"half\tone\nmore\ttwo').texts).count("o") == 3


def test_more_than_can_be_shown_at_once_is_left_out() -> None:
    assert len(read_clipboard("a text\n" * (MOST_COPIED + 5)).texts) == MOST_COPIED


def test_copied_lines_come_back_as_a_table(qtbot: QtBot, page: ClassificationPage) -> None:
    QGuiApplication.clipboard().setText("no hay luz\nmucho ruido\n")
    page.classify_copied()
    assert page.steps.currentIndex() == USE
    wanted = "no hay luz\tavería\t0.750\nmucho ruido\tavería\t0.750\n"
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == wanted, timeout=TIMEOUT_MS)
    QGuiApplication.clipboard().clear()


def test_one_copied_text_is_answered_with_its_bars(qtbot: QtBot, page: ClassificationPage) -> None:
    QGuiApplication.clipboard().setText("no hay luz")
    page.classify_copied()
    qtbot.waitUntil(lambda: page.use.panel.answer.text() == "avería", timeout=TIMEOUT_MS)
    assert page.use.panel.text.toPlainText() == "no hay luz"
    QGuiApplication.clipboard().clear()


def test_nothing_copied_is_said(page: ClassificationPage) -> None:
    QGuiApplication.clipboard().clear()
    page.use.panel.copied.click()
    bar = page.window().findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert "Nothing is copied" in bar.sentence


def test_a_report_becomes_a_pdf_with_its_tables_and_letters(qtbot: QtBot, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>fila número {n}</td><td>{n},5 %</td></tr>" for n in range(90))
    html = f"<title>Avería</title><h1>Avería y ruido</h1><table><thead><tr><th>Etiqueta</th></tr></thead>{rows}</table>"
    fonts.register()
    assert write_pdf(html, str(tmp_path / "r.pdf"))
    document = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    pages = [
        "".join(page.get_textpage().get_text_range().split()) for page in document
    ]  # a narrow column is read downwards
    document.close()
    assert len(pages) > 1 and all("Etiqueta" in page for page in pages)
    assert "Averíayruido" in pages[0] and "filanúmero89" in pages[-1]


def test_a_pdf_that_cannot_be_written_leaves_the_old_one(qtbot: QtBot, tmp_path: Path) -> None:
    assert not write_pdf("<p>text</p>", str(tmp_path / "none" / "r.pdf"))
    assert list(tmp_path.iterdir()) == []
