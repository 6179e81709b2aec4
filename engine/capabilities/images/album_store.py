"""Albums: a saved rule each, followed anew whenever one is opened."""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from engine.capabilities.images import api, picture_store
from engine.capabilities.images.filters import together
from engine.capabilities.images.picture_store import rows
from engine.capabilities.images.query import understood
from engine.capabilities.images.search import Searcher
from engine.capabilities.images.zero_shot import Classifier
from engine.protocol.errors import NameTaken, NotFound
from engine.stage_timer import StageTimer
from engine.store.clock import now_ms
from engine.store.database import Store

_COLUMNS = "id, name, rule, image_count, cover"


class AlbumShelf:
    def __init__(self, store: Store, searcher: Searcher, classifier: Classifier) -> None:
        self._store, self._searcher, self._classifier = store, searcher, classifier

    def all(self) -> tuple[api.Album, ...]:
        with self._store.read() as connection:
            sql = f"SELECT {_COLUMNS} FROM albums WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE"
            return tuple(self._album(row) for row in rows(connection.execute(sql)))

    def save(self, name: str, rule: api.AlbumRule) -> api.Album:
        """Raises NameTaken, ModelMissing."""
        scored = self._scored(rule)
        with self._store.write() as connection:
            _check_name(connection, name)
            connection.execute(
                "INSERT INTO albums(name, rule, changed_at) VALUES(?, ?, ?)",
                (name.strip(), msgspec.json.encode(rule).decode(), now_ms()),
            )
            id = connection.last_insert_rowid()
            self._remember(connection, id, scored)
            return self._find(connection, id)

    def open(self, request: api.OpenAlbum) -> api.Pictures:
        """Raises NotFound, ModelMissing."""
        with self._store.read() as connection:
            rule = self._find(connection, request.album).rule
        scored = self._scored(rule)
        if not request.offset:
            with self._store.write() as connection:
                self._remember(connection, request.album, scored)
        with self._store.read() as connection:
            page = scored[request.offset : request.offset + request.limit]
            return api.Pictures(picture_store.pictures_of(connection, self._store.home, page), len(scored))

    def rename(self, album: int, name: str) -> None:
        """Raises NotFound, NameTaken."""
        with self._store.write() as connection:
            self._find(connection, album)
            _check_name(connection, name, album)
            connection.execute(
                "UPDATE albums SET name = ?, changed_at = ? WHERE id = ?", (name.strip(), now_ms(), album)
            )

    def hide(self, album: int, hidden: bool) -> None:
        """Raises NameTaken when its name was given to another meanwhile."""
        with self._store.write() as connection:
            if not hidden:
                for (name,) in list(rows(connection.execute("SELECT name FROM albums WHERE id = ?", (album,)))):
                    _check_name(connection, name, album)
            connection.execute("UPDATE albums SET deleted_at = ? WHERE id = ?", (now_ms() if hidden else None, album))

    def _scored(self, rule: api.AlbumRule) -> list[tuple[int, float]]:
        if rule.labels:
            asked = api.LabelPictures(rule.labels, rule.filters, rule.label, rule.threshold)
            found = self._classifier.labelled(asked)
            return (
                list(zip(found.ids.tolist(), found.scores.max(axis=1).tolist(), strict=True)) if len(found.ids) else []
            )
        read = understood(rule.words)
        read = msgspec.structs.replace(read, filters=together(rule.filters, read.filters))
        ranking = self._searcher.rank(read, (), StageTimer())
        convincing = slice(0, ranking.convincing)
        return list(zip(ranking.ids[convincing].tolist(), ranking.scores[convincing].tolist(), strict=True))

    def _remember(self, connection: apsw.Connection, album: int, scored: Sequence[tuple[int, float]]) -> None:
        first = picture_store.pictures_of(connection, self._store.home, scored[:1])
        cover = first[0].thumbnail if first else ""
        connection.execute("UPDATE albums SET image_count = ?, cover = ? WHERE id = ?", (len(scored), cover, album))

    def _find(self, connection: apsw.Connection, album: int) -> api.Album:
        found = connection.execute(f"SELECT {_COLUMNS} FROM albums WHERE id = ? AND deleted_at IS NULL", (album,))
        for row in rows(found):
            return self._album(row)
        raise NotFound(f"album {album}")

    def _album(self, row: Sequence[object]) -> api.Album:
        id, name, rule, pictures, cover = row
        return msgspec.convert(
            {"id": id, "name": name, "rule": msgspec.json.decode(str(rule)), "pictures": pictures, "cover": cover},
            api.Album,
        )


def _check_name(connection: apsw.Connection, name: str, album: int = 0) -> None:
    sql = "SELECT 1 FROM albums WHERE name = ? AND id <> ? AND deleted_at IS NULL"
    if not name.strip() or connection.execute(sql, (name.strip(), album)).fetchall():
        raise NameTaken(name=name)
