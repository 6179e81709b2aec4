"""The picture store: pictures as rows of the library. A picture's row, words and vector change together."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Sequence
from pathlib import Path

import apsw
import msgspec

from engine.capabilities.images.picture_rows import THUMBNAILS, VISIBLE, listed_folders, path_bounds
from engine.files.file_run import FileStamp, ReadFileResult
from engine.files.names import is_folder
from engine.protocol.children.indexing import ImageContents
from engine.protocol.messages import ErrorData
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.profile_files import delete_stored_file
from engine.store.rows import rows
from engine.store.vectors import VectorStore

VIEWS = "views"
"""Folder of the profile."""
PURGE_BATCH = 500
"""Pictures purged in one transaction."""
_PARTITION = 0
"""vec0 wants a partition key; all pictures share one."""
_HAS_CONTENTS = "(sha256 IS NOT NULL OR reason <> '')"
"""A row that holds more than its path."""
_NO_OCR = {"ocr_text": "", "ocr_model": "", "ocr_reason": "", "ocr_detail": ""}
_ADD_WORDS = "INSERT INTO images_fts(rowid, name, ocr_text) SELECT id, name, ocr_text FROM images WHERE id = ?"
_KEEP_ONLY_PATH = """UPDATE images SET name = '', ocr_text = '', ocr_model = '', ocr_reason = '', ocr_detail = '',
    sha256 = NULL, state = 'failed', encoder = '', width = 0, height = 0,
    format = '', day = '', taken_at = '', camera = '', latitude = NULL, longitude = NULL, colours = '', dhash = 0,
    phash = 0, thumbnail = '', labels = '[]', reason = '', detail = '', notice = '' WHERE id = ?"""

ReadPictureResult = ReadFileResult[ImageContents]


class PictureText(msgspec.Struct, frozen=True):
    """The text that OCR read in a picture, or why it could not."""

    picture: int
    text: str
    error: ErrorData


class _OldRow(msgspec.Struct, frozen=True):
    """A row before it is written."""

    id: int
    thumbnail: str
    sha256: bytes | None


class PictureStore:
    """Writes pictures whole, several in one transaction."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store, self._vectors = store, vectors
        self.thumbnails = store.home / THUMBNAILS
        self.views = store.home / VIEWS
        """Folder of the pictures that vision models were shown; emptied at every start."""
        self.generation = 0
        """Counts up with every change of what is known of a file's content."""

    def put(self, results: Sequence[ReadPictureResult]) -> None:
        """Write files as they were just read in place of what was known of their paths; a picture keeps its id."""
        with self._store.write() as connection:
            pairs = [(result, _ensure_row(connection, result.path)) for result in results]
            self._remove_old_vectors(connection, pairs)
            for result, old in pairs:
                self._write(connection, result, old)
            for encoder in {result.model for result in results}:
                self._add_vectors(connection, encoder, pairs)
        self.generation += 1

    def put_text(self, text: PictureText, ocr_model: str) -> None:
        """Write what OCR read in a picture.

        One that could not be read is tried again when the file or the model is another; one that took too long, once more.
        """
        with self._store.write() as connection:
            self._delete_words(connection, text.picture)
            connection.execute(
                """UPDATE images SET ocr_model = iif(? = 'file_timed_out' AND ocr_reason <> 'file_timed_out', '', ?),
                   ocr_text = ?, ocr_reason = ?, ocr_detail = ? WHERE id = ?""",
                (text.error.kind, ocr_model, text.text, text.error.kind, text.error.detail, text.picture),
            )
            connection.execute(_ADD_WORDS, (text.picture,))

    def move(self, id: int, path: str, stamp: FileStamp) -> None:
        """Note the new path or time of a file with the same content."""
        with self._store.write() as connection:
            self._delete_words(connection, id)
            connection.execute(
                "UPDATE images SET path = ?, name = ?, bytes = ?, modified_ns = ?, missing_since = NULL WHERE id = ?",
                (path, Path(path).name, stamp.size, stamp.modified_ns, id),
            )
            connection.execute(_ADD_WORDS, (id,))

    def set_removed(self, ids: Sequence[int], removed: bool) -> None:
        """Hide pictures that a person removed until they are purged, or show them again."""
        with self._store.write(frees_space=True) as connection:
            times = ((now_ms() if removed else None, id) for id in ids)
            connection.executemany("UPDATE images SET deleted_at = ? WHERE id = ?", times)

    def set_missing(self, ids: Sequence[int], missing: bool) -> None:
        """Hide pictures whose file is no longer there, or show those that are back."""
        with self._store.write() as connection:
            times = ((now_ms() if missing else None, id) for id in ids)
            connection.executemany("UPDATE images SET missing_since = ? WHERE id = ?", times)

    def purge(self) -> None:
        """Delete for good what was removed or missing before the store's cutoff (thirty days in which Ateneo was used).

        Of a picture removed from a folder that is still listed its path remains, so that it stays removed.
        """
        shutil.rmtree(self.views, ignore_errors=True)
        before = purge_cutoff(self._store)
        self._purge(before, before)

    def purge_removed(self) -> int:
        """Delete for good all that a person removed, and return the number of pictures; missing ones may come back."""
        return self._purge(now_ms() + 1, 0)

    def _purge(self, before: int, missing_before: int) -> int:
        expired = self._expired(before, missing_before)
        for start in range(0, len(expired), PURGE_BATCH):
            batch = expired[start : start + PURGE_BATCH]
            with self._store.write(frees_space=True) as connection:
                self._vectors.remove(connection, [id for id, _ in batch])
                for id, keep_path in batch:
                    self._delete(connection, id, keep_path)
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM image_folders WHERE deleted_at < ?", (before,))
            connection.execute("DELETE FROM albums WHERE deleted_at < ?", (before,))
        if expired:
            self.generation += 1
            self._vectors.erase_removed()
            self._store.checkpoint()
        return len(expired)

    def needing_vectors(self, encoder: str) -> list[str]:
        """Return the paths of the pictures that lack a vector of this model, except on drives that are not there.

        Vectors that the model made before it was changed, and changed back, count again.
        """
        with self._store.write() as connection:
            connection.execute(
                f"""UPDATE images SET encoder = ?, state = 'indexed' WHERE state <> 'failed' AND encoder <> ?
                    AND id IN ({self._vectors.ids_sql(connection, encoder)})""",
                (encoder, encoder),
            )
            return _paths_without_vector(connection, encoder)

    def finish_model_switch(self, encoder: str) -> None:
        """Forget the vectors of other models once every picture within reach has its vector of this one."""
        with self._store.write() as connection:
            earlier = [model for model in self._vectors.models(connection) if model != encoder]
            if not earlier or not encoder or _paths_without_vector(connection, encoder):
                return
            for model in earlier:
                self._vectors.drop_model(connection, model)
            connection.execute(
                "UPDATE images SET state = 'waiting', encoder = '' WHERE state = 'indexed' AND encoder <> ?",
                (encoder,),
            )

    def _expired(self, before: int, missing_before: int) -> list[tuple[int, bool]]:
        """Return (id, whether its path has to stay) of the pictures to purge."""
        with self._store.read() as connection:
            listed = tuple(path_bounds(folder)[0] for folder in listed_folders(connection))
            sql = f"""SELECT id, path, deleted_at IS NOT NULL FROM images
                WHERE missing_since < ? OR (deleted_at < ? AND {_HAS_CONTENTS})"""
            return [
                (int(id), bool(removed) and path.startswith(listed))
                for id, path, removed in rows(connection.execute(sql, (missing_before, before)))
            ]

    def _write(self, connection: apsw.Connection, result: ReadPictureResult, old: _OldRow) -> None:
        self._delete_words(connection, old.id)
        values = _columns(result)
        if values["sha256"] is None or values["sha256"] != old.sha256:
            values |= _NO_OCR
        columns = ", ".join(f"{name} = ?" for name in values)
        connection.execute(f"UPDATE images SET {columns} WHERE id = ?", (*values.values(), old.id))
        connection.execute(_ADD_WORDS, (old.id,))
        self._drop_thumbnail(connection, old.thumbnail)

    def _remove_old_vectors(
        self, connection: apsw.Connection, pairs: Sequence[tuple[ReadPictureResult, _OldRow]]
    ) -> None:
        """Remove the vectors of changed pictures. One with the same content keeps those of other models."""
        same: dict[str, list[int]] = {}
        changed = []
        for result, old in pairs:
            if result.contents is not None and result.contents.sha256 == old.sha256:
                same.setdefault(result.model, []).append(old.id)
            elif old.sha256 is not None:
                changed.append(old.id)
        self._vectors.remove(connection, changed)
        for encoder, ids in same.items():
            if encoder:
                self._vectors.remove(connection, ids, encoder)

    def _add_vectors(
        self, connection: apsw.Connection, encoder: str, pairs: Sequence[tuple[ReadPictureResult, _OldRow]]
    ) -> None:
        read = [(old.id, result.contents) for result, old in pairs if result.model == encoder]
        made = [(id, contents.vector) for id, contents in read if contents is not None and contents.vector]
        if made:
            ids, vectors = [id for id, _ in made], b"".join(vector for _, vector in made)
            self._vectors.add(connection, encoder, len(made[0][1]) // 2, _PARTITION, ids, vectors)

    def _delete_words(self, connection: apsw.Connection, id: int) -> None:
        """Delete a picture from the keyword index: an external-content index deletes only the words it is given again."""
        connection.execute(
            """INSERT INTO images_fts(images_fts, rowid, name, ocr_text)
               SELECT 'delete', id, name, ocr_text FROM images WHERE id = ?""",
            (id,),
        )

    def _delete(self, connection: apsw.Connection, id: int, keep_path: bool) -> None:
        ((thumbnail,),) = rows(connection.execute("SELECT thumbnail FROM images WHERE id = ?", (id,)))
        self._delete_words(connection, id)
        if keep_path:
            connection.execute(_KEEP_ONLY_PATH, (id,))
            connection.execute(_ADD_WORDS, (id,))
        else:
            connection.execute("DELETE FROM images WHERE id = ?", (id,))
        self._drop_thumbnail(connection, thumbnail)

    def _drop_thumbnail(self, connection: apsw.Connection, thumbnail: str) -> None:
        """Delete a thumbnail unless another picture with the same bytes shows it."""
        used = connection.execute("SELECT 1 FROM images WHERE thumbnail = ? LIMIT 1", (thumbnail,)).fetchall()
        if thumbnail and not used:
            delete_stored_file(self._store.home, THUMBNAILS, thumbnail)


def _ensure_row(connection: apsw.Connection, path: str) -> _OldRow:
    """Return the row of a path, made when there is none."""
    sql = "SELECT id, thumbnail, sha256 FROM images WHERE path = ?"
    for id, thumbnail, sha256 in list(rows(connection.execute(sql, (path,)))):
        return _OldRow(int(id), thumbnail, sha256)
    connection.execute(
        "INSERT INTO images(path, name, bytes, modified_ns, state, added_at) VALUES(?, '', 0, 0, 'failed', ?)",
        (path, now_ms()),
    )
    id = connection.last_insert_rowid()
    connection.execute(_ADD_WORDS, (id,))
    return _OldRow(id, "", None)


def _paths_without_vector(connection: apsw.Connection, encoder: str) -> list[str]:
    """Return the paths of the pictures without a vector of this model, except those on a drive that is not there."""
    sql = f"SELECT path FROM images WHERE {VISIBLE} AND state <> 'failed' AND encoder <> ?"
    paths = [str(path) for (path,) in rows(connection.execute(sql, (encoder,)))]
    absent = tuple(path_bounds(folder)[0] for folder in listed_folders(connection) if not is_folder(folder))
    return [path for path in paths if not (absent and path.startswith(absent))]


def _columns(result: ReadPictureResult) -> dict[str, apsw.SQLiteValue]:
    """Return column → value of a file just read."""
    stamp, contents = result.stamp, result.contents
    common: dict[str, apsw.SQLiteValue] = {
        "name": Path(result.path).name,
        "bytes": stamp.size,
        "modified_ns": stamp.modified_ns,
        "reason": result.error.kind,
        "reason_values": msgspec.json.encode(result.error.values).decode(),
        "detail": result.error.detail,
        "missing_since": None,
    }
    if contents is None:
        empty = {"sha256": None, "encoder": "", "thumbnail": "", "width": 0, "height": 0}
        return {**common, **empty, "state": "failed", "day": _file_day(stamp)}
    return {
        **common,
        "state": "indexed" if contents.vector else "waiting",
        "encoder": result.model if contents.vector else "",
        "sha256": contents.sha256,
        "width": contents.width,
        "height": contents.height,
        "format": contents.format,
        "day": contents.taken_at or _file_day(stamp),
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


def _file_day(stamp: FileStamp) -> str:
    """Return the file's own time, for a picture in which the camera wrote none; empty for a time that no calendar has."""
    try:
        return datetime.datetime.fromtimestamp(stamp.modified_ns / 1e9).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return ""
