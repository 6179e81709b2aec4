"""Examples from a spreadsheet and a folder in the window over the real engine; no model is needed for that."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.classification.examples.example_table import LABEL
from desktop.features.classification.labels.labels_step import NAME
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.steps import LABELS, USE
from desktop.paths import Paths
from tests.desktop.features.classification.conftest import OpenAteneo, message, open_page
from tests.support.document_files import write_docx

TIMEOUT_MS = 60_000


@pytest.fixture
def ateneo(open_ateneo: OpenAteneo, home: Path, tmp_path: Path) -> Ateneo:
    return open_ateneo(
        StartOptions("es", "light"), engine_command(Paths(home, tmp_path / "models")), ("classification",)
    )


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
    page = open_page(qtbot, ateneo, TIMEOUT_MS)
    page.add_examples_from(tmp_path / "quejas.xlsx")
    panel = page.steps.examples.add_panel
    qtbot.waitUntil(lambda: panel.source.isVisible() and panel.add_button.isEnabled(), timeout=TIMEOUT_MS)
    assert (panel.source.text.currentText(), panel.source.label.currentText()) == ("mensaje", "clase")
    assert not panel.source.delimiter.isVisible() and not panel.source.encoding.isVisible()
    panel.add_button.click()
    qtbot.waitUntil(lambda: page.steps.examples.table.examples.total == 3 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page


def test_a_spreadsheet_and_a_folder_become_examples(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, tmp_path: Path
) -> None:
    model = page.steps.examples.table.examples
    assert [example.label for example in model.rows] == ["avería", "ruido", "avería"]
    (tmp_path / "cartas" / "queja").mkdir(parents=True)
    write_docx(tmp_path / "cartas" / "queja" / "a.docx")
    page.add_examples_from(tmp_path / "cartas")
    qtbot.waitUntil(page.steps.examples.add_panel.add_button.isEnabled, timeout=TIMEOUT_MS)
    page.steps.examples.add_panel.add_button.click()
    qtbot.waitUntil(lambda: model.total == 4, timeout=TIMEOUT_MS)
    assert model.rows[3].label == "queja"
    qtbot.waitUntil(lambda: not page.requests.is_busy and ateneo.client.is_idle, timeout=TIMEOUT_MS)


def test_a_new_classifier_is_named_in_the_list(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.create_classifier()
    qtbot.waitUntil(lambda: page.list.findChild(QLineEdit) is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    field = page.list.findChild(QLineEdit)
    assert isinstance(field, QLineEdit) and field.selectedText() == "Clasificador nuevo"
    qtbot.keyClicks(field, "Vecinos")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.current is not None and page.list.current.name == "Vecinos", timeout=TIMEOUT_MS)


def test_a_file_that_cannot_be_read_takes_the_rows_of_the_one_before_away(
    qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage, tmp_path: Path
) -> None:
    page.steps.tabs.setCurrentIndex(USE)
    panel = page.steps.use.panel
    panel.load_file(str(tmp_path / "quejas.xlsx"))
    qtbot.waitUntil(panel.write_button.isVisible, timeout=TIMEOUT_MS)
    (tmp_path / "vacía.csv").touch()
    panel.load_file(str(tmp_path / "vacía.csv"))
    qtbot.waitUntil(lambda: not panel.write_button.isVisible(), timeout=TIMEOUT_MS)
    assert not panel.source.isVisible()


def test_a_renamed_label_keeps_its_examples(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    page.steps.tabs.setCurrentIndex(LABELS)
    page.steps.labels.table.item(0, NAME).setText("reparación")
    model = page.steps.examples.table.examples
    labels = ["reparación", "ruido", "reparación"]
    qtbot.waitUntil(lambda: [model.data(model.index(n, LABEL)) for n in range(3)] == labels, timeout=TIMEOUT_MS)


def test_a_removed_label_comes_back_with_its_examples(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    model = page.steps.examples.table.examples
    page.steps.tabs.setCurrentIndex(LABELS)
    page.steps.labels.remove(0)
    qtbot.waitUntil(lambda: [example.label for example in model.rows] == ["", "ruido", ""], timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: "avería" in message(ateneo).sentence, timeout=TIMEOUT_MS)
    message(ateneo).undo()
    labels = ["avería", "ruido", "avería"]
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.steps.examples.reload()
    qtbot.waitUntil(lambda: [example.label for example in model.rows] == labels, timeout=TIMEOUT_MS)


def test_removed_examples_come_back_as_they_were(qtbot: QtBot, ateneo: Ateneo, page: ClassificationPage) -> None:
    table, model = page.steps.examples.table, page.steps.examples.table.examples
    before = list(model.rows)
    table.select_rows([0, 2])
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: model.total == 1, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: "2" in message(ateneo).sentence, timeout=TIMEOUT_MS)
    message(ateneo).undo()
    qtbot.waitUntil(lambda: model.total == 3, timeout=TIMEOUT_MS)
    assert model.rows == before
