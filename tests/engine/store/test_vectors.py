from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import apsw
import numpy as np
import pytest

from engine.store.database import Store
from engine.store.int8_index import Floats
from engine.store.vector_tables import BLOCK, VectorTableSpec
from engine.store.vectors import VectorStore
from tests.engine.store.message_rows import vector_store

DIMENSIONS = 96
MODEL = "a-model"
DOCUMENT_VECTORS = VectorTableSpec(
    "documents", "SELECT embedder, count(*) FROM documents GROUP BY embedder", "SELECT 0"
)


def clustered(count: int, seed: int = 0) -> Floats:
    """Return vectors in clusters, as sentence embeddings are, rounded to float16."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((40, DIMENSIONS))
    rows = centres[random.integers(0, 40, count)] + 0.6 * random.standard_normal((count, DIMENSIONS)) + 1.5
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows.astype("<f2").astype(np.float32))


def add(store: Store, vectors: VectorStore, rows: Floats, first: int = 1, collection: int = 1) -> None:
    with store.write() as connection:
        ids = range(first, first + len(rows))
        vectors.add(connection, MODEL, DIMENSIONS, collection, ids, rows.astype("<f2").tobytes())


def remove(store: Store, vectors: VectorStore, ids: range) -> None:
    with store.write() as connection:
        vectors.remove(connection, ids)


def nearest(rows: Floats, query: Floats, k: int = 10, first: int = 1) -> list[int]:
    return [int(index) + first for index in np.argsort(-(rows @ query), kind="stable")[:k]]


def search(
    vectors: VectorStore, query: Floats, collections: Sequence[int] = (), hidden: Sequence[int] = ()
) -> list[int]:
    return [id for id, _ in vectors.search(MODEL, query, collections, hidden=hidden).best]


def test_the_ten_nearest_are_exactly_those_of_brute_force(store: Store) -> None:
    rows, vectors = clustered(5000), vector_store(store)
    add(store, vectors, rows)
    for query in clustered(50, seed=1):
        matches = vectors.search(MODEL, query)
        assert [id for id, _ in matches.best] == nearest(rows, query)
        scores = rows @ query
        assert matches.best[0][1] == pytest.approx(float(scores.max()), abs=1e-5)
        assert (matches.mean, matches.deviation) == pytest.approx((scores.mean(), scores.std()), abs=2e-3)
        assert matches.scanned == 5000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is never counted from 3.12 on")
def test_a_thousand_searches_keep_the_references_to_none(store: Store) -> None:
    """A scan that released a None it did not own ended the engine after some thousand searches."""
    vectors = vector_store(store)
    add(store, vectors, clustered(100))
    (query,) = clustered(1, seed=1)
    before = sys.getrefcount(None)
    for _ in range(1000):
        vectors.search(MODEL, query)
    assert sys.getrefcount(None) > before - 500


def test_only_the_named_collections_are_searched(store: Store) -> None:
    rows, vectors = clustered(1500), vector_store(store)
    for collection in (1, 2, 3):
        part = slice((collection - 1) * 500, collection * 500)
        add(store, vectors, rows[part], first=part.start + 1, collection=collection)
    query = clustered(1, seed=2)[0]
    assert search(vectors, query, collections=(2,)) == nearest(rows[500:1000], query, first=501)
    both = np.concatenate((rows[:500], rows[1000:]))
    numbers = [id if id <= 500 else id + 500 for id in nearest(both, query)]
    assert search(vectors, query, collections=(1, 3)) == numbers
    assert vectors.search(MODEL, query, collections=(9,)).best == ()


def test_hidden_rows_are_not_found(store: Store) -> None:
    rows, vectors = clustered(600), vector_store(store)
    add(store, vectors, rows)
    query = rows[0]
    best = nearest(rows, query, 15)
    assert search(vectors, query, hidden=best[:5]) == best[5:]


def test_an_unknown_model_or_another_dimension_finds_nothing(store: Store) -> None:
    vectors = vector_store(store)
    assert vectors.search("nobody", np.ones(3, np.float32)).best == ()
    add(store, vectors, clustered(3))
    assert vectors.search(MODEL, np.ones(3, np.float32)).best == ()


def test_the_int8_index_follows_additions_and_removals(store: Store) -> None:
    rows, vectors = clustered(2000), vector_store(store)
    add(store, vectors, rows[:1000])
    query = rows[1500]
    assert search(vectors, query) == nearest(rows[:1000], query)
    add(store, vectors, rows[1000:], first=1001)
    assert search(vectors, query) == nearest(rows, query)
    remove(store, vectors, range(1, 1501))
    assert search(vectors, query) == nearest(rows[1500:], query, first=1501)


def test_a_rolled_back_addition_is_never_search(store: Store) -> None:
    rows, vectors = clustered(300), vector_store(store)
    add(store, vectors, rows[:200])
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        vectors.add(connection, MODEL, DIMENSIONS, 1, range(201, 301), rows[200:].astype("<f2").tobytes())
        raise ZeroDivisionError
    assert search(vectors, rows[250]) == nearest(rows[:200], rows[250])


@pytest.mark.parametrize(
    "harm",
    [
        "deleted",
        "ids deleted",
        "res deleted",
        "flipped",
        "ids flipped",
        "res flipped",
        "cut",
        "ids cut",
        "res cut",
        "stale",
    ],
)
def test_a_missing_damaged_or_stale_int8_index_is_made_again(home: Path, store: Store, harm: str) -> None:
    rows = clustered(1200)
    add(store, vector_store(store), rows[:1000])
    vector_store(store).search(MODEL, rows[0])
    kind = harm.split()[0]
    path = home / f"vectors-1.{kind if kind in ('ids', 'res') else 'i8'}"
    content = bytearray(path.read_bytes())
    match harm.split()[-1]:
        case "deleted":
            path.unlink()
        case "flipped":
            for at in range(100, len(content), 1000):
                content[at] ^= 0x7F
            path.write_bytes(content)
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "stale":
            remove(store, vector_store(store), range(1, 101))
            add(store, vector_store(store), rows[1000:], first=1001)
    remaining, first = (rows[100:], 101) if harm == "stale" else (rows[:1000], 1)
    vectors = vector_store(store)
    for query in clustered(10, seed=3):
        assert search(vectors, query) == nearest(remaining, query, first=first)


def test_a_whole_int8_index_is_used_as_it_is(home: Path, store: Store) -> None:
    rows = clustered(1000)
    add(store, vector_store(store), rows)
    vector_store(store).search(MODEL, rows[0])
    before = (home / "vectors-1.ids").stat().st_mtime_ns
    assert search(vector_store(store), rows[5]) == nearest(rows, rows[5])
    assert (home / "vectors-1.ids").stat().st_mtime_ns == before


def test_removed_vectors_leave_the_files(home: Path, store: Store) -> None:
    rows, vectors = clustered(BLOCK), vector_store(store)
    add(store, vectors, rows)
    vectors.search(MODEL, rows[0])
    store.checkpoint()
    removed = rows[7].tobytes()
    assert removed in (home / "library.db").read_bytes()
    files = (home / "vectors-1.i8", home / "vectors-1.res")
    mirrored = [file.read_bytes()[7 * DIMENSIONS : 8 * DIMENSIONS] for file in files]
    remove(store, vectors, range(8, 9))
    store.checkpoint()
    vectors.search(MODEL, rows[0])
    assert removed not in (home / "library.db").read_bytes()
    assert all(part not in file.read_bytes() for part, file in zip(mirrored, files, strict=True))


def test_a_mostly_empty_table_is_rewritten(store: Store) -> None:
    rows, vectors = clustered(BLOCK * 8), vector_store(store)
    add(store, vectors, rows)
    survivors = [number for number in range(1, len(rows) + 1) if number % 3 == 0]
    with store.write() as connection:
        vectors.remove(connection, [n for n in range(1, len(rows) + 1) if n % 3])
        (blocks,) = next(iter(connection.execute("SELECT count(*) FROM vectors_1_chunks")))
    assert int(str(blocks)) == 3
    query = rows[40]
    assert search(vectors, query) == [survivors[id - 1] for id in nearest(rows[2::3], query)]


def test_many_small_collections_do_not_count_as_empty_space(store: Store) -> None:
    rows, vectors = clustered(60), vector_store(store)
    for number in range(20):
        add(store, vectors, rows[number * 3 : number * 3 + 3], first=number * 3 + 1, collection=number + 1)
    remove(store, vectors, range(1, 2))
    assert search(vectors, rows[30]) == nearest(rows[1:], rows[30], first=2)


def test_a_new_model_becomes_active_when_it_has_embedded_every_document(store: Store) -> None:
    rows, vectors = clustered(4), VectorStore(store, DOCUMENT_VECTORS)
    with store.write() as connection:
        connection.execute("INSERT INTO collections(name, changed_at) VALUES('c', 0)")
        for number in range(1, 4):
            connection.execute(
                """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, embedder, indexed_at)
                   VALUES(1, ?, '', 0, 0, 'indexed', 'old', 0)""",
                (str(number),),
            )
        vectors.add(connection, "old", DIMENSIONS, 1, range(1, 4), rows[:3].astype("<f2").tobytes())
        assert vectors.active_model(connection) == "old"
        vectors.add(connection, "new", DIMENSIONS, 1, [1], rows[:1].astype("<f2").tobytes())
        connection.execute("UPDATE documents SET embedder = 'new' WHERE id = 1")
        assert vectors.active_model(connection) == "old"
        connection.execute("UPDATE documents SET embedder = 'new'")
        assert vectors.active_model(connection) == "new"
        vectors.drop_model(connection, "old")
        assert vectors.count(connection, "old") == 0
    assert vectors.search("new", rows[0]).best[0][0] == 1


def test_a_model_cannot_change_its_dimensions(store: Store) -> None:
    add(store, vector_store(store), clustered(1))
    with pytest.raises(ValueError, match="dimensions"), store.write() as connection:
        vector_store(store).add(connection, MODEL, 4, 1, [9], bytes(8))


def test_two_kinds_of_rows_never_share_a_table(store: Store) -> None:
    rows, messages, documents = clustered(20), vector_store(store), VectorStore(store, DOCUMENT_VECTORS)
    add(store, messages, rows)
    add(store, documents, rows[5:10], first=1)
    assert search(documents, rows[5])[0] == 1 and search(messages, rows[5])[0] == 6
    with store.write() as connection:
        documents.drop_model(connection, MODEL)
        assert (documents.models(connection), messages.models(connection)) == ((), (MODEL,))
    assert messages.search(MODEL, rows[0]).scanned == 20


def test_an_id_that_has_a_vector_is_refused(store: Store) -> None:
    add(store, vector_store(store), clustered(1))
    with pytest.raises(apsw.Error):
        add(store, vector_store(store), clustered(1))
