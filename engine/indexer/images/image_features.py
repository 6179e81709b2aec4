"""Features of an image that need no model: its colours, two perceptual hashes, its sharpness. All take an upright RGB image."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

Floats = npt.NDArray[np.float32]

COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown", "black", "grey", "white")
SMALLEST_FRACTION = 0.12
"""Of the image that a colour must cover to be listed; the commonest always is."""
MOST_COLOURS = 4
_COLOUR_SIDE = 48
_SHARP_SIDE = 512
_HUES = np.array([15, 40, 68, 160, 195, 255, 290, 345], np.float32)
"""Degrees where red, orange, yellow, green, cyan, blue, purple and pink end; red again after that."""
_ORANGE, _PINK, _BROWN, _BLACK, _GREY, _WHITE = 1, 7, 8, 9, 10, 11


def colours(image: Image) -> tuple[str, ...]:
    """Return up to MOST_COLOURS names of COLOURS, the one that covers most first."""
    from PIL.Image import Resampling

    small = image.resize((_COLOUR_SIDE, _COLOUR_SIDE), Resampling.BOX)
    hsv = np.asarray(small.convert("HSV"), np.float32).reshape(-1, 3)
    hue, saturation, value = hsv[:, 0] * (360 / 255), hsv[:, 1] / 255, hsv[:, 2] / 255
    indices = np.searchsorted(_HUES, hue) % len(_HUES)
    indices[(indices <= _ORANGE) & (value < 0.6) & (saturation < 0.85)] = _BROWN
    indices[(indices == 0) & (saturation < 0.5) & (value > 0.75)] = _PINK
    dull = saturation * value < 0.12
    indices[dull] = np.where(value[dull] > 0.82, _WHITE, _GREY)
    indices[value < 0.18] = _BLACK
    fractions = np.bincount(indices, minlength=len(COLOURS)) / len(indices)
    order = np.argsort(-fractions, kind="stable")
    return tuple(COLOURS[i] for i in order[:MOST_COLOURS] if fractions[i] >= SMALLEST_FRACTION or i == order[0])


def dhash(image: Image) -> int:
    """Return the difference hash, 64 bits, signed: whether each of 9 × 8 grey cells is darker than the next in its row
    (N. Krawetz, "Kind of like that")."""
    cells = _grey(image, (9, 8))
    return _signed((cells[:, 1:] > cells[:, :-1]).ravel())


def phash(image: Image) -> int:
    """Return the perceptual hash, 64 bits, signed: the signs, about their median, of the 8 × 8 lowest cosine frequencies of
    32 × 32 grey cells."""
    cosines = _cosines()
    lowest = (cosines @ _grey(image, (32, 32)) @ cosines.T).ravel()
    return _signed(lowest > np.median(lowest[1:]))


def sharpness(image: Image) -> float:
    """Return the variance of the Laplacian at 512 pixels (Pech-Pacheco et al., 2000).

    It is comparable between copies of one scene only.
    """
    from PIL.Image import Resampling

    scale = _SHARP_SIDE / max(image.size)
    size = max(round(image.width * scale), 3), max(round(image.height * scale), 3)
    grey = np.asarray(image.convert("L").resize(size, Resampling.BILINEAR), np.float32)
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]
    return round(float(laplacian.var()), 3)


def _grey(image: Image, size: tuple[int, int]) -> Floats:
    from PIL.Image import Resampling

    return np.asarray(image.convert("L").resize(size, Resampling.LANCZOS), np.float32)


@cache
def _cosines() -> Floats:
    """Return the first 8 rows of the 32-point discrete cosine transform."""
    row, column = np.arange(8)[:, None], np.arange(32)[None, :]
    return np.cos(np.pi * row * (2 * column + 1) / 64).astype(np.float32)


def _signed(bits: npt.NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits).tobytes(), "big", signed=True)
