"""The Documents page over the real engine, models and samples: from nothing to a found and marked passage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Asked, Ateneo, engine_command
from desktop.features.documents.page import DocumentsPage
from desktop.features.documents.results import Results
from desktop.panels.page_preview import PagePreview, PdfPage
from desktop.paths import Paths
from desktop.widgets.lists.empty_page import Invitation
from desktop.widgets.lists.source_card import SourceCard

pytestmark = pytest.mark.model
PATIENCE_MS = 90_000


def test_the_samples_are_read_searched_and_the_passage_is_marked(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: object, home: object, models: object
) -> None:
    paths = Paths(home, models)  # type: ignore[arg-type]
    ateneo = open_ateneo(Asked("es", "light"), engine_command(paths))
    ateneo.client.start()
    ateneo.window.go("documents")
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)
    invitation = page.findChild(Invitation)
    assert isinstance(invitation, Invitation)
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and invitation.isVisible(), timeout=PATIENCE_MS)
    invitation.samples_clicked.emit()
    qtbot.waitUntil(lambda: page.table.rows.total == 7, timeout=PATIENCE_MS)
    page.search_for("¿cada cuánto se revisa la caldera?")
    results = page.findChild(Results)
    assert isinstance(results, Results)
    qtbot.waitUntil(lambda: bool(results.findChildren(SourceCard)), timeout=PATIENCE_MS)
    best = results.findChildren(SourceCard)[0]
    assert (best.source.name, best.source.page) == ("manual-de-la-casa.pdf", 3)
    best.clicked.emit(best.source)
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    paper = preview.findChild(PdfPage)
    assert isinstance(paper, PdfPage)
    qtbot.waitUntil(lambda: bool(paper.marks), timeout=PATIENCE_MS)
