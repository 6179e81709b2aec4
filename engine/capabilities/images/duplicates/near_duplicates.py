"""Groups of duplicates by their bytes and by two 64-bit fingerprints. Pure: columns in, groups out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from engine.capabilities.images.api import DuplicateLevel

REENCODED_BITS = 12
"""Bits of 128 that may differ between a picture and itself saved another way: on 120 photographs 0 to 7, down to an eighth."""
SIMILAR_BITS = 26
"""A border of 5 % cut off: 12 to 26. Unrelated photographs: 63 ± 6.5, never under 35 in 7,140 pairs."""
SAME_SHAPE = 0.03
"""Largest difference of the logarithms of the aspect ratios of re-encoded copies: a crop is similar, not a copy."""
BANDS = 12
"""Only pictures that agree in one band of about 11 bits are compared: of those 20 bits apart, 9 in 10 do."""
MIN_SET_BITS = 8
"""A fingerprint with fewer bits set, or unset, says nothing: of one colour, of fog."""

Longs = npt.NDArray[np.int64]
Prints = npt.NDArray[np.uint64]


class Fingerprints(msgspec.Struct, frozen=True):
    """Columns with a row for each picture, the better ones first.

    `content` [n] has equal numbers for equal bytes; `prints` [n, 2] are dhash and phash; `shape` [n] is width ÷ height.
    """

    content: Longs
    prints: Prints
    shape: npt.NDArray[np.float64]


Split = Callable[[list[int]], list[list[int]]]
"""Parts the rows of a group into those that belong together on a closer look, each in the order they had."""


def group_duplicates(
    pictures: Fingerprints,
    levels: Sequence[DuplicateLevel],
    split_copies: Split = lambda members: [members],
    split_similar: Split = lambda members: [members],
) -> list[tuple[DuplicateLevel, list[int]]]:
    """Return groups of at least two rows, best first. The best of a closer level stands for its group in the next."""
    same = _connect(_same_content(pictures))
    left = _representatives(np.arange(len(pictures.content)), same)
    near = [_Pairs(*block) for block in _near_pairs(pictures, left)] if {"reencoded", "similar"} & {*levels} else []
    candidates = _connect(
        (pairs.first[mask], pairs.second[mask]) for pairs in near for mask in [_are_reencoded(pictures, pairs)]
    )
    copies = _parted(candidates, split_copies)
    left = _representatives(left, copies)
    alike = _connect((pairs.first[mask], pairs.second[mask]) for pairs in near for mask in [pairs.among(left)])
    similar = _parted(alike, split_similar)
    groups: list[tuple[DuplicateLevel, list[list[int]]]] = [
        ("same", same),
        ("reencoded", copies),
        ("similar", similar),
    ]
    return [(level, members) for level, joined in groups if level in levels for members in joined]


def _parted(groups: list[list[int]], split: Split) -> list[list[int]]:
    return [part for group in groups for part in split(group) if len(part) > 1]


def find_copies(pictures: Fingerprints, row: int) -> Longs:
    """Return the rows whose fingerprints are those of this picture saved another way, its own among them.

    100,000 comparisons take 2 ms.
    """
    if not _is_informative(pictures.prints[row : row + 1]).any():
        return np.array([row], np.int64)
    bits = np.bitwise_count(pictures.prints ^ pictures.prints[row]).sum(axis=1, dtype=np.int64)
    near = np.flatnonzero(bits <= REENCODED_BITS)
    return near[_are_reencoded(pictures, _Pairs(np.full(len(near), row), near, bits[near]))]


def _is_informative(prints: Prints) -> npt.NDArray[np.bool_]:
    """Return a mask [n] of the rows whose fingerprints are not of plain pictures."""
    counts = np.bitwise_count(prints)
    return np.asarray(((counts >= MIN_SET_BITS) & (counts <= 64 - MIN_SET_BITS)).all(axis=1), np.bool_)


class _Pairs(msgspec.Struct, frozen=True):
    """Pairs of rows that look alike, and the number of bits in which they differ."""

    first: Longs
    second: Longs
    bits: Longs

    def among(self, rows: Longs) -> npt.NDArray[np.bool_]:
        """Return a mask of the pairs whose rows are both among these."""
        return np.isin(self.first, rows) & np.isin(self.second, rows)


def _same_content(pictures: Fingerprints) -> Iterator[tuple[Longs, Longs]]:
    order = np.argsort(pictures.content, kind="stable")
    equal = pictures.content[order[1:]] == pictures.content[order[:-1]]
    yield order[:-1][equal], order[1:][equal]


def _are_reencoded(pictures: Fingerprints, pairs: _Pairs) -> npt.NDArray[np.bool_]:
    shapes = np.abs(np.log(pictures.shape[pairs.first] / pictures.shape[pairs.second]))
    return (pairs.bits <= REENCODED_BITS) & (shapes < SAME_SHAPE)


def _representatives(rows: Longs, groups: list[list[int]]) -> Longs:
    """Return the rows without all but the first of each group."""
    return rows[~np.isin(rows, [member for members in groups for member in members[1:]])]


def _near_pairs(pictures: Fingerprints, rows: Longs) -> Iterator[tuple[Longs, Longs, Longs]]:
    """Yield blocks of pairs that differ in at most SIMILAR_BITS, as far as they agree in one band."""
    informative = rows[_is_informative(pictures.prints[rows])]
    prints = pictures.prints[informative]
    for key in _bands(prints):
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.arange(len(order))
        for step in range(1, len(order)):
            first = first[: np.searchsorted(first, len(order) - step)]
            first = first[key[first] == key[first + step]]
            if not len(first):
                break
            left, right = order[first], order[first + step]
            bits = np.bitwise_count(prints[left] ^ prints[right]).sum(axis=1, dtype=np.int64)
            close = bits <= SIMILAR_BITS
            if close.any():
                yield informative[left[close]], informative[right[close]], bits[close]


def _bands(prints: Prints) -> Iterator[Longs]:
    bits = np.unpackbits(np.ascontiguousarray(prints).view(np.uint8).reshape(len(prints), 16), axis=1)
    for part in np.array_split(np.arange(128), BANDS):
        yield bits[:, part].astype(np.int64) @ (1 << np.arange(len(part)))


def _connect(pairs: Iterable[tuple[Longs, Longs]]) -> list[list[int]]:
    """Return the groups of connected rows (union-find), each sorted, ordered by their first row."""
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        while (above := parent.get(row, row)) != row:
            parent[row] = parent.get(above, above)
            row = above
        return row

    for first, second in pairs:
        for left, right in zip(first.tolist(), second.tolist(), strict=True):
            low, high = sorted((root(left), root(right)))
            parent[high] = low
            parent.setdefault(low, low)
    members: dict[int, list[int]] = {}
    for row in sorted(parent):
        members.setdefault(root(row), []).append(row)
    return [members[key] for key in sorted(members)]
