"""Copies among the pictures of the library, the one worth keeping suggested. Deletes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.capabilities.images import gallery
from engine.capabilities.images.alike import Columns, groups
from engine.capabilities.images.api import Copy, Duplicates, FindDuplicates, Group, Tier
from engine.capabilities.images.filters import where
from engine.capabilities.images.gallery import rows
from engine.store.database import Store

_BEST_FIRST = "width * height DESC, sharpness DESC, bytes DESC, modified_ns, id"
_COLUMNS = "id, sha256, dhash, phash, width, height, bytes, sharpness"


@dataclass(frozen=True)
class _Row:
    id: int
    sha256: bytes
    dhash: int
    phash: int
    width: int
    height: int
    bytes: int
    sharpness: float


class Copies:
    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, request: FindDuplicates) -> Duplicates:
        listed, found = self._groups(request)
        spare = sum(listed[member].bytes for _, members in found for member in members[1:])
        shown = found[request.offset : request.offset + request.limit]
        return Duplicates(
            tuple(self._group(tier, [listed[m] for m in members]) for tier, members in shown), len(found), spare
        )

    def _groups(self, request: FindDuplicates) -> tuple[list[_Row], list[tuple[Tier, list[int]]]]:
        asked = where(request.filters)
        sql = f"""SELECT {_COLUMNS} FROM pictures WHERE {asked.sql} AND state <> 'failed' AND sha256 IS NOT NULL
            ORDER BY {_BEST_FIRST}"""
        with self._store.read() as connection:
            listed = [_Row(*row) for row in rows(connection.execute(sql, asked.values))]
        return listed, groups(_columns(listed), request.tiers) if listed else []

    def _group(self, tier: Tier, members: list[_Row]) -> Group:
        with self._store.read() as connection:
            pictures = gallery.pictures_of(connection, self._store.home, [(row.id, 0.0) for row in members])
        known = {row.id: row for row in members}
        return Group(tier, tuple(Copy(p, known[p.id].bytes, known[p.id].sharpness) for p in pictures))


def _columns(listed: list[_Row]) -> Columns:
    numbers: dict[bytes, int] = {}
    content = np.array([numbers.setdefault(row.sha256, len(numbers)) for row in listed], np.int64)
    prints = np.array([(row.dhash, row.phash) for row in listed], np.int64).view(np.uint64)
    shape = np.array([max(row.width, 1) / max(row.height, 1) for row in listed])
    return Columns(content, prints, shape)
