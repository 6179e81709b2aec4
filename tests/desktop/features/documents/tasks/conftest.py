"""A Documents page over the real documents capability, with files of a test's own in it and a chat model of fixed answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions
from desktop.features.documents.page import DocumentsPage
from engine.capabilities.documents.api import Document

TIMEOUT_MS = 90_000
OpenPage = Callable[..., tuple[Ateneo, DocumentsPage, list[Document]]]


@pytest.fixture
def open_page(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: Path) -> OpenPage:
    """Return a function that opens the page with files in it; `answers` are those of the model, in turn."""

    def open_one(
        *files: Path, answers: tuple[str, ...] = (), language: str = "en"
    ) -> tuple[Ateneo, DocumentsPage, list[Document]]:
        command = (sys.executable, "-m", "tests.support.whole_documents_engine", str(tmp_path / "library"), *answers)
        ateneo = open_ateneo(StartOptions(language, "light"), command, ("documents",))
        ateneo.client.start()
        qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
        ateneo.window.show_page("documents")
        page = ateneo.window.page("documents")
        assert isinstance(page, DocumentsPage)
        page.index(files)
        qtbot.waitUntil(lambda: len(documents(page)) == len(files), timeout=TIMEOUT_MS)
        listed = {document.path: document for document in documents(page)}
        return ateneo, page, [listed[str(file)] for file in files]

    return open_one


def documents(page: DocumentsPage) -> list[Document]:
    rows = page.table.rows
    found = (rows.document(rows.index(row, 0)) for row in range(rows.total))
    return [document for document in found if document is not None]
