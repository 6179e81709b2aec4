"""How the documents of a collection are divided, in the window over the real engine: a live preview, then the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.documents.collection_settings.chunking_form import ChunkingForm
from desktop.features.documents.collection_settings.chunking_pane import ChunkingPane
from desktop.features.documents.collection_settings.pieces_view import PiecesView, stretches
from desktop.features.documents.document_model import PIECES
from desktop.features.documents.page import DocumentsPage
from desktop.paths import Paths
from desktop.widgets.forms.fields import ComboField, IntField
from engine.capabilities.documents.api.chunking import PreviewedChunk, PreviewedPage

TIMEOUT_MS = 90_000
TEXT = "\n\n".join(
    f"Capítulo {n}\n\n" + f"La caldera se revisa en octubre. Aquí está palabra{n}. " * 12 for n in range(8)
)


@pytest.fixture
def page(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: Path, home: Path) -> DocumentsPage:
    folder = tmp_path / "casa"
    folder.mkdir()
    (folder / "manual.txt").write_text(TEXT, "utf-8")
    (folder / "nota.txt").write_text("La llave está en casa de Ana.", "utf-8")
    command = engine_command(Paths(home, tmp_path / "no-models"))
    ateneo = open_ateneo(StartOptions("en", "light"), command, ("documents",))
    ateneo.client.start()
    ateneo.window.show_page("documents")
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)
    page.index([folder])
    qtbot.waitUntil(lambda: pieces(page) == ["8", "whole"], timeout=TIMEOUT_MS)
    return page


def pieces(page: DocumentsPage) -> list[str]:
    return [page.table.rows.data(page.table.rows.index(row, PIECES)) for row in range(page.table.rows.total)]


@pytest.fixture
def pane(qtbot: QtBot, page: DocumentsPage) -> ChunkingPane:
    page.list.chunking_clicked.emit("casa")
    qtbot.waitUntil(lambda: page.window().findChild(ChunkingPane) is not None, timeout=TIMEOUT_MS)
    pane = page.window().findChild(ChunkingPane)
    assert isinstance(pane, ChunkingPane)
    qtbot.waitUntil(lambda: "palabra7" in view(pane).toPlainText(), timeout=TIMEOUT_MS)
    return pane


def view(pane: ChunkingPane) -> PiecesView:
    found = pane.findChild(PiecesView)
    assert isinstance(found, PiecesView)
    return found


def choose(pane: ChunkingPane, method: int, size: int) -> None:
    form = pane.findChild(ChunkingForm)
    assert isinstance(form, ChunkingForm)
    combo = form.findChild(ComboField)
    assert isinstance(combo, ComboField)
    combo.setCurrentIndex(method)
    combo.activated.emit(method)
    form.findChildren(IntField)[0].setValue(size)


def test_the_menu_of_a_collection_offers_it(page: DocumentsPage) -> None:
    menu = QMenu(page)
    names = [page.list.collections[0].name]
    page.list.show_collections(page.list.collections, names[0])
    page.list.fill_menu(menu, names[0])
    assert "How documents are divided…" in [action.text() for action in menu.actions()]


def test_the_preview_follows_the_settings_and_the_documents_follow_when_they_are_kept(
    qtbot: QtBot, page: DocumentsPage, pane: ChunkingPane
) -> None:
    assert pane.summary.startswith("8 piece")
    choose(pane, 2, 40)
    qtbot.waitUntil(lambda: not pane.summary.startswith("8 piece"), timeout=TIMEOUT_MS)
    assert pieces(page) == ["8", "whole"]
    shown = pane.summary.split()[0]
    keep = next(button for button in pane.findChildren(QPushButton) if button.text() == "Divide the documents so")
    keep.click()
    qtbot.waitUntil(lambda: pieces(page) == [shown, "whole"], timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: not keep.isEnabled(), timeout=TIMEOUT_MS)
    assert "All documents are divided" in pane.state


def test_stretches_cover_the_page_and_tell_what_two_pieces_share() -> None:
    page = PreviewedPage(1, "uno dos tres cuatro")
    chunks = (PreviewedChunk(1, 0, 12, 3), PreviewedChunk(1, 8, 19, 2, 1), PreviewedChunk(2, 0, 3, 1))
    parts = list(stretches(page, chunks))
    assert "".join(part.text for part in parts) == page.text
    assert [(part.text, part.pieces, part.begins) for part in parts] == [
        ("uno dos ", (1,), 1),
        ("tres", (1, 2), 2),
        (" cuatro", (2,), 0),
    ]
