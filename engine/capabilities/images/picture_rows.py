"""Reads pictures and their folders from the library's rows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any  # columns of a row have any of SQLite's types

import apsw

from engine.capabilities.images import api
from engine.files.file_run import FileStamp, KnownFile
from engine.files.names import is_folder
from engine.protocol.messages import ErrorData
from engine.store.json_cells import decode_texts
from engine.store.profile_files import stored_path
from engine.store.rows import rows

THUMBNAILS = "thumbnails"
"""Folder of the profile."""
VISIBLE = "deleted_at IS NULL AND missing_since IS NULL"
COLUMNS = "id, path, thumbnail, width, height, state, taken_at, reason, CAST(reason_values AS BLOB), detail"
"""Of the table `images`, for `picture`."""
LISTED_FOLDERS = "SELECT path FROM image_folders WHERE deleted_at IS NULL"
_WITHOUT_OCR = f"FROM images WHERE {VISIBLE} AND state <> 'failed' AND ocr_model <> ? AND ? <> ''"


def path_bounds(folder: str) -> tuple[str, str]:
    """Return the bounds of the paths in a folder: from "/a/b/" up to, and without, "/a/b0"."""
    stem = folder.rstrip(os.sep)
    return stem + os.sep, stem + chr(ord(os.sep) + 1)


def list_folders(connection: apsw.Connection, model: str = "") -> tuple[api.PictureFolder, ...]:
    """Return the folders by path; `waiting` pictures lack a vector of `model` (empty: of any)."""
    folders = connection.execute("SELECT path, watched FROM image_folders WHERE deleted_at IS NULL ORDER BY path")
    return tuple(
        api.PictureFolder(path, bool(watched), *count_pictures(connection, model, path), is_folder(path))
        for path, watched in list(rows(folders))
    )


def count_pictures(connection: apsw.Connection, model: str, folder: str = os.sep) -> tuple[int, int, int]:
    """Return the numbers of pictures, of failed ones, and of those that lack a vector of `model` (empty: of any)."""
    counted = connection.execute(
        f"""SELECT count(*), coalesce(sum(state = 'failed'), 0),
            coalesce(sum(state = 'waiting' OR (? <> '' AND state = 'indexed' AND encoder <> ?)), 0)
            FROM images INDEXED BY images_by_path WHERE path >= ? AND path < ? AND {VISIBLE}""",
        (model, model, *path_bounds(folder)),
    )
    ((pictures, failed, waiting),) = rows(counted)
    return int(pictures), int(failed), int(waiting)


def count_without_ocr(connection: apsw.Connection, ocr_model: str) -> int:
    """Return the number of pictures whose text `ocr_model` has not read; 0 without a model."""
    ((count,),) = rows(connection.execute(f"SELECT count(*) {_WITHOUT_OCR}", (ocr_model, ocr_model)))
    return int(count)


def files_without_ocr(connection: apsw.Connection, ocr_model: str) -> dict[str, int]:
    """Return path → id of the pictures whose text `ocr_model` has not read, the newest first."""
    sql = f"SELECT path, id {_WITHOUT_OCR} ORDER BY day DESC, id DESC"
    return {path: int(id) for path, id in rows(connection.execute(sql, (ocr_model, ocr_model)))}


def known_files(connection: apsw.Connection) -> dict[str, KnownFile]:
    """Return what is known of each file by its path."""
    listed = connection.execute(
        """SELECT path, id, bytes, modified_ns, coalesce(sha256, x''), state, encoder, reason, detail,
           CAST(reason_values AS BLOB), deleted_at IS NOT NULL, missing_since IS NOT NULL FROM images"""
    )
    return {
        path: KnownFile(
            id,
            FileStamp(size, modified_ns),
            sha256,
            state,
            encoder,
            ErrorData(kind, detail, decode_texts(values)),
            bool(removed),
            bool(missing),
        )
        for path, id, size, modified_ns, sha256, state, encoder, kind, detail, values, removed, missing in rows(listed)
    }


def picture(row: Sequence[Any], home: Path, score: float = 0.0) -> api.Picture:
    """Decode a row of COLUMNS, whose values are typed by SQL."""
    id, path, thumbnail, width, height, state, taken_at, reason, values, detail = row
    thumbnail_path = stored_path(home, THUMBNAILS, thumbnail)
    filled = decode_texts(values) if reason else {}
    return api.Picture(id, path, thumbnail_path, width, height, state, taken_at, score, reason, filled, detail)


def read_pictures(
    connection: apsw.Connection, home: Path, scored: Sequence[tuple[int, float]]
) -> tuple[api.Picture, ...]:
    """Return the pictures of (id, score), in that order; an id that is no longer there is left out."""
    sql = f"SELECT {COLUMNS} FROM images WHERE id = ?"
    stored = (next(iter(rows(connection.execute(sql, (id,)))), None) for id, _ in scored)
    return tuple(picture(row, home, round(score, 6)) for row, (_, score) in zip(stored, scored, strict=True) if row)


def listed_folders(connection: apsw.Connection) -> list[str]:
    """Return the paths of the folders that were not removed."""
    return [str(path) for (path,) in rows(connection.execute(LISTED_FOLDERS))]
