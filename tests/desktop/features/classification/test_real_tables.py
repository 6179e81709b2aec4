"""Examples from a spreadsheet and a folder in the window over the real engine; no model is needed for that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from desktop.features.text_tools.tabs import COLUMN
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.classification.examples.example_table import LABEL
from desktop.features.classification.labels.labels_step import NAME
from desktop.features.classification.page import LABELS, USE, ClassificationPage
from desktop.panels.source_choice import DELIMITERS, ENCODINGS
from desktop.paths import Paths
from desktop.widgets.shell.message_bar import MessageBar
from tests.support.document_files import write_docx

TIMEOUT_MS = 60_000


@pytest.fixture
def ateneo(open_ateneo: Callable[..., Ateneo], home: Path, tmp_path: Path) -> Ateneo:
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(Paths(home, tmp_path / "models")))
    ateneo.client.start()
    ateneo.window.show_page("language")
    return ateneo


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo, tmp_path: Path) -> ClassificationPage:
    """The page with three examples of a spreadsheet."""
    book = openpyxl.Workbook()
    for row in (
        ("n", "mensaje", "clase"),
        (1, "no hay luz", "avería"),
        (2, "música", "ruido"),
        (3, "sin agua", "avería"),
    ):
        book.active.append(row)
    book.save(tmp_path / "quejas.xlsx")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page._take_examples(tmp_path / "quejas.xlsx")
    adding = page.examples.adding
    qtbot.waitUntil(lambda: adding.source.isVisible() and adding.add.isEnabled(), timeout=TIMEOUT_MS)
    assert (adding.source.text.currentText(), adding.source.label.currentText()) == ("mensaje", "clase")
    assert not adding.source.delimiter.isVisible() and not adding.source.encoding.isVisible()
    adding.add.click()
    qtbot.waitUntil(lambda: page.examples.table.model_.total == 3 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page


def test_a_spreadsheet_and_a_folder_become_examples(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, tmp_path: Path
) -> None:
    assert [one.label for one in page.examples.table.model_.rows] == ["avería", "ruido", "avería"]
    (tmp_path / "cartas" / "queja").mkdir(parents=True)
    write_docx(tmp_path / "cartas" / "queja" / "a.docx")
    page.examples.add(str(tmp_path / "cartas"))
    qtbot.waitUntil(page.examples.adding.add.isEnabled, timeout=TIMEOUT_MS)
    page.examples.adding.add.click()
    qtbot.waitUntil(lambda: page.examples.table.model_.total == 4, timeout=TIMEOUT_MS)
    assert page.examples.table.model_.rows[3].label == "queja"
    qtbot.waitUntil(lambda: not page.requests.is_busy and ateneo.client.is_idle, timeout=TIMEOUT_MS)


def test_a_new_classifier_is_named_where_it_stands(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.make()
    qtbot.waitUntil(lambda: page.list.findChild(QLineEdit) is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    field = page.list.findChild(QLineEdit)
    assert isinstance(field, QLineEdit) and field.selectedText() == "Clasificador nuevo"
    qtbot.keyClicks(field, "Vecinos")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.current is not None and page.list.current.name == "Vecinos", timeout=TIMEOUT_MS)


def test_a_file_that_cannot_be_read_leaves_nothing_of_the_one_before(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, tmp_path: Path
) -> None:
    page.steps.setCurrentIndex(USE)
    panel = page.use.panel
    panel.take(str(tmp_path / "quejas.xlsx"))
    qtbot.waitUntil(panel.write.isVisible, timeout=TIMEOUT_MS)
    (tmp_path / "vacía.csv").touch()
    panel.take(str(tmp_path / "vacía.csv"))
    qtbot.waitUntil(lambda: not panel.write.isVisible(), timeout=TIMEOUT_MS)
    assert not panel.source.isVisible()


def test_a_table_that_was_cut_wrong_is_cut_anew(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, tmp_path: Path
) -> None:
    (tmp_path / "mal.csv").write_text("nombre, a mano, o no;texto\nAna, sí, no;no hay luz\n", "utf-8")
    page.open_tab(COLUMN)
    column = page.tools.column
    column.take(str(tmp_path / "mal.csv"))
    qtbot.waitUntil(column.run.isEnabled, timeout=TIMEOUT_MS)
    for box, chosen, columns in (
        (column.source.delimiter, DELIMITERS.index(";"), ("nombre, a mano, o no", "texto")),
        (column.source.encoding, ENCODINGS.index("utf-16"), ()),
        (column.source.encoding, ENCODINGS.index("utf-8"), ("nombre, a mano, o no", "texto")),
    ):
        box.setCurrentIndex(chosen)
        box.activated.emit(chosen)
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        assert (column.source.found.columns if column.source.found else ()) == columns
        assert column.run.isEnabled() == bool(columns)
    assert column.source.text.currentText() == "texto"


def test_a_label_renamed_takes_its_examples_with_it(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.steps.setCurrentIndex(LABELS)
    page.labels.table.item(0, NAME).setText("reparación")
    rows = page.examples.table.model_
    named = ["reparación", "ruido", "reparación"]
    qtbot.waitUntil(lambda: [rows.data(rows.index(n, LABEL)) for n in range(3)] == named, timeout=TIMEOUT_MS)


def test_removed_examples_come_back_with_what_they_were(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, rows = page.examples.table, page.examples.table.model_
    before = list(rows.rows)
    table.choose([0, 2])
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows.total == 1, timeout=TIMEOUT_MS)
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    qtbot.waitUntil(lambda: "2" in bar.sentence, timeout=TIMEOUT_MS)
    next(b for b in bar.findChildren(QAbstractButton) if b.text() == "Deshacer").click()
    qtbot.waitUntil(lambda: rows.total == 3, timeout=TIMEOUT_MS)
    assert rows.rows == before
