"""Pictures and their folders as rows of the library. A picture's row, words and vector change together."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import msgspec

from engine.capabilities.images import api
from engine.protocol.errors import NotFound
from engine.protocol.indexing import ImageContents
from engine.protocol.messages import ErrorData
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.vectors import VectorStore

PURGED_TOGETHER = 500
VISIBLE = "deleted_at IS NULL AND missing_since IS NULL"
COLUMNS = "id, path, thumbnail, width, height, state, taken_at, reason, reason_values, detail"
_EVERYTHING = 0
"""vec0 wants a partition; pictures have one."""


@dataclass(frozen=True)
class Known:
    """What the library knows of a file, to tell whether it changed."""

    id: int
    size: int
    modified_ns: int
    sha256: bytes
    state: str
    encoder: str
    error: ErrorData
    deleted: bool
    gone: bool


@dataclass(frozen=True)
class Stamp:
    size: int
    modified_ns: int


@dataclass(frozen=True)
class Read:
    """A file as it was just read, or why it could not be; by which models."""

    path: str
    stamp: Stamp
    contents: ImageContents | None
    error: ErrorData
    encoder: str


@dataclass(frozen=True)
class Written:
    """What was just read in a picture, or why it could not be."""

    id: int
    text: str
    error: ErrorData


def rows(cursor: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """SQLite's values, trusted to be what STRICT tables hold."""
    return cursor


def within(folder: str) -> tuple[str, str]:
    """Bounds of the paths in a folder: "/a/b/" up to, and without, "/a/b0"."""
    stem = folder.rstrip(os.sep)
    return stem + os.sep, stem + chr(ord(os.sep) + 1)


def folders(connection: apsw.Connection, model: str = "") -> tuple[api.PictureFolder, ...]:
    found = connection.execute("SELECT path, watched FROM image_folders WHERE deleted_at IS NULL ORDER BY path")
    return tuple(
        api.PictureFolder(path, bool(watched), *counts(connection, model, path), Path(path).is_dir())
        for path, watched in list(rows(found))
    )


def counts(connection: apsw.Connection, model: str, folder: str = os.sep) -> tuple[int, int, int]:
    """Pictures, those that failed among them, those that wait for their vector of `model` (empty: of any)."""
    found = connection.execute(
        f"""SELECT count(*), coalesce(sum(state = 'failed'), 0),
            coalesce(sum(state = 'waiting' OR (? <> '' AND state = 'indexed' AND encoder <> ?)), 0)
            FROM images INDEXED BY images_by_path WHERE path >= ? AND path < ? AND {VISIBLE}""",
        (model, model, *within(folder)),
    )
    ((pictures, failed, waiting),) = rows(found)
    return int(pictures), int(failed), int(waiting)


def unread(connection: apsw.Connection, reader: str) -> int:
    """How many pictures have a text that `reader` has not read; none for no reader."""
    ((count,),) = rows(connection.execute(f"SELECT count(*) {_UNREAD}", (reader, reader)))
    return int(count)


def unread_files(connection: apsw.Connection, reader: str) -> dict[str, int]:
    """Path → id, the newest first."""
    found = connection.execute(f"SELECT path, id {_UNREAD} ORDER BY day DESC, id DESC", (reader, reader))
    return {path: int(id) for path, id in rows(found)}


def known_files(connection: apsw.Connection) -> dict[str, Known]:
    found = connection.execute(
        """SELECT path, id, bytes, modified_ns, coalesce(sha256, x''), state, encoder, reason, detail,
           reason_values, deleted_at IS NOT NULL, missing_since IS NOT NULL FROM images"""
    )
    return {
        path: Known(
            id,
            size,
            modified,
            sha256,
            state,
            encoder,
            ErrorData(kind, detail, msgspec.json.decode(values)),
            bool(deleted),
            bool(gone),
        )
        for path, id, size, modified, sha256, state, encoder, kind, detail, values, deleted, gone in rows(found)
    }


def picture(row: Sequence[Any], home: Path, score: float = 0.0) -> api.Picture:
    """Of COLUMNS."""
    id, path, thumbnail, width, height, state, taken_at, reason, values, detail = row
    shown = str(home / "thumbnails" / thumbnail) if thumbnail else ""
    filled = msgspec.json.decode(values, type=dict[str, str]) if reason else {}
    return api.Picture(id, path, shown, width, height, state, taken_at, score, reason, filled, detail)


def pictures_of(
    connection: apsw.Connection, home: Path, scored: Sequence[tuple[int, float]]
) -> tuple[api.Picture, ...]:
    """In the order of `scored`; an id that is no longer there is left out."""
    sql = f"SELECT {COLUMNS} FROM images WHERE id = ?"
    found = (next(iter(rows(connection.execute(sql, (id,)))), None) for id, _ in scored)
    return tuple(picture(row, home, round(score, 6)) for row, (_, score) in zip(found, scored, strict=True) if row)


