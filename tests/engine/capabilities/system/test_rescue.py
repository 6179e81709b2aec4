"""docs/faults.md 7: what can still be read of a damaged library, as text files; the library itself stays as it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.capabilities.system.rescue import MISSING, rescue
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


def questions(home: Path) -> str:
    """The text of the only conversation, saved anew."""
    return (Path(rescue(home).path) / "conversation-000001.md").read_text("utf-8")


def pages_with(library: bytes, text: bytes) -> list[int]:
    return [start for start in range(0, len(library), PAGE) if text in library[start : start + PAGE]]


def test_a_whole_library_is_written_out_word_for_word(home: Path, library: Path) -> None:
    report = rescue(home)
    assert (report.conversations, report.messages, report.damaged_pages) == (1, 400, 0)
    markdown = (Path(report.path) / "conversation-000001.md").read_text("utf-8")
    assert [f"> fila{n} con palabras" in markdown for n in range(1, 401)] == [True] * 400
    assert {p.stat().st_mode & 0o077 for p in Path(report.path).iterdir()} == {0}


def test_documents_classifiers_and_pictures_are_written_out_too(home: Path) -> None:
    page = "Primera frase de la página. Segunda frase, con más palabras. Tercera."
    store = Store.open(home)
    with store.write() as connection:
        connection.execute("INSERT INTO collections(name, changed_at) VALUES('c', 0)")
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, indexed_at)
               VALUES(1, '/cartas/a.txt', 'a', 0, 0, 'indexed', 0)"""
        )
        for number, spans in ((1, ((0, 27), (10, len(page)))), (2, ((300, 310),))):
            for start, end in spans:
                values = (number, start, end, page[start:end] or "Otra cosa.")
                connection.execute(
                    "INSERT INTO chunks(document, page, start_offset, end_offset, text) VALUES(1, ?, ?, ?, ?)", values
                )
        connection.execute("INSERT INTO classifiers(name, labels, wording) VALUES('Ánimo', '[]', '')")
        connection.execute(
            "INSERT INTO examples(classifier, text, hash, label, split) VALUES(1, 'qué bien', x'00', 'alegre', 'train')"
        )
        connection.execute(
            """INSERT INTO images(path, name, ocr_text, bytes, modified_ns, state, day, added_at)
               VALUES('/fotos/mar.jpg', 'mar', 'PLAYA', 1, 0, 'indexed', '2026-01-02', 0)"""
        )
    store.close()
    report = rescue(home)
    assert (report.documents, report.texts, report.classifiers, report.examples, report.images) == (1,) * 5
    folder = Path(report.path)
    assert (folder / "documents" / "document-000001.txt").read_text("utf-8").splitlines() == [
        "/cartas/a.txt",
        "",
        page,
        "",
        MISSING,
        "Otra cosa.",
    ]
    assert (folder / "classifier-000001.csv").read_text("utf-8-sig").splitlines() == [
        "text,label,split",
        "qué bien,alegre,train",
    ]
    assert (folder / "classifiers.txt").read_text("utf-8") == "classifier-000001.csv: Ánimo\n"
    assert (folder / "images.csv").read_text("utf-8-sig").splitlines()[1:] == ["/fotos/mar.jpg,2026-01-02,PLAYA"]
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    assert not list(home.glob("*.part"))


def test_a_page_without_its_beginning_loses_no_text_and_the_file_is_not_changed(home: Path, library: Path) -> None:
    good = library.read_bytes()
    bad = bytearray(good)
    for start in pages_with(good, b"con palabras"):
        bad[start : start + 12] = b"\xff" * 12
    library.write_bytes(bad)
    report = rescue(home)
    assert report.messages == 400 and report.damaged_pages > 0
    assert library.read_bytes() == bad
    assert rescue(home).path != report.path


def test_without_the_first_page_everything_else_is_read(home: Path, library: Path) -> None:
    good = library.read_bytes()
    for first in (bytes(PAGE), b"\xff" * PAGE):
        library.write_bytes(first + good[PAGE:])
        assert [f"> fila{n} con palabras" in questions(home) for n in (1, 200, 400)] == [True] * 3


@pytest.mark.parametrize("seed", range(5))
def test_flipped_bits_in_twenty_pages_cost_only_the_rows_that_they_hit(home: Path, library: Path, seed: int) -> None:
    good, chance = library.read_bytes(), random.Random(seed)
    bad = bytearray(good)
    pages = [0, *chance.sample(range(1, len(good) // PAGE), 19)]
    for start in (page * PAGE for page in pages):
        bad[start] ^= 0xFF
        for _ in range(5):
            bad[start + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
    library.write_bytes(bad)
    report = rescue(home)
    assert report.damaged_pages == 20
    assert report.messages >= 400 - 5 * 20
    text = (Path(report.path) / "conversation-000001.md").read_text("utf-8")
    assert sum(f"> fila{n} con palabras" in text for n in range(1, 401)) >= 400 - 5 * 20


def test_what_is_only_in_the_log_and_a_text_of_many_pages_are_read(home: Path, library: Path) -> None:
    long = "largo " * 20_000
    store = Store.open(home)
    with store.write() as connection:
        connection.execute("UPDATE messages SET text = ? WHERE id = 7", (long,))
    try:
        first_page = library.read_bytes()[:PAGE]
        with library.open("r+b") as file:
            file.write(b"\xff" * PAGE)
        assert f"> {long}" in questions(home)
        with library.open("r+b") as file:
            file.write(first_page)
    finally:
        store.close()


def test_a_library_with_nothing_readable_is_refused(home: Path) -> None:
    with pytest.raises(LibraryMissing):
        rescue(home)
    home.mkdir()
    (home / "library.db").write_bytes(b"nothing of ours" * 10_000)
    with pytest.raises(LibraryDamaged):
        rescue(home)
    assert [path.name for path in home.iterdir()] == ["library.db"]
