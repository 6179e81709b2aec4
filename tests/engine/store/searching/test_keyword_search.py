"""The index of words ranks as FTS5 does, follows the library, and never outlives what was deleted."""

from __future__ import annotations

import random
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.protocol.errors import Cancelled
from engine.store.database import Store
from engine.store.rows import rows
from engine.store.searching.inverted_index import InvertedIndex
from engine.store.searching.inverted_index_writer import write_index
from engine.store.searching.keyword_index import KeywordIndex, any_of
from engine.store.searching.keyword_search import KeywordSearch

KEYWORDS = KeywordIndex("chunks", "chunks_vocabulary")
STEMS = (
    "café camión niño árbol straße łódź Ünal naïve coöperate ΔΕΛΤΑ дом 日本 x1 v2.0 1.234,50 2,500 2500 3.412,17 o'neill "
    "e-mail foo_bar the de que contract factura lunes agua"
).split()
FILE = "words-chunks.index"


class Rows:
    """Chunks of one document, as the library keeps them."""

    def __init__(self, store: Store, seed: int = 1) -> None:
        self.store, self._random = store, random.Random(seed)
        with store.write() as connection:
            connection.execute("INSERT INTO collections(id, name, changed_at) VALUES(1, 'all', 1)")
            connection.execute(
                """INSERT INTO documents(id, collection, path, title, bytes, modified_ns, state, indexed_at)
                   VALUES(1, 1, '/x', 'x', 1, 1, 'indexed', 1)"""
            )

    def add(self, *texts: str) -> list[int]:
        ids = []
        with self.store.write() as connection:
            for text in texts:
                connection.execute(
                    "INSERT INTO chunks(document, page, start_offset, end_offset, text) VALUES(1, 1, 0, 1, ?)", (text,)
                )
                ids.append(connection.last_insert_rowid())
                connection.execute("INSERT INTO chunks_fts(rowid, text) VALUES(?, ?)", (ids[-1], text))
        return ids

    def add_random(self, count: int) -> list[int]:
        return self.add(*(self.text() for _ in range(count)))

    def text(self) -> str:
        """Return some words, the first of the list often and the last seldom, and a word of few rows."""
        chosen = self._random.choices(
            STEMS, [1 / place for place in range(len(STEMS), 0, -1)], k=self._random.randint(0, 40)
        )
        return " ".join((*chosen, f"w{self._random.randint(0, 300)}"))

    def remove(self, *ids: int) -> None:
        with self.store.write() as connection:
            for id in ids:
                ((text,),) = rows(connection.execute("SELECT text FROM chunks WHERE id = ?", (id,)))
                connection.execute("INSERT INTO chunks_fts(chunks_fts, rowid, text) VALUES('delete', ?, ?)", (id, text))
                connection.execute("DELETE FROM chunks WHERE id = ?", (id,))

    def queries(self, count: int) -> list[str]:
        words = (*STEMS, *(f"w{number}" for number in range(40)), "CAFE", "camion", "Niño,", "nothing", "1234.50")
        return [" ".join(self._random.choices(words, k=self._random.randint(1, 6))) for _ in range(count)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "home")) as store:
        yield store


def keyword_search(
    store: Store, smallest: int = 1, is_awaited: Callable[[], bool] = lambda: False, in_background: bool = False
) -> KeywordSearch:
    return KeywordSearch(store, KEYWORDS, is_awaited, smallest, in_background)


def by_fts5(store: Store, query: str, k: int = 10) -> list[tuple[int, float]]:
    """FTS5's own ranking of the same terms; of rows that are equal the first."""
    with store.read() as connection:
        terms = KEYWORDS.terms(query, KEYWORDS.counts(connection))
        sql = "SELECT rowid, -rank FROM chunks_fts WHERE chunks_fts MATCH ?"
        found = [(int(id), round(float(score), 12)) for id, score in rows(connection.execute(sql, (any_of(terms),)))]
    return sorted(found, key=lambda match: (-match[1], match[0]))[:k]


def by_index(search: KeywordSearch, store: Store, query: str, k: int = 10) -> list[tuple[int, float]]:
    with store.read() as connection:
        return [(id, round(score, 12)) for id, score in search.search(connection, query, k).items()]


def assert_same(search: KeywordSearch, library: Rows, count: int = 25) -> None:
    for query in library.queries(count):
        expected = by_fts5(library.store, query)
        found = by_index(search, library.store, query)
        assert [id for id, _ in found] == [id for id, _ in expected], query
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-6), query


@pytest.mark.parametrize("count", [3, 400, 1500])
def test_the_ranking_is_that_of_fts5(store: Store, count: int) -> None:
    library = Rows(store, seed=count)
    library.add_random(count)
    search = keyword_search(store)
    assert search.update()
    assert_same(search, library)
    assert (store.home / FILE).exists() and not search.update()


def test_new_rows_are_found_and_deleted_ones_are_not(store: Store) -> None:
    library = Rows(store)
    ids = library.add_random(600)
    search = keyword_search(store)
    search.update()
    library.add_random(90)
    assert_same(search, library)
    library.remove(*ids[::7])
    assert_same(search, library)
    library.remove(*library.add_random(3))
    library.add("", "café único")
    assert_same(search, library)
    assert by_index(search, store, "único")


