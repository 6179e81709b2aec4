"""Parts pictures whose fingerprints agree into those that are one picture, by their thumbnails and the text read in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.capabilities.images.duplicates.verification import MOST_DISAGREEMENT, pixel_disagreement, texts_differ
from engine.capabilities.images.picture_rows import THUMBNAILS
from engine.store.database import Store
from engine.store.profile_files import stored_path
from engine.store.rows import rows

NEAREST = 3
"""Groups that a picture is compared with, of those whose best picture looks most like it at SKETCH pixels."""
SKETCH = 24

Bytes = npt.NDArray[np.uint8]


class _Candidate(msgspec.Struct, frozen=True):
    """The figures that verify a picture. `grey` is None where its thumbnail cannot be read: it is nobody's copy."""

    grey: Bytes | None
    text: str

    def sketch(self) -> npt.NDArray[np.float32]:
        assert self.grey is not None
        small = Image.fromarray(self.grey).resize((SKETCH, SKETCH), Image.Resampling.BOX)
        return np.asarray(small, np.float32).ravel()


class CopyVerifier:
    """Verifies candidates by their ids."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def split_copies(self, ids: Sequence[int]) -> list[list[int]]:
        """Return groups of pictures, each of one picture saved another way, in the order of their first ones."""
        candidates = self._read(ids)
        groups: list[list[int]] = []
        firsts: list[_Candidate] = []
        sketches = np.full((len(ids), SKETCH**2), np.inf, np.float32)
        for id in ids:
            candidate = candidates.get(id)
            if candidate is None or candidate.grey is None:
                groups.append([id])
                firsts.append(_Candidate(None, ""))
                continue
            sketch = candidate.sketch()
            distances = np.abs(sketches[: len(groups)] - sketch).mean(axis=1)
            for at in np.argsort(distances, kind="stable")[:NEAREST].tolist():
                if _are_copies(firsts[at], candidate):
                    groups[at].append(id)
                    break
            else:
                sketches[len(groups)] = sketch
                groups.append([id])
                firsts.append(candidate)
        return groups

    def split_similar(self, ids: Sequence[int]) -> list[list[int]]:
        """Return groups of pictures in which no other text was read than in the first of their group."""
        candidates = self._texts(ids)
        groups: list[list[int]] = []
        for id in ids:
            text = candidates.get(id, "")
            group = next((group for group in groups if not texts_differ(candidates.get(group[0], ""), text)), None)
            if group is None:
                groups.append([id])
            else:
                group.append(id)
        return groups

    def copies_among(self, picture: int, ids: Sequence[int]) -> list[int]:
        """Return those of the pictures that are this one saved another way."""
        candidates = self._read([picture, *ids])
        if picture not in candidates:
            return []
        return [id for id in ids if id in candidates and _are_copies(candidates[picture], candidates[id])]

    def _read(self, ids: Sequence[int]) -> dict[int, _Candidate]:
        return {
            id: _Candidate(_read_grey(stored_path(self._store.home, THUMBNAILS, thumbnail)), text)
            for id, thumbnail, text in self._rows(ids)
        }

    def _texts(self, ids: Sequence[int]) -> dict[int, str]:
        return {id: text for id, _, text in self._rows(ids)}

    def _rows(self, ids: Sequence[int]) -> list[tuple[int, str, str]]:
        sql = "SELECT id, thumbnail, ocr_text FROM images WHERE id IN (SELECT value FROM json_each(?))"
        with self._store.read() as connection:
            listed = rows(connection.execute(sql, (msgspec.json.encode(list(ids)).decode(),)))
            return [(int(id), str(thumbnail), str(text)) for id, thumbnail, text in listed]


def _read_grey(path: str) -> Bytes | None:
    """Return the grey pixels of a thumbnail, a JPEG that the indexer made."""
    if not path:
        return None
    try:
        with Image.open(Path(path), formats=["JPEG"]) as image:
            return np.asarray(image.convert("L"))
    except (OSError, SyntaxError, ValueError):
        return None


def _are_copies(first: _Candidate, second: _Candidate) -> bool:
    if first.grey is None or second.grey is None or texts_differ(first.text, second.text):
        return False
    height, width = (min(sides) for sides in zip(first.grey.shape, second.grey.shape, strict=True))
    one, other = (_resized(grey, width, height) for grey in (first.grey, second.grey))
    return min(pixel_disagreement(one, other), pixel_disagreement(other, one)) <= MOST_DISAGREEMENT


def _resized(grey: Bytes, width: int, height: int) -> npt.NDArray[np.float32]:
    if grey.shape == (height, width):
        return grey.astype(np.float32)
    return np.asarray(Image.fromarray(grey).resize((width, height), Image.Resampling.LANCZOS), np.float32)
