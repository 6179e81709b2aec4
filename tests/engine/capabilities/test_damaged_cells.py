"""docs/faults.md 68: damaged JSON in any row breaks no list of documents, pictures, albums or classifiers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from tests.support.damage import unchecked
from tests.support.harness import EngineHarness, NoIndexer

CAPABILITIES = ("chat", "documents", "images", "classification")
ROWS = (
    "INSERT INTO collections(name, changed_at) VALUES('Letters', 0)",
    "INSERT INTO collections(name, changed_at) VALUES('Whole', 0)",
    """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, reason, indexed_at)
        VALUES(1, '/b.txt', 'b', 0, 0, 'failed', 'file_empty', 0)""",
    """INSERT INTO images(path, name, bytes, modified_ns, state, reason, added_at)
        VALUES('/a.jpg', 'a.jpg', 0, 0, 'failed', 'file_empty', 0)""",
    "INSERT INTO albums(name, rule, changed_at) VALUES('Sea', '{}', 0)",
    "INSERT INTO albums(name, rule, changed_at) VALUES('Whole', '{}', 0)",
    "INSERT INTO classifiers(name, labels, wording) VALUES('Mood', '[{\"name\": \"good\"}]', '')",
    "INSERT INTO classifiers(name, labels, wording) VALUES('Whole', '[{\"name\": \"good\"}]', '')",
)
JSON_COLUMNS = (
    ("folders", "collections"),
    ("reason_values", "documents"),
    ("reason_values", "images"),
    ("labels", "images"),
    ("rule", "albums"),
    ("labels", "classifiers"),
    ("training_record", "classifiers"),
)


@pytest.fixture
def engine(home: Path) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", *CAPABILITIES, indexer=NoIndexer(), interactive_indexer=NoIndexer())
    with engine.store.write() as connection:
        for row in ROWS:
            connection.execute(row)
    yield engine
    engine.close()


@pytest.mark.parametrize("cell", ["'{'", "'[3, null]'", "'null'", "''", "CAST(x'ff00' AS TEXT)"])
def test_a_damaged_cell_breaks_no_list(engine: EngineHarness, cell: str) -> None:
    with unchecked(engine.store) as connection:
        for column, table in JSON_COLUMNS:
            connection.execute(f"UPDATE {table} SET {column} = {cell} WHERE id = 1")
    engine.rebuild()  # as at the next start
    collections = engine.call(documents.COLLECTIONS, documents.ListCollections()).collections
    assert [collection.name for collection in collections] == ["Letters", "Whole"]
    assert engine.call(documents.LIST, documents.ListDocuments()).total == 1
    pictures = engine.call(images.LIST, images.ListPictures(images.PictureFilters(), "name"))
    assert [picture.path for picture in pictures.pictures] == ["/a.jpg"]
    albums = engine.call(images.ALBUMS, images.ListAlbums()).albums
    assert [album.name for album in albums if album.name == "Whole"] == ["Whole"]
    listed = engine.call(classification.LIST_CLASSIFIERS, classification.ListClassifiers()).classifiers
    assert [classifier.name for classifier in listed] == ["Mood", "Whole"]
    assert listed[1].labels[0].name == "good"
    assert engine.call(chat.LIST, chat.ListConversations()).total == 0


def test_an_encoder_stays_while_the_record_that_may_name_it_is_damaged(home: Path, engine: EngineHarness) -> None:
    encoder = home / "tuned" / "tuned-0123456789abcdef"
    encoder.mkdir(parents=True)
    with unchecked(engine.store) as connection:
        connection.execute("UPDATE classifiers SET training_record = '{\"tuning\": ' WHERE id = 1")
    engine.rebuild()
    assert encoder.exists()
    with engine.store.write() as connection:
        connection.execute("UPDATE classifiers SET training_record = NULL WHERE id = 1")
    engine.rebuild()
    assert not encoder.exists()
