"""docs/faults.md 7: a bit that the disk flips in a text is an error when the text is read, never another text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.protocol.errors import LibraryDamaged
from engine.store import database
from engine.store.database import Store
from engine.store.integrity import find_problems
from tests.engine.store import message_rows

MESSAGES = 300
PAGE = 16_384


@pytest.fixture
def library(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that is not checked when it is opened, as one of more than 64 MB."""
    monkeypatch.setattr(database, "CHECKED_AT_START", 0)
    store = Store.open(home)
    vectors = message_rows.vector_store(store)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, MESSAGES + 1):
            message_rows.insert_message(connection, vectors, number)
        connection.execute("UPDATE messages SET text = ? WHERE id = 7", ("una novela larga " * 10_000,))
    store.close()
    return home / "library.db"


def flip(library: Path, offset: int, bit: int) -> None:
    with library.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 1 << bit]))


@pytest.mark.parametrize("text", [b"fila150 con palabras", b"una novela larga "])
def test_a_flipped_letter_is_an_error_where_it_is_read_and_a_result_of_the_check(library: Path, text: bytes) -> None:
    flip(library, library.read_bytes().rindex(text) + 3, 0)
    store = Store.open(library.parent)
    try:
        with pytest.raises(LibraryDamaged, match="damaged"), store.read() as connection:
            connection.execute("SELECT sum(unicode(text)), max(text) FROM messages").fetchall()
        assert find_problems(store)
        with pytest.raises(LibraryDamaged):
            store.back_up()
        assert not (library.parent / "backups").exists() or not list((library.parent / "backups").iterdir())
    finally:
        store.close()


@pytest.mark.parametrize("seed", range(30))
def test_of_thirty_libraries_with_flipped_bits_none_is_taken_for_whole(library: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        flip(library, chance.randrange(library.stat().st_size), chance.randrange(8))
    with pytest.raises(LibraryDamaged):
        store = Store.open(library.parent)
        try:
            problems = find_problems(store)
        finally:
            store.close()
        if problems:
            raise LibraryDamaged(problems[0])


def test_a_file_without_checksums_is_not_opened(library: Path) -> None:
    flip(library, 20, 3)
    before = library.read_bytes()
    with pytest.raises(LibraryDamaged):
        Store.open(library.parent)
    assert library.read_bytes() == before