def test_only_rows_that_are_allowed_are_returned(store: Store) -> None:
    library = Rows(store)
    library.add_random(500)
    search = keyword_search(store)
    search.update()
    library.add_random(40)
    for query in ("agua lunes", "camión 2,500", "de que"):
        expected = [match for match in by_fts5(store, query, 1000) if match[0] % 3 == 0][:10]
        with store.read() as connection:
            found = search.search(connection, query, 10, lambda ids: ids % 3 == 0)
        assert list(found) == [id for id, _ in expected]


def test_weights_of_words_are_those_of_the_vocabulary(store: Store) -> None:
    library = Rows(store)
    ids = library.add_random(300)
    search = keyword_search(store)
    search.update()
    library.remove(*ids[:20])
    library.add_random(20)
    with store.read() as connection:
        for query in library.queries(20):
            assert search.weigh(connection, query).weights == pytest.approx(KEYWORDS.weigh(connection, query).weights)


def test_a_small_library_needs_no_index(store: Store) -> None:
    library = Rows(store)
    library.add_random(50)
    search = keyword_search(store, smallest=51)
    assert not search.update() and not (store.home / FILE).exists()
    assert_same(search, library)


def test_the_next_start_opens_the_same_index(store: Store) -> None:
    library = Rows(store)
    library.add_random(300)
    keyword_search(store).update()
    written = (store.home / FILE).stat().st_mtime_ns
    search = keyword_search(store)
    assert_same(search, library)
    assert not search.update() and (store.home / FILE).stat().st_mtime_ns == written
    assert stat.S_IMODE((store.home / FILE).stat().st_mode) == 0o600


def test_an_index_of_another_library_is_not_used(tmp_path: Path, store: Store) -> None:
    Rows(store).add_random(300)
    keyword_search(store).update()
    with closing(Store.open(tmp_path / "other")) as other:
        library = Rows(other, seed=9)
        library.add_random(300)
        (other.home / FILE).write_bytes((store.home / FILE).read_bytes())
        search = keyword_search(other)
        assert_same(search, library)
        assert search.update()


@pytest.mark.parametrize("place", [0, 4, 70, 200, 3000, -1, -300, -5000])
def test_a_damaged_index_is_made_again(store: Store, place: int) -> None:
    library = Rows(store)
    library.add_random(600)
    keyword_search(store).update()
    content = bytearray((store.home / FILE).read_bytes())
    content[place] ^= 0xFF
    (store.home / FILE).write_bytes(content)
    assert_same(keyword_search(store), library)
    search = keyword_search(store)
    assert_same(search, library, 60)
    search.update()
    assert_same(search, library)


@pytest.mark.parametrize("size", [0, 3, 64, 500])
def test_a_cut_index_is_not_used(store: Store, size: int) -> None:
    library = Rows(store)
    library.add_random(300)
    keyword_search(store).update()
    (store.home / FILE).write_bytes((store.home / FILE).read_bytes()[:size])
    search = keyword_search(store)
    assert_same(search, library)
    assert search.update()


def test_erasing_leaves_no_word_behind(store: Store) -> None:
    library = Rows(store)
    ids = library.add("secretísimo asunto", *(library.text() for _ in range(300)))
    search = keyword_search(store)
    search.update()
    assert b"secretisimo" in (store.home / FILE).read_bytes()
    search.erase()
    assert not list(store.home.glob("words-*"))
    library.remove(ids[0])
    assert by_index(search, store, "secretísimo") == []
    search.update()
    assert b"secretisimo" not in (store.home / FILE).read_bytes()


def test_what_is_erased_while_the_index_is_made_is_in_no_file(store: Store) -> None:
    Rows(store).add_random(300)
    search: KeywordSearch

    def erase() -> bool:
        search.erase()
        return False

    search = keyword_search(store, is_awaited=erase)
    with pytest.raises(Cancelled):
        search.update()
    assert not list(store.home.glob("words-*"))


def test_rows_that_come_and_go_while_the_index_is_made_change_no_ranking(store: Store) -> None:
    library = Rows(store)
    ids = library.add_random(700)
    changes = iter(range(3))

    def change() -> bool:
        if next(changes, None) is not None:
            library.remove(*(ids.pop() for _ in range(30)))
            library.add_random(25)
        return False

    search = keyword_search(store, is_awaited=change)
    search.update()
    assert_same(search, library)


def test_a_file_that_was_begun_is_no_index(store: Store, tmp_path: Path) -> None:
    Rows(store).add_random(300)
    with pytest.raises(Cancelled):
        write_index(store, "chunks_fts", tmp_path / "part", b"k" * 16, 0.2, lambda: True)
    assert (tmp_path / "part").exists()
    assert InvertedIndex.open(tmp_path / "part", b"k" * 16) is None


def test_an_empty_table_makes_an_empty_index(store: Store, tmp_path: Path) -> None:
    write_index(store, "chunks_fts", tmp_path / "none", b"k" * 16, 0.2, lambda: False)
    index = InvertedIndex.open(tmp_path / "none", b"k" * 16)
    assert index is not None and index.last_id == 0 and index.find(b"word") is None and not len(index.ids)
    assert np.array_equal(index.lengths, [])


def test_the_background_makes_it_and_ends(store: Store) -> None:
    library = Rows(store)
    library.add_random(300)
    search = keyword_search(store, in_background=True)
    by_index(search, store, "agua")
    search.close()
    assert_same(search, library)
