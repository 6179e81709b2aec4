"""Which pictures are copies of one another: by their bytes, and by two 64-bit fingerprints. Pure: columns in, groups out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.capabilities.images.api import DuplicateLevel

REENCODED = 12
"""Bits of 128 that may differ between a picture and itself saved another way: on 120 photographs 0 to 7, down to an eighth."""
SIMILAR = 26
"""A border of 5 % cut off: 12 to 26. Unrelated photographs: 63 ± 6.5, never under 35 in 7,140 pairs."""
SAME_SHAPE = 0.03
"""How far the shapes of re-encoded copies may differ: a crop is similar, no copy."""
BANDS = 12
"""Only pictures that agree in one band of about 11 bits are compared: of those 20 bits apart, 9 in 10 do."""
PLAIN = 8
"""Bits set or unset in a fingerprint that says nothing: of one colour, of fog."""

Longs = npt.NDArray[np.int64]
Translations = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Columns:
    """One row a picture, the better first. `content` numbers equal bytes; `prints` [n, 2] are dhash and phash."""

    content: Longs
    prints: Translations
    shape: npt.NDArray[np.float64]


def groups(pictures: Columns, tiers: Sequence[DuplicateLevel]) -> list[tuple[DuplicateLevel, list[int]]]:
    """Rows that belong together, two at least, best first; the best of a closer tier stands for it in the next."""
    same = _joined(_same(pictures))
    standing = _without(np.arange(len(pictures.content)), same)
    near = [_Pairs(*each) for each in _near(pictures, standing)] if {"reencoded", "similar"} & {*tiers} else []
    copies = _joined(
        (pairs.first[copied], pairs.second[copied]) for pairs in near for copied in [_copied(pictures, pairs)]
    )
    left = _without(standing, copies)
    similar = _joined((pairs.first[kept], pairs.second[kept]) for pairs in near for kept in [pairs.among(left)])
    found: list[tuple[DuplicateLevel, list[list[int]]]] = [("same", same), ("reencoded", copies), ("similar", similar)]
    return [(tier, members) for tier, joined in found if tier in tiers for members in joined]


def copies_of(pictures: Columns, row: int) -> Longs:
    """Rows that are this picture saved another way, itself among them. One comparison with each: 100,000 take 2 ms."""
    if not _telling(pictures.prints[row : row + 1]).any():
        return np.array([row], np.int64)
    bits = np.bitwise_count(pictures.prints ^ pictures.prints[row]).sum(axis=1, dtype=np.int64)
    near = np.flatnonzero(bits <= REENCODED)
    return near[_copied(pictures, _Pairs(np.full(len(near), row), near, bits[near]))]


def _telling(prints: Translations) -> npt.NDArray[np.bool_]:
    counted = np.bitwise_count(prints)
    return np.asarray(((counted >= PLAIN) & (counted <= 64 - PLAIN)).all(axis=1), np.bool_)


@dataclass(frozen=True)
class _Pairs:
    """Rows that look alike and the bits they differ in."""

    first: Longs
    second: Longs
    bits: Longs

    def among(self, standing: Longs) -> npt.NDArray[np.bool_]:
        return np.isin(self.first, standing) & np.isin(self.second, standing)


def _same(pictures: Columns) -> Iterator[tuple[Longs, Longs]]:
    order = np.argsort(pictures.content, kind="stable")
    equal = pictures.content[order[1:]] == pictures.content[order[:-1]]
    yield order[:-1][equal], order[1:][equal]


def _copied(pictures: Columns, pairs: _Pairs) -> npt.NDArray[np.bool_]:
    shapes = np.abs(np.log(pictures.shape[pairs.first] / pictures.shape[pairs.second]))
    return (pairs.bits <= REENCODED) & (shapes < SAME_SHAPE)


def _without(standing: Longs, joined: list[list[int]]) -> Longs:
    return standing[~np.isin(standing, [member for members in joined for member in members[1:]])]


def _near(pictures: Columns, standing: Longs) -> Iterator[tuple[Longs, Longs, Longs]]:
    """Pairs whose fingerprints differ in SIMILAR bits at most, as far as they agree in one band."""
    telling = standing[_telling(pictures.prints[standing])]
    prints = pictures.prints[telling]
    for key in _bands(prints):
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.arange(len(order))
        for step in range(1, len(order)):
            first = first[: np.searchsorted(first, len(order) - step)]
            first = first[key[first] == key[first + step]]
            if not len(first):
                break
            ours, theirs = order[first], order[first + step]
            bits = np.bitwise_count(prints[ours] ^ prints[theirs]).sum(axis=1, dtype=np.int64)
            close = bits <= SIMILAR
            if close.any():
                yield telling[ours[close]], telling[theirs[close]], bits[close]


def _bands(prints: Translations) -> Iterator[Longs]:
    bits = np.unpackbits(np.ascontiguousarray(prints).view(np.uint8).reshape(len(prints), 16), axis=1)
    for part in np.array_split(np.arange(128), BANDS):
        yield bits[:, part].astype(np.int64) @ (1 << np.arange(len(part)))


def _joined(pairs: Iterable[tuple[Longs, Longs]]) -> list[list[int]]:
    """Connected rows, each list in order, the lists by their first."""
    leader: dict[int, int] = {}

    def lead(row: int) -> int:
        while (above := leader.get(row, row)) != row:
            leader[row] = leader.get(above, above)
            row = above
        return row

    for first, second in pairs:
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            low, high = sorted((lead(one), lead(other)))
            leader[high] = low
            leader.setdefault(low, low)
    members: dict[int, list[int]] = {}
    for row in sorted(leader):
        members.setdefault(lead(row), []).append(row)
    return [members[key] for key in sorted(members)]
