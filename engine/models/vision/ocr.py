"""Text in pictures (OCR): one network finds lines, another spells them. Reading order is rows, then left to right.

Detector: differentiable binarisation (Liao et al., 2020), a map of how much each pixel is text, of shrunken lines that are
grown again. Recogniser: connectionist temporal classification (Graves et al., 2006), its alphabet in its own metadata.
Lines are taken upright: tilted ones are read while they fit a flat box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.models.encoders.onnx_embedder import CPU, Network
from engine.models.interfaces import TextLine
from engine.models.manifest import ModelManifest
from engine.protocol.errors import ModelDamaged, ModelMissing

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.models.interfaces import OcrModel

    Array = npt.NDArray[Any]
    Part = tuple[int, int, int, int]

DETECTOR, RECOGNISER, ALPHABET = "detector.onnx", "recogniser.onnx", "character"
SIDE, SMALLEST = 960, 32
"""Pixels of the longer side the detector looks at, and what its sides are multiples of."""
TEXT, LINE, SURE = 0.3, 0.5, 0.6
"""Least share of a pixel, of a whole line, and of what was spelt."""
GROWN = 1.6
"""How far a line grows, as area ÷ outline: what training shrank."""
HEIGHT, WIDEST, PIXELS_AT_ONCE = 48, 2400, 4800
"""Pixels of a line for the recogniser, and of lines side by side in one batch."""
MOST_LINES = 400
THINNEST = 3


class OnnxOcrModel:
    """TextReader over a model folder. `spinning` False gives the processor back between operators, for background work."""

    def __init__(
        self,
        manifest: ModelManifest,
        folder: Path,
        threads: int,
        spinning: bool = True,
        providers: Sequence[str] = (CPU,),
    ) -> None:
        self._manifest = manifest
        given = (manifest.name, threads, spinning, providers)
        self._detector = Network(folder / manifest.file(DETECTOR), *given)
        self._recogniser = Network(folder / manifest.file(RECOGNISER), *given)
        self._alphabet = _alphabet(self._recogniser, manifest)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def side(self) -> int:
        return SIDE

    @property
    def notice(self) -> str:
        return self._detector.notice or self._recogniser.notice

    def read(self, picture: Image) -> tuple[TextLine, ...]:
        small = _fitted(picture)
        lines = self._lines(np.asarray(small))
        width, height = small.size
        scale = (picture.width / width, picture.height / height)
        cut = [picture.crop(_scaled(line, scale, picture.size)) for line in lines]
        spelt = self._spelt(cut)
        return tuple(
            TextLine(text, share, left / width, top / height, right / width, bottom / height)
            for (left, top, right, bottom), (text, share) in zip(lines, spelt, strict=True)
            if share >= SURE and text.strip()
        )

    def close(self) -> None:
        self._detector.close()
        self._recogniser.close()

    def _lines(self, pixels: Array) -> list[Part]:
        """Left, top, right, bottom of each line, in reading order."""
        shares = self._detector.run(self._detector.outputs[0], {self._detector.inputs[0]: _values(pixels)[None]})
        if shares.shape != (1, 1, *pixels.shape[:2]):
            raise ModelDamaged(f"an output of {shares.shape}", name=self._manifest.name)
        found = []
        for part in connected(shares[0, 0] > TEXT):
            left, top, right, bottom = part
            if min(right - left, bottom - top) >= THINNEST and _inside(shares[0, 0], part) >= LINE:
                found.append(_grown(part, pixels.shape[1], pixels.shape[0]))
        return in_reading_order(found)[:MOST_LINES]

    def _spelt(self, lines: Sequence[Image]) -> list[tuple[str, float]]:
        """Batches of like width: padding costs as much as text."""
        sized = [_flattened(line) for line in lines]
        spelt = [("", 0.0)] * len(sized)
        for batch in _batches([line.shape[1] for line in sized]):
            widest = max(sized[i].shape[1] for i in batch)
            values = np.zeros((len(batch), 3, HEIGHT, widest), np.float32)
            for row, index in enumerate(batch):
                values[row, :, :, : sized[index].shape[1]] = _values(sized[index])
            shares = self._recogniser.run(self._recogniser.outputs[0], {self._recogniser.inputs[0]: values})
            if shares.ndim != 3 or shares.shape[2] != len(self._alphabet):
                raise ModelDamaged(f"an output of {shares.shape}", name=self._manifest.name)
            for row, index in enumerate(batch):
                spelt[index] = decoded(shares[row], self._alphabet)
        return spelt


def open_text_reader(models: Path, id: str, spinning: bool = False) -> OcrModel:
    """The shelf's reader of that id, its files checked; for background work unless it may spin. Raises ModelError."""
    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry

    installed = ModelRegistry([models]).check(id)
    if installed.manifest.kind != "reader":
        raise ModelMissing(f"{id} reads no pictures")
    return OnnxOcrModel(installed.manifest, installed.folder, physical_cores(), spinning)


