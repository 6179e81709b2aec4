"""Images to the input of a network: resized, cut or padded to a square, normalised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.models.manifest import ImageInput

if TYPE_CHECKING:
    from PIL.Image import Image

    from engine.models.interfaces import Pixels


def preprocess(image: Image, input: ImageInput) -> Pixels:
    """Return an upright RGB image as the network's input, float32 [3, side, side]."""
    from PIL import Image

    square, resampling = (input.side, input.side), Image.Resampling[input.interpolation.upper()]
    if input.resize == "letterbox":
        small, image = image.resize(letterbox_size(image.size, input.side), resampling), Image.new("RGB", square)
        image.paste(small)
    else:
        box = _center_crop(image.size, input) if input.resize == "center_crop" else None
        image = image.resize(square, resampling, box)
    values = np.asarray(image, np.float32).transpose(2, 0, 1)
    mean, std = (np.array(channels, np.float32)[:, None, None] for channels in (input.mean, input.std))
    pixels: Pixels = values / (255 * std) - mean / std
    return pixels


def letterbox_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return width and height scaled so that the longer is `side`."""
    scale = side / max(size)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _center_crop(size: tuple[int, int], input: ImageInput) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the part that is left after resizing and cutting, each to whole pixels.

    Both are done in one step: an image one pixel high is never made 30,000 times as wide.
    """
    shorter = round(input.side / input.crop)
    resized = [shorter * length // min(size) for length in size]
    margin = [(length - input.side) // 2 for length in resized]
    scale = [length / new for length, new in zip(size, resized, strict=True)]
    left, top = margin[0] * scale[0], margin[1] * scale[1]
    right, bottom = (margin[0] + input.side) * scale[0], (margin[1] + input.side) * scale[1]
    return left, top, min(right, size[0]), min(bottom, size[1])