class Gallery:
    """Writes pictures whole, several in one transaction."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store, self._vectors = store, vectors
        self.thumbnails, self.looked = store.home / "thumbnails", store.home / "looked"
        self.generation = 0
        """Counts up with every change of what is known of a file's content."""

    def watch(self, paths: Sequence[str]) -> None:
        """Folders that are watched from now on; one that was removed begins again with the pictures removed with it."""
        with self._store.write() as connection:
            for path in paths:
                self.restore_folder(path)
                listed = [one for (one,) in rows(connection.execute(_LIVE_FOLDERS))]
                if not any(path.startswith(within(one)[0]) for one in listed):
                    connection.execute(
                        "INSERT INTO image_folders(path, changed_at) VALUES(?, ?) ON CONFLICT(path) DO NOTHING",
                        (path, now_ms()),
                    )

    def set_watched(self, path: str, watched: bool) -> None:
        with self._store.write() as connection:
            _folder_id(connection, path)
            connection.execute("UPDATE image_folders SET watched = ? WHERE path = ?", (watched, path))

    def remove_folder(self, path: str) -> None:
        """With its pictures, but for those in another folder of the list."""
        with self._store.write() as connection:
            _folder_id(connection, path)
            ((latest,),) = rows(connection.execute("SELECT coalesce(max(deleted_at), 0) FROM images"))
            now = max(now_ms(), latest + 1)  # tells its pictures from those removed before, in the same millisecond too
            connection.execute("UPDATE image_folders SET deleted_at = ? WHERE path = ?", (now, path))
            others = [within(one) for (one,) in rows(connection.execute(_LIVE_FOLDERS))]
            spared = "".join(" AND NOT (path >= ? AND path < ?)" for _ in others)
            bounds = [bound for other in others for bound in other]
            connection.execute(
                f"UPDATE images SET deleted_at = ? WHERE path >= ? AND path < ? AND deleted_at IS NULL{spared}",
                (now, *within(path), *bounds),
            )

    def restore_folder(self, path: str) -> None:
        with self._store.write() as connection:
            removed = connection.execute(
                "SELECT deleted_at FROM image_folders WHERE path = ? AND deleted_at > 0", (path,)
            )
            for (deleted_at,) in list(rows(removed)):
                connection.execute("UPDATE image_folders SET deleted_at = NULL WHERE path = ?", (path,))
                connection.execute(
                    "UPDATE images SET deleted_at = NULL WHERE path >= ? AND path < ? AND deleted_at = ?",
                    (*within(path), deleted_at),
                )

    def hide(self, ids: Sequence[int], hidden: bool) -> None:
        with self._store.write() as connection:
            stamps = ((now_ms() if hidden else None, id) for id in ids)
            connection.executemany("UPDATE images SET deleted_at = ? WHERE id = ?", stamps)

    def mark_gone(self, ids: Sequence[int], gone: bool) -> None:
        with self._store.write() as connection:
            stamps = ((now_ms() if gone else None, id) for id in ids)
            connection.executemany("UPDATE images SET missing_since = ? WHERE id = ?", stamps)

    def put(self, read: Sequence[Read]) -> None:
        """Each in place of what was known of its path: a picture keeps its id."""
        with self._store.write() as connection:
            before = [_row(connection, one.path) for one in read]
            self._forget_vectors(connection, read, before)
            for one, old in zip(read, before, strict=True):
                self._write(connection, one, old)
            for encoder in {one.encoder for one in read}:
                self._add_vectors(connection, encoder, [(one, old.id) for one, old in zip(read, before, strict=True)])
        self.generation += 1

    def put_text(self, written: Written, reader: str) -> None:
        """What could not be read is set aside until the file or the reader is another; what took too long, the second time."""
        with self._store.write() as connection:
            self._forget_words(connection, written.id)
            connection.execute(
                """UPDATE images SET ocr_model = iif(? = 'file_timed_out' AND ocr_reason <> 'file_timed_out', '', ?),
                   ocr_text = ?, ocr_reason = ?, ocr_detail = ? WHERE id = ?""",
                (written.error.kind, reader, written.text, written.error.kind, written.error.detail, written.id),
            )
            connection.execute(_ADD_WORDS, (written.id,))

    def touch(self, id: int, path: str, stamp: Stamp) -> None:
        """The same content at another time or place."""
        with self._store.write() as connection:
            self._forget_words(connection, id)
            connection.execute(
                "UPDATE images SET path = ?, name = ?, bytes = ?, modified_ns = ?, missing_since = NULL WHERE id = ?",
                (path, Path(path).name, stamp.size, stamp.modified_ns, id),
            )
            connection.execute(_ADD_WORDS, (id,))

    def purge(self) -> None:
        """What was removed or gone KEPT_DAYS ago goes for good; of a picture removed from a folder that is still
        listed its path remains, so that it stays removed. What models looked at is only kept while the engine runs."""
        shutil.rmtree(self.looked, ignore_errors=True)
        before = purge_cutoff(self._store)
        with self._store.read() as connection:
            listed = [within(one)[0] for (one,) in rows(connection.execute(_LIVE_FOLDERS))]
            sql = f"SELECT id, path, deleted_at IS NOT NULL FROM images WHERE missing_since < ? OR (deleted_at < ? AND {_FULL})"
            old = [
                (int(id), bool(removed) and path.startswith(tuple(listed)))
                for id, path, removed in rows(connection.execute(sql, (before, before)))
            ]
        for first in range(0, len(old), PURGED_TOGETHER):
            with self._store.write() as connection:
                lot = old[first : first + PURGED_TOGETHER]
                self._vectors.remove(connection, [id for id, _ in lot])
                for id, keep_path in lot:
                    self._forget(connection, id, keep_path)
        with self._store.write() as connection:
            connection.execute("DELETE FROM image_folders WHERE deleted_at < ?", (before,))
            connection.execute("DELETE FROM albums WHERE deleted_at < ?", (before,))
        if old:
            self.generation += 1
            self._store.checkpoint()

    def _write(self, connection: apsw.Connection, read: Read, old: _Old) -> None:
        self._forget_words(connection, old.id)
        values = _values(read)
        if values["sha256"] is None or values["sha256"] != old.sha256:
            values |= _NOT_READ
        columns = ", ".join(f"{name} = ?" for name in values)
        connection.execute(f"UPDATE images SET {columns} WHERE id = ?", (*values.values(), old.id))
        connection.execute(_ADD_WORDS, (old.id,))
        self._drop_thumbnail(connection, old.thumbnail)

    def _forget_vectors(self, connection: apsw.Connection, read: Sequence[Read], before: Sequence[_Old]) -> None:
        """A picture that is the same as before, looked at by another model, keeps its vector of the one before."""
        same: dict[str, list[int]] = {}
        changed = []
        for one, old in zip(read, before, strict=True):
            if one.contents is not None and one.contents.sha256 == old.sha256:
                same.setdefault(one.encoder, []).append(old.id)
            elif old.sha256 is not None:
                changed.append(old.id)
        self._vectors.remove(connection, changed)
        for encoder, ids in same.items():
            if encoder:
                self._vectors.remove(connection, ids, encoder)

    def end_change(self, encoder: str) -> None:
        """From now on this model answers, if every picture that can be reached has its vector: those of others are forgotten."""
        with self._store.write() as connection:
            earlier = [one for one in self._vectors.models(connection) if one != encoder]
            if not earlier or not encoder or _outdated(connection, encoder):
                return
            for one in earlier:
                self._vectors.drop_model(connection, one)
            connection.execute(
                "UPDATE images SET state = 'waiting', encoder = '' WHERE state = 'indexed' AND encoder <> ?",
                (encoder,),
            )

    def outdated(self, encoder: str) -> list[str]:
        """Pictures that lack their vector of this model. One it made before the model was changed, and changed back, holds."""
        with self._store.write() as connection:
            connection.execute(
                f"""UPDATE images SET encoder = ?, state = 'indexed' WHERE state <> 'failed' AND encoder <> ?
                    AND id IN ({self._vectors.ids_sql(connection, encoder)})""",
                (encoder, encoder),
            )
            return _outdated(connection, encoder)

    def _add_vectors(self, connection: apsw.Connection, encoder: str, read: Sequence[tuple[Read, int]]) -> None:
        found = [(id, one.contents.vector) for one, id in read if one.encoder == encoder and one.contents]
        having = [(id, vector) for id, vector in found if vector]
        if having:
            ids, vectors = [id for id, _ in having], b"".join(vector for _, vector in having)
            self._vectors.add(connection, encoder, len(having[0][1]) // 2, _EVERYTHING, ids, vectors)

    def _forget_words(self, connection: apsw.Connection, id: int) -> None:
        """An external-content index forgets only what it is told word by word."""
        connection.execute(
            """INSERT INTO images_fts(images_fts, rowid, name, ocr_text)
               SELECT 'delete', id, name, ocr_text FROM images WHERE id = ?""",
            (id,),
        )

    def _forget(self, connection: apsw.Connection, id: int, keep_path: bool) -> None:
        ((thumbnail,),) = rows(connection.execute("SELECT thumbnail FROM images WHERE id = ?", (id,)))
        self._forget_words(connection, id)
        if keep_path:
            connection.execute(_BLANK, (id,))
            connection.execute(_ADD_WORDS, (id,))
        else:
            connection.execute("DELETE FROM images WHERE id = ?", (id,))
        self._drop_thumbnail(connection, thumbnail)

    def _drop_thumbnail(self, connection: apsw.Connection, thumbnail: str) -> None:
        """Unless another picture with the same bytes shows it."""
        used = connection.execute("SELECT 1 FROM images WHERE thumbnail = ? LIMIT 1", (thumbnail,)).fetchall()
        if thumbnail and not used:
            with suppress(OSError):
                (self.thumbnails / thumbnail).unlink()


@dataclass(frozen=True)
class _Old:
    """A row before it is written."""

    id: int
    state: str
    thumbnail: str
    sha256: bytes | None


def _row(connection: apsw.Connection, path: str) -> _Old:
    """The row of a path, made when there is none."""
    sql = "SELECT id, state, thumbnail, sha256 FROM images WHERE path = ?"
    for id, state, thumbnail, sha256 in list(rows(connection.execute(sql, (path,)))):
        return _Old(int(id), state, thumbnail, sha256)
    connection.execute(
        "INSERT INTO images(path, name, bytes, modified_ns, state, added_at) VALUES(?, '', 0, 0, 'failed', ?)",
        (path, now_ms()),
    )
    id = connection.last_insert_rowid()
    connection.execute(_ADD_WORDS, (id,))
    return _Old(id, "failed", "", None)


def _outdated(connection: apsw.Connection, encoder: str) -> list[str]:
    """Pictures without a vector of this model, but for those on a drive that is not there."""
    sql = f"SELECT path FROM images WHERE {VISIBLE} AND state <> 'failed' AND encoder <> ?"
    paths = [str(path) for (path,) in rows(connection.execute(sql, (encoder,)))]
    away = tuple(within(one)[0] for (one,) in rows(connection.execute(_LIVE_FOLDERS)) if not Path(one).is_dir())
    return [path for path in paths if not (away and path.startswith(away))]


_FULL = "(sha256 IS NOT NULL OR reason <> '')"
"""A row that still holds more than its path."""
_UNREAD = f"FROM images WHERE {VISIBLE} AND state <> 'failed' AND ocr_model <> ? AND ? <> ''"
_NOT_READ = {"ocr_text": "", "ocr_model": "", "ocr_reason": "", "ocr_detail": ""}
_LIVE_FOLDERS = "SELECT path FROM image_folders WHERE deleted_at IS NULL"
_ADD_WORDS = "INSERT INTO images_fts(rowid, name, ocr_text) SELECT id, name, ocr_text FROM images WHERE id = ?"
_BLANK = """UPDATE images SET name = '', ocr_text = '', ocr_model = '', ocr_reason = '', ocr_detail = '',
    sha256 = NULL, state = 'failed', encoder = '', width = 0, height = 0,
    format = '', day = '', taken_at = '', camera = '', latitude = NULL, longitude = NULL, colours = '', dhash = 0,
    phash = 0, thumbnail = '', labels = '[]', reason = '', detail = '', notice = '' WHERE id = ?"""


def _folder_id(connection: apsw.Connection, path: str) -> int:
    """Raises NotFound."""
    for (id,) in rows(
        connection.execute("SELECT id FROM image_folders WHERE path = ? AND deleted_at IS NULL", (path,))
    ):
        return int(id)
    raise NotFound(f"folder {path}")


def _values(read: Read) -> dict[str, Any]:
    """Column → value of a file just read."""
    stamp, contents = read.stamp, read.contents
    common = {
        "name": Path(read.path).name,
        "bytes": stamp.size,
        "modified_ns": stamp.modified_ns,
        "reason": read.error.kind,
        "reason_values": msgspec.json.encode(read.error.values).decode(),
        "detail": read.error.detail,
        "missing_since": None,
    }
    if contents is None:
        empty = {"sha256": None, "encoder": "", "thumbnail": "", "width": 0, "height": 0}
        return {**common, **empty, "state": "failed", "day": _day(stamp)}
    return {
        **common,
        "state": "indexed" if contents.vector else "waiting",
        "encoder": read.encoder if contents.vector else "",
        "sha256": contents.sha256,
        "width": contents.width,
        "height": contents.height,
        "format": contents.format,
        "day": contents.taken_at or _day(stamp),
        "taken_at": contents.taken_at,
        "camera": contents.camera,
        "latitude": contents.latitude,
        "longitude": contents.longitude,
        "colours": f" {' '.join(contents.colours)} ",
        "dhash": contents.dhash,
        "phash": contents.phash,
        "sharpness": contents.sharpness,
        "thumbnail": contents.thumbnail,
        "labels": msgspec.json.encode(contents.labels).decode(),
        "notice": contents.notice,
    }


def _day(stamp: Stamp) -> str:
    """The file's own time, where the camera wrote none; empty for a time no calendar has."""
    try:
        return datetime.datetime.fromtimestamp(stamp.modified_ns / 1e9).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return ""
