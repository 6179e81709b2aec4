"""The album store. An album is a saved search, run again whenever it is opened."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any  # columns of a row have any of SQLite's types

import apsw
import msgspec

from engine.capabilities.images import api, picture_rows
from engine.capabilities.images.search.filters import merge_filters
from engine.capabilities.images.search.picture_search import PictureSearch
from engine.capabilities.images.search.query import parse_query
from engine.capabilities.images.search.zero_shot import ZeroShotClassifier
from engine.protocol.errors import ModelError, NameTaken, NotFound
from engine.stage_timer import StageTimer
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.json_cells import decode_cell
from engine.store.profile_files import stored_name, stored_path
from engine.store.rows import rows

_COLUMNS = "id, name, CAST(rule AS BLOB), image_count, cover"
RECOUNT_SECONDS = 0.25
"""For counting albums again in one list; those that are left are listed without a count."""


class AlbumStore:
    """Albums as rows of the library."""

    def __init__(self, store: Store, search: PictureSearch, classifier: ZeroShotClassifier) -> None:
        self._store, self._search, self._classifier = store, search, classifier
        self._counted: dict[int, tuple[int, int]] = {}
        """Album → state of the library when its pictures were counted."""

    def list_albums(self) -> tuple[api.Album, ...]:
        """Return the albums by name, counted again where the library has changed and as far as RECOUNT_SECONDS allow.

        One whose rule cannot be read is left out.
        """
        with self._store.read() as connection:
            sql = f"SELECT {_COLUMNS} FROM albums WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE"
            albums = [album for row in rows(connection.execute(sql)) if (album := self._album(row)) is not None]
        deadline = time.monotonic() + RECOUNT_SECONDS
        return tuple(self._recounted(album, deadline) for album in albums)

    def save(self, name: str, rule: api.AlbumRule) -> api.Album:
        """Save a rule under a name and return the album. Raises NameTaken, ModelMissing."""
        scored = self._follow_rule(rule)
        with self._store.write() as connection:
            _check_name(connection, name)
            connection.execute(
                "INSERT INTO albums(name, rule, changed_at) VALUES(?, ?, ?)",
                (name.strip(), msgspec.json.encode(rule).decode(), now_ms()),
            )
            id = connection.last_insert_rowid()
        self._save_summary(id, scored)
        with self._store.read() as connection:
            return self._find(connection, id)

    def open(self, request: api.OpenAlbum) -> api.Pictures:
        """Search again and return one page of the pictures. Raises NotFound, ModelMissing."""
        with self._store.read() as connection:
            rule = self._find(connection, request.album).rule
        scored = self._follow_rule(rule)
        if not request.offset:
            self._save_summary(request.album, scored)
        with self._store.read() as connection:
            page = scored[request.offset : request.offset + request.limit]
            return api.Pictures(picture_rows.read_pictures(connection, self._store.home, page), len(scored))

    def rename(self, album: int, name: str) -> None:
        """Rename an album. Raises NotFound, NameTaken."""
        with self._store.write() as connection:
            self._find(connection, album)
            _check_name(connection, name, album)
            connection.execute(
                "UPDATE albums SET name = ?, changed_at = ? WHERE id = ?", (name.strip(), now_ms(), album)
            )

    def set_hidden(self, album: int, hidden: bool) -> None:
        """Hide an album until it is purged, or show it again. Raises NameTaken when another has its name by now."""
        with self._store.write() as connection:
            if not hidden:
                for (name,) in list(rows(connection.execute("SELECT name FROM albums WHERE id = ?", (album,)))):
                    _check_name(connection, name, album)
            connection.execute("UPDATE albums SET deleted_at = ? WHERE id = ?", (now_ms() if hidden else None, album))

    def _follow_rule(self, rule: api.AlbumRule) -> list[tuple[int, float]]:
        """Return (id, score) of the album's pictures, best first."""
        if rule.labels:
            request = api.LabelPictures(rule.labels, rule.filters, label=rule.label, threshold=rule.threshold)
            labelled = self._classifier.score(request)
            ids, scores = labelled.ids[labelled.has_label], labelled.scores[labelled.has_label]
            return list(zip(ids.tolist(), scores.max(axis=1).tolist(), strict=True)) if len(ids) else []
        query = parse_query(rule.query)
        query = msgspec.structs.replace(query, filters=merge_filters(rule.filters, query.filters))
        ranking = self._search.rank(query, (), StageTimer())
        convincing = slice(0, ranking.convincing)
        return list(zip(ranking.ids[convincing].tolist(), ranking.scores[convincing].tolist(), strict=True))

    def _recounted(self, album: api.Album, deadline: float) -> api.Album:
        with self._store.read() as connection:
            if self._counted.get(album.id) == _library_state(connection):
                return album
        if time.monotonic() > deadline:
            return msgspec.structs.replace(album, pictures=None)
        try:
            self._save_summary(album.id, self._follow_rule(album.rule))
        except ModelError:  # no model answers now
            return msgspec.structs.replace(album, pictures=None)
        with self._store.read() as connection:
            return self._find(connection, album.id)

    def _find(self, connection: apsw.Connection, album: int) -> api.Album:
        """Raises NotFound, also for an album whose rule cannot be read."""
        sql = f"SELECT {_COLUMNS} FROM albums WHERE id = ? AND deleted_at IS NULL"
        for row in rows(connection.execute(sql, (album,))):
            if (found := self._album(row)) is not None:
                return found
        raise NotFound(f"album {album}")

    def _album(self, row: Sequence[Any]) -> api.Album | None:
        id, name, encoded, pictures, cover = row
        rule = decode_cell(encoded, api.AlbumRule)
        if rule is None:
            return None
        return api.Album(id, name, rule, pictures, stored_path(self._store.home, picture_rows.THUMBNAILS, cover))

    def _save_summary(self, album: int, scored: Sequence[tuple[int, float]]) -> None:
        """Store how many pictures the album has, and its cover, where that is not stored already."""
        with self._store.read() as connection:
            first = picture_rows.read_pictures(connection, self._store.home, scored[:1])
            cover = stored_name(self._store.home, picture_rows.THUMBNAILS, first[0].thumbnail) if first else ""
            summary = "id = ? AND image_count = ? AND cover = ?"
            known = connection.execute(f"SELECT 1 FROM albums WHERE {summary}", (album, len(scored), cover)).fetchall()
        if not known:
            with self._store.write() as connection:
                columns = "UPDATE albums SET image_count = ?, cover = ? WHERE id = ?"
                connection.execute(columns, (len(scored), cover, album))
        with self._store.read() as connection:
            self._counted[album] = _library_state(connection)


def _library_state(connection: apsw.Connection) -> tuple[int, int]:
    """Return a pair that changes whenever anything is written, by this connection or by another."""
    ((version,),) = rows(connection.execute("PRAGMA data_version"))
    return int(version), connection.total_changes()


def _check_name(connection: apsw.Connection, name: str, album: int = 0) -> None:
    """Raise NameTaken for an empty name or that of another album."""
    sql = "SELECT 1 FROM albums WHERE name = ? AND id <> ? AND deleted_at IS NULL"
    if not name.strip() or connection.execute(sql, (name.strip(), album)).fetchall():
        raise NameTaken(name=name)
