"""Tells whether two pictures whose fingerprints agree are one picture: by their pixels at 256, and by the text read in them.

A fingerprint of 128 bits sees no text: all invoices of one template have the same. Pure: pixels and texts in, verdicts out.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import numpy.typing as npt

from engine.text.tokens import fold

Floats = npt.NDArray[np.float32]

WINDOW = 7
"""Pixels of a square in which two pictures are compared: a word of an A4 page in a thumbnail."""
FLAT = 30.0
"""Grey levels of texture that saving with less quality takes away."""
MOST_DISAGREEMENT = 0.55
"""Share of what is drawn in a square that may differ in copies. Of 10 photographs and 3 pages saved in 13 other ways (down to an
eighth, quality 15, blurred) it was at most .44, of invoices and notes of one template at least .69; one digit of a page makes .1,
which only the text tells."""
LEAST_SIDE = 16
_WORD = re.compile(r"\w+")
WORDS_THAT_DIFFER = 0.15
"""Share of the words of two readings of one picture that OCR may read otherwise."""
FEW_WORDS = 4
LETTERS_OF_A_WORD = 4
"""A reading without any word so long is no text: what OCR makes of a clock's face differs at every size."""


def pixel_disagreement(first: Floats, second: Floats) -> float:
    """Return the largest share, over all small squares, of what is drawn there that differs between grey pictures of one size.

    Before, the second is fitted to the first by a shift, a scale, a blur, a gain and an offset (least squares over the image's
    derivatives): what copies saved another way differ by.
    """
    if min(first.shape) < LEAST_SIDE:
        return 0.0
    fitted, target = _fitted(second, first), first[1:-1, 1:-1]
    difference = _local_energy(target - fitted)
    drawn = np.maximum(_local_variance(target), _local_variance(fitted))
    return float((difference / (drawn + FLAT**2)).max())


def texts_differ(first: str, second: str) -> bool:
    """Tell whether the texts read in two pictures are of two documents: another number, or several other words.

    A picture without text, or not read yet, differs from none.
    """
    one, other = (Counter(_WORD.findall(fold(text))) for text in (first, second))
    if not all(any(word.isalpha() and len(word) >= LETTERS_OF_A_WORD for word in words) for words in (one, other)):
        return False
    differing = (one - other) + (other - one)
    if any(word.isdecimal() and len(word) > 1 for word in one - other) and any(
        word.isdecimal() and len(word) > 1 for word in other - one
    ):
        return True
    total = one.total() + other.total()
    return total >= FEW_WORDS and differing.total() > WORDS_THAT_DIFFER * total


def _fitted(picture: Floats, target: Floats) -> Floats:
    """Return the picture, without its outermost pixels, fitted to the target."""
    down, across = (np.asarray(gradient, np.float32) for gradient in np.gradient(picture))
    rows, columns = np.mgrid[-1.0 : 1.0 : picture.shape[0] * 1j, -1.0 : 1.0 : picture.shape[1] * 1j]
    inner = (slice(1, -1), slice(1, -1))
    laplacian = picture[:-2, 1:-1] + picture[2:, 1:-1] + picture[1:-1, :-2] + picture[1:-1, 2:] - 4 * picture[inner]
    parts = [picture[inner], np.ones_like(laplacian), down[inner], across[inner], laplacian]
    parts += [(rows * down)[inner], (columns * across)[inner]]
    matrix = np.stack([part.ravel() for part in parts], axis=1).astype(np.float32)
    weights, *_ = np.linalg.lstsq(matrix, target[inner].ravel(), rcond=None)
    fitted: Floats = (matrix @ weights).reshape(laplacian.shape).astype(np.float32)
    return fitted


def _local_energy(values: Floats) -> Floats:
    return _box_mean(values * values)


def _local_variance(values: Floats) -> Floats:
    mean = _box_mean(values)
    variance: Floats = np.maximum(_box_mean(values * values) - mean * mean, 0)
    return variance


def _box_mean(values: Floats) -> Floats:
    """Return the mean of each WINDOW × WINDOW square (summed-area table)."""
    table = np.zeros((values.shape[0] + 1, values.shape[1] + 1), np.float64)
    np.cumsum(np.cumsum(values, axis=0, dtype=np.float64), axis=1, out=table[1:, 1:])
    sums = table[WINDOW:, WINDOW:] - table[:-WINDOW, WINDOW:] - table[WINDOW:, :-WINDOW] + table[:-WINDOW, :-WINDOW]
    means: Floats = (sums / WINDOW**2).astype(np.float32)
    return means
