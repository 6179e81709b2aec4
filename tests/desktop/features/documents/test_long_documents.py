"""A document whose vectors are still made: its row says how much can be searched by meaning, a card shows the run."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.documents.document_model import NOTE, note
from desktop.features.documents.page import DocumentsPage
from desktop.widgets.cards.run_card import RunCard
from engine.capabilities.documents.api import Document
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.long_library import DOCUMENT

LONG = (sys.executable, "-m", "tests.support.long_library")


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(command=LONG, features=("documents",))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready", timeout=TIMEOUT_MS)
    opened.window.show_page("documents")
    return opened


@pytest.fixture
def page(ateneo: Ateneo) -> DocumentsPage:
    shown = ateneo.window.page("documents")
    assert isinstance(shown, DocumentsPage)
    return shown


def line(page: DocumentsPage) -> str:
    card = page.findChild(RunCard)
    return card.line if isinstance(card, RunCard) else ""


def test_a_run_that_made_way_for_another_request_starts_again_and_one_that_is_stopped_does_not(
    qtbot: QtBot, page: DocumentsPage
) -> None:
    qtbot.waitUntil(lambda: "3 of 877" in line(page), timeout=TIMEOUT_MS)
    assert line(page).startswith("Preparing documents for search by meaning")
    page.stop()
    qtbot.waitUntil(lambda: not line(page), timeout=TIMEOUT_MS)
    page.reload()
    qtbot.waitUntil(lambda: page.list.collections[0].chunks == 2, timeout=TIMEOUT_MS)
    assert not line(page)


def test_sentences_are_prepared_when_it_is_quiet_and_the_window_can_be_closed_meanwhile(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    qtbot.waitUntil(lambda: "3 of 877" in line(page), timeout=TIMEOUT_MS)
    page.stop()
    jobs = ateneo.window.status.jobs
    qtbot.waitUntil(lambda: jobs.running == 0, timeout=TIMEOUT_MS)
    page.sentences.start()
    qtbot.waitUntil(lambda: page.sentences.is_planned, timeout=TIMEOUT_MS)  # it made way, and is tried again
    page.sentences.start()
    qtbot.waitUntil(lambda: jobs.running == 1, timeout=TIMEOUT_MS)
    assert not jobs.are_awaited and not line(page)
    page.sentences.stop()
    qtbot.waitUntil(lambda: jobs.running == 0, timeout=TIMEOUT_MS)
    assert not page.sentences.is_planned


def test_the_row_tells_what_was_left_out_and_how_much_can_be_searched_by_meaning(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    rows = page.table.rows
    qtbot.waitUntil(lambda: rows.total == 1 and rows.document(rows.index(0, NOTE)) is not None, timeout=TIMEOUT_MS)
    english = "Only the first 41 % of it were read. All its words can be searched, and 12 % of it by meaning."
    assert rows.data(rows.index(0, NOTE)) == english
    ateneo.language.use("es")
    spanish = (
        "Solo se ha leído el primer 41 %. Se puede buscar por todas sus palabras, y el 12 % también por su significado."
    )
    assert note(DOCUMENT) == spanish


def test_each_notice_of_the_indexer_is_a_sentence_in_the_persons_language(ateneo: Ateneo) -> None:
    """docs/faults.md 39."""
    ateneo.language.use("es")
    assert note(of("Only the first 20 MB were read.")) == "Solo se han leído los primeros 20 MB."
    assert note(of("Only the first 1 pages were read.")) == "Solo se ha leído la primera página."
    assert note(of("Only the first 7 pages were read.")) == "Solo se han leído las primeras 7 páginas."
    assert note(of("The rest of a very long file was left out.")).startswith("El archivo es muy largo")


def of(notice: str) -> Document:
    return Document(1, "Long", "/a.pdf", "A", "indexed", 1, 1, 1, 0, notice=notice)
