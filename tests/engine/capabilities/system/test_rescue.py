"""What can still be read of a damaged library, as text files; the library itself stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.system.rescue import rescue
from engine.protocol.errors import LibraryDamaged, LibraryMissing
from engine.store.database import Store
from tests.engine.store import message_rows

PAGE = 16_384


@pytest.fixture
def library(home: Path) -> Path:
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, 401):
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    store.close()
    return home / "library.db"


def test_a_whole_library_is_written_out_word_for_word(home: Path, library: Path) -> None:
    report = rescue(home)
    assert (report.conversations, report.messages, report.lost) == (1, 400, 0)
    markdown = (Path(report.path) / "conversation-000001.md").read_text("utf-8")
    assert [f"> fila{n} con palabras" in markdown for n in range(1, 401)] == [True] * 400
    assert {p.stat().st_mode & 0o077 for p in Path(report.path).iterdir()} == {0}


def test_a_damaged_page_costs_only_its_own_rows_and_the_file_is_not_changed(home: Path, library: Path) -> None:
    good = library.read_bytes()
    at = next(page for page in range(len(good) // PAGE) if b"fila200 con" in good[page * PAGE : (page + 1) * PAGE])
    bad = good[: at * PAGE] + bytes(12) + good[at * PAGE + 12 :]
    library.write_bytes(bad)
    report = rescue(home)
    assert 0 < report.messages < 400
    assert report.messages + report.lost == 400
    assert library.read_bytes() == bad
    assert rescue(home).path != report.path


def test_a_library_with_nothing_readable_is_refused(home: Path) -> None:
    with pytest.raises(LibraryMissing):
        rescue(home)
    home.mkdir()
    (home / "library.db").write_bytes(b"nothing of ours" * 10_000)
    with pytest.raises(LibraryDamaged):
        rescue(home)
    assert [path.name for path in home.iterdir()] == ["library.db"]