def decoded(shares: Array, alphabet: Sequence[str]) -> tuple[str, float]:
    """The likeliest sign at each step, repeats once, blanks (number 0) left out; and how sure its steps are."""
    best, sure = shares.argmax(axis=1), shares.max(axis=1)
    kept = (best != 0) & np.append(True, best[1:] != best[:-1])
    return "".join(alphabet[i] for i in best[kept]), float(sure[kept].mean()) if kept.any() else 0.0


def connected(mask: npt.NDArray[np.bool_]) -> list[Part]:
    """Left, top, right, bottom of each region of touching pixels, by joining the runs of each row with those above."""
    parts: list[list[int]] = []
    joined: list[int] = []

    def root(part: int) -> int:
        while joined[part] != part:
            joined[part] = part = joined[joined[part]]
        return part

    above: list[tuple[int, int, int]] = []
    for row, runs in enumerate(_runs(mask)):
        here = []
        for begin, end in runs:
            touching = sorted({root(part) for left, right, part in above if left <= end and begin <= right})
            part = touching[0] if touching else len(parts)
            if not touching:
                parts.append([begin, row, end, row + 1])
                joined.append(part)
            for other in touching[1:]:
                joined[other] = part
                parts[part] = _around(parts[part], parts[other])
            parts[part] = _around(parts[part], [begin, row, end, row + 1])
            here.append((begin, end, part))
        above = here
    return [(left, top, right, bottom) for i, (left, top, right, bottom) in enumerate(parts) if joined[i] == i]


def in_reading_order(parts: Sequence[Part]) -> list[Part]:
    """Rows from the top, each from the left; parts are of one row when they overlap by half of the flatter one."""
    rows: list[list[Part]] = []
    for part in sorted(parts, key=lambda one: one[1] + one[3]):
        row = next((row for row in reversed(rows) if _of_one_row(row[-1], part)), None)
        if row is None:
            rows.append([part])
        else:
            row.append(part)
    return [part for row in rows for part in sorted(row)]


def _runs(mask: npt.NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    edged = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    edged[:, 1:-1] = mask
    steps = np.diff(edged, axis=1)
    for row in steps:
        yield list(zip(np.flatnonzero(row == 1).tolist(), np.flatnonzero(row == -1).tolist(), strict=True))


def _around(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])]


def _of_one_row(one: Part, other: Part) -> bool:
    common = min(one[3], other[3]) - max(one[1], other[1])
    return common * 2 > min(one[3] - one[1], other[3] - other[1])


def _inside(shares: Array, part: Part) -> float:
    """How much of text the pixels of a part are that count as text."""
    left, top, right, bottom = part
    seen = shares[top:bottom, left:right]
    return float(seen[seen > TEXT].mean())


def _grown(part: Part, width: int, height: int) -> Part:
    left, top, right, bottom = part
    wide, high = right - left, bottom - top
    more = round(wide * high * GROWN / (2 * (wide + high)))
    return max(left - more, 0), max(top - more, 0), min(right + more, width), min(bottom + more, height)


def _scaled(part: Part, scale: tuple[float, float], size: tuple[int, int]) -> Part:
    left, right = (round(value * scale[0]) for value in part[::2])
    top, bottom = (round(value * scale[1]) for value in part[1::2])
    return left, top, min(max(right, left + 1), size[0]), min(max(bottom, top + 1), size[1])


def _fitted(picture: Image) -> Image:
    """No larger than the detector looks at, its sides multiples it can halve five times."""
    scale = min(1.0, SIDE / max(picture.size))
    width, height = (max(round(side * scale / SMALLEST), 1) * SMALLEST for side in picture.size)
    return picture.resize((width, height))


def _flattened(line: Image) -> Array:
    """uint8 [48, width, 3]; a line that stands is laid on its left side."""
    if line.height > 2 * line.width:
        line = line.rotate(90, expand=True)
    width = min(max(round(line.width * HEIGHT / line.height), HEIGHT), WIDEST)
    return np.asarray(line.resize((width, HEIGHT)))


def _values(pixels: Array) -> Array:
    """float32 [3, height, width] from −1 to 1, blue first, as both networks were trained."""
    values: Array = pixels[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return values


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: -widths[i]):
        if batch and (len(batch) + 1) * widths[batch[0]] > PIXELS_AT_ONCE:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _alphabet(recogniser: Network, manifest: ModelManifest) -> list[str]:
    """Blank first, space last."""
    listed = recogniser.metadata.get(ALPHABET)
    if not listed:
        raise ModelDamaged("no alphabet", name=manifest.name)
    return ["", *listed.splitlines(), " "]
