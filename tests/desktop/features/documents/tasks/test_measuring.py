"""Search measured in the window: figures with intervals, questions that miss, one's own questions marked in the results."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.documents.evaluation.measure_controller import request_of
from desktop.features.documents.evaluation.measure_view import MeasureView
from desktop.features.documents.page import DocumentsPage
from desktop.features.documents.results import SearchResults
from desktop.widgets.cards.source_card import SourceCard
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.features.documents.tasks.conftest import TIMEOUT_MS, OpenPage
from tests.engine.capabilities.documents.evaluation.test_retrieval_evaluation import write_collection

TEXTS = {"caldera.txt": "La caldera se revisa en octubre.", "renta.txt": "La renta es de 900 € al mes."}


def opened(open_page: OpenPage, folder: Path, language: str = "en") -> tuple[Ateneo, DocumentsPage]:
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    ateneo, page, _ = open_page(*(folder / name for name in TEXTS), language=language)
    return ateneo, page


def finished(qtbot: QtBot, page: DocumentsPage) -> MeasureView:
    view = page.tasks.measuring.view
    qtbot.waitUntil(lambda: view.figures is not None and not view.is_running, timeout=TIMEOUT_MS)
    return view


def text_of(view: MeasureView, row: int, column: int) -> str:
    item = view.misses.item(row, column)
    assert item is not None
    return item.text()


def test_three_files_are_measured_and_the_figures_exported(qtbot: QtBot, open_page: OpenPage, tmp_path: Path) -> None:
    ateneo, page = opened(open_page, tmp_path)
    files = tmp_path / "beir"
    files.mkdir()
    request = write_collection(files)
    menu = QMenu()
    page.list.fill_menu(menu, "default")
    next(action for action in menu.actions() if action.text() == "Measure search…").trigger()
    page.tasks.measuring.measure_files([Path(p) for p in (request.qrels, request.queries, request.corpus)])
    view = finished(qtbot, page)
    assert view.isVisible() and view.summary_text.startswith("5 documents, 4 questions; in brackets the 95 % interval.")
    assert view.table.rowCount() == len(view.figures.modes) if view.figures else False
    qtbot.waitUntil(lambda: view.misses.y() - view.table.geometry().bottom() < 150, timeout=TIMEOUT_MS)  # no gap
    if picture := os.environ.get("MEASURE_PICTURE"):
        ateneo.window.grab().save(picture)
    view.exported.emit()
    dialog = ateneo.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "figures.csv")])
    dialog.close()
    rows = list(csv.reader((tmp_path / "figures.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["mode", "Recall@1", "Recall@1 low", "Recall@1 high"]
    assert [row[0] for row in rows if row and row[0].startswith("q")] == ["q1", "q2", "q3", "q4"]


def test_a_marked_passage_becomes_a_question_that_is_measured(
    qtbot: QtBot, open_page: OpenPage, tmp_path: Path
) -> None:
    ateneo, page = opened(open_page, tmp_path, "es")
    page.search_for("¿cuándo se revisa la caldera?")
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    qtbot.waitUntil(lambda: bool(results.findChildren(SourceCard)), timeout=TIMEOUT_MS)
    card = results.findChildren(SourceCard)[0]
    results.customContextMenuRequested.emit(card.mapTo(results, card.rect().center()))
    (marked,) = [
        action
        for menu in results.findChildren(QMenu)
        for action in menu.actions()
        if action.text() == "Este pasaje responde a mi pregunta"
    ]
    marked.trigger()
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    qtbot.waitUntil(lambda: "Guardado en «Mis preguntas»." in bar.sentence, timeout=TIMEOUT_MS)
    page.tasks.measure()
    view = page.tasks.measuring.view
    qtbot.waitUntil(lambda: view.set_name == "Mis preguntas", timeout=TIMEOUT_MS)
    view.measure.click()
    finished(qtbot, page)
    assert view.summary_text.startswith("2 documentos, 1 preguntas; entre paréntesis")


def test_files_are_told_apart_and_others_refused(tmp_path: Path) -> None:
    request = write_collection(tmp_path)
    paths = [Path(p) for p in (request.corpus, request.queries, request.qrels)]
    assert request_of(paths[::-1]) == request
    odd = [path.rename(path.with_name(f"{name}{path.suffix}")) for path, name in zip(paths, "abc", strict=True)]
    told = request_of(odd)
    assert told is not None and (told.corpus, told.queries) == (str(odd[0]), str(odd[1]))
    assert request_of(odd[:2]) is None and request_of([]) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_choice_that_does_not_fit_is_said(qtbot: QtBot, open_page: OpenPage, tmp_path: Path, language: str) -> None:
    ateneo, page = opened(open_page, tmp_path, language)
    page.tasks.measuring.measure_files([tmp_path / "caldera.txt"])
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert ".jsonl" in bar.sentence
