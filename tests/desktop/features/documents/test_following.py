"""A collection that follows its folders, in the window over the real engine: changes are read, a lost folder is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.documents.collection_settings.following_pane import FollowingPane
from desktop.features.documents.page import DocumentsPage
from desktop.panels.run_cards import RunCards
from desktop.paths import Paths

TIMEOUT_MS = 90_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "casa"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Aquí está palabra{number}.", "utf-8")
    return folder


@pytest.fixture
def page(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: Path, home: Path, folder: Path) -> DocumentsPage:
    command = engine_command(Paths(home, tmp_path / "no-models"))
    ateneo = open_ateneo(StartOptions("en", "light"), command, ("documents",))
    ateneo.client.start()
    ateneo.window.show_page("documents")
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)
    page.index([folder])
    qtbot.waitUntil(lambda: names(page) == ["0.txt", "1.txt", "2.txt"], timeout=TIMEOUT_MS)
    return page


def names(page: DocumentsPage) -> list[str]:
    rows = page.table.rows
    found = [rows.document(rows.index(row, 0)) for row in range(rows.total)]
    return [Path(document.path).name for document in found if document is not None]


def place(page: DocumentsPage) -> Path | None:
    first = page.table.rows.document(page.table.rows.index(0, 0))
    return Path(first.path).parent if first is not None else None


def pane(qtbot: QtBot, page: DocumentsPage) -> FollowingPane:
    page.list.following_clicked.emit("casa")
    qtbot.waitUntil(lambda: page.window().findChild(FollowingPane) is not None, timeout=TIMEOUT_MS)
    found = page.window().findChild(FollowingPane)
    assert isinstance(found, FollowingPane)
    return found


def test_what_comes_and_goes_in_a_folder_is_read_without_being_asked_for(
    qtbot: QtBot, page: DocumentsPage, folder: Path
) -> None:
    (folder / "9.txt").write_text("Aquí está palabra9.", "utf-8")
    qtbot.waitUntil(lambda: "9.txt" in names(page), timeout=TIMEOUT_MS)
    (folder / "0.txt").unlink()
    qtbot.waitUntil(lambda: names(page) == ["1.txt", "2.txt", "9.txt"], timeout=TIMEOUT_MS)


def test_only_a_folder_with_something_to_read_is_shown_at_work(qtbot: QtBot, page: DocumentsPage, folder: Path) -> None:
    cards = page.findChild(RunCards)
    assert isinstance(cards, RunCards)
    qtbot.waitUntil(lambda: not cards.are_running, timeout=TIMEOUT_MS)
    counts: list[int] = []
    cards.changed.connect(lambda: counts.append(len(cards.cards)))
    shown = pane(qtbot, page)
    shown.exclude.setPlainText("*.none")
    shown.keep.click()
    qtbot.waitUntil(lambda: not shown.keep.isEnabled(), timeout=TIMEOUT_MS)
    new = folder.parent / "9.txt"
    new.write_text("Aquí está palabra9.", "utf-8")
    new.rename(folder / "9.txt")
    qtbot.waitUntil(lambda: "9.txt" in names(page) and not cards.are_running, timeout=TIMEOUT_MS)
    assert counts == [1, 0]


def test_patterns_decide_which_files_are_taken(qtbot: QtBot, page: DocumentsPage) -> None:
    shown = pane(qtbot, page)
    assert not shown.keep.isEnabled()
    shown.exclude.setPlainText("1.txt\n\n  ")
    assert shown.keep.isEnabled()
    shown.keep.click()
    qtbot.waitUntil(lambda: names(page) == ["0.txt", "2.txt"], timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: not shown.keep.isEnabled(), timeout=TIMEOUT_MS)
    shown.follows.click()
    qtbot.waitUntil(lambda: not page.list.collections[0].is_followed, timeout=TIMEOUT_MS)


def test_a_folder_that_went_is_told_and_linked_again(
    qtbot: QtBot, page: DocumentsPage, folder: Path, tmp_path: Path
) -> None:
    card = page.list.gone_card
    assert card.isHidden()
    folder.rename(tmp_path / "otra")
    page.reload()
    qtbot.waitUntil(lambda: not card.isHidden(), timeout=TIMEOUT_MS)
    assert f"“{folder}” is not there" in card.sentence.text()
    assert len(names(page)) == 3
    page.settings.relink("casa", str(folder), str(tmp_path / "otra"))
    qtbot.waitUntil(card.isHidden, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: place(page) == tmp_path / "otra", timeout=TIMEOUT_MS)
