"""The Documents page over the real engine, models and samples: from nothing to a found and marked passage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.documents.page import DocumentsPage
from desktop.features.documents.results import SearchResults
from desktop.panels.page_preview import PagePreview
from desktop.paths import Paths
from desktop.widgets.cards.empty_page import EmptyPage
from desktop.widgets.cards.source_card import SourceCard
from desktop.widgets.passages.pdf_page import PdfPage

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


def test_the_samples_are_read_searched_and_the_passage_is_marked(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: object, home: object, models: object
) -> None:
    paths = Paths(home, models)  # type: ignore[arg-type]
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(paths), ("documents",))
    ateneo.client.start()
    ateneo.window.show_page("documents")
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)
    invitation = page.findChild(EmptyPage)
    assert isinstance(invitation, EmptyPage)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and invitation.isVisible(), timeout=TIMEOUT_MS)
    invitation.samples_clicked.emit()
    qtbot.waitUntil(lambda: page.table.rows.total == 7, timeout=TIMEOUT_MS)
    page.search_for("¿cada cuánto se revisa la caldera?")
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    qtbot.waitUntil(lambda: bool(results.findChildren(SourceCard)), timeout=TIMEOUT_MS)
    best = results.findChildren(SourceCard)[0]
    assert (best.source.name, best.source.page) == ("manual-de-la-casa.pdf", 3)
    best.clicked.emit(best.source)
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    paper = preview.findChild(PdfPage)
    assert isinstance(paper, PdfPage)
    qtbot.waitUntil(lambda: bool(paper.marks), timeout=TIMEOUT_MS)
