"""Scanned pages are read after the files, in a run with a card of its own that can be stopped; each notice is translated."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.documents.notices import notice_text
from desktop.features.documents.page import DocumentsPage
from desktop.widgets.cards.run_card import RunCard
from engine.capabilities.documents.scans import scanned_pages
from engine.indexer.documents.containers import inner_files
from engine.indexer.documents.pdf import reader
from tests.desktop.conftest import TIMEOUT_MS

SCANNED = (sys.executable, "-m", "tests.support.scanned_library")


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(command=SCANNED, features=("documents",))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready", timeout=TIMEOUT_MS)
    opened.window.show_page("documents")
    return opened


def test_a_run_over_scanned_pages_shows_how_far_it_is_and_can_be_stopped(qtbot: QtBot, ateneo: Ateneo) -> None:
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)

    def line() -> str:
        card = page.findChild(RunCard)
        return card.line if isinstance(card, RunCard) else ""

    qtbot.waitUntil(lambda: "1 of 2" in line(), timeout=TIMEOUT_MS)
    assert line().startswith("Reading the text of scanned pages")
    page.stop()
    qtbot.waitUntil(lambda: not line(), timeout=TIMEOUT_MS)


@pytest.mark.parametrize(
    ("notice", "spanish"),
    [
        (reader.UNREADABLE_TEXT.format(pages="1, 3"), "Texto ilegible en la página 1, 3"),
        (reader.ONLY_TEXT.format(page=1300), "Desde la página 1300 solo se ha leído el texto"),
        (scanned_pages.WAITING.format(pages="2"), "Aún sin leer"),
        (scanned_pages.READ_BY_OCR.format(pages="2"), "Leídas con reconocimiento de texto"),
        (inner_files.NOT_READ.format(names="a.png"), "No leídos, por su tipo: a.png."),
        (inner_files.NOT_ALL_READ.format(count=7), "De los archivos que contiene se han leído los primeros 7."),
    ],
)
def test_each_notice_is_told_in_the_persons_language(ateneo: Ateneo, notice: str, spanish: str) -> None:
    ateneo.language.use("es")
    assert notice_text(notice).startswith(spanish)
    assert notice_text(f"{notice}\nOnly the first 7 pages were read.").endswith(
        "Solo se han leído las primeras 7 páginas."
    )
