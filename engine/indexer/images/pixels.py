"""Pixels of every kind as upright RGB that can be seen: deep ones, transparent ones, and those that are no squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

BACKGROUNDS = (255, 24, 128)
"""Greys that transparent images are laid on; white, the first, wherever what is opaque can be seen on it."""
CONTRAST = 48
"""Levels between a pixel and the background from which it can be seen: yellow on white has 29, light grey paper 40."""
SEEN_SHARE = 0.5
"""Of the opaque pixels, which must be seen on white."""
TWELVE_BITS = 4095
LEAST_STRETCH, MOST_STRETCH = 1.2, 4.0
"""Height of a pixel in times of its width, or the other way round, that is corrected: a fax has 1.04 or 2.08."""


def to_grey(image: Image) -> Image:
    """Convert deep pixels to eight bits: 16 bits by their high byte, or 12 bits by theirs, and wider integers and floats from
    their minimum to their maximum."""
    from PIL import Image

    values = np.asarray(image)
    if values.dtype.kind == "u" or (values.dtype.kind == "i" and 255 < values.max() <= 65535 and values.min() >= 0):
        return Image.fromarray((values >> (4 if 255 < values.max() <= TWELVE_BITS else 8)).astype(np.uint8), "L")
    if values.dtype.kind == "i" and values.min() >= 0 and values.max() <= 255:
        return Image.fromarray(values.astype(np.uint8), "L")
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    scaled = np.nan_to_num((values - least) * (255 / ((most - least) or 1.0)), nan=0.0)
    return Image.fromarray(scaled.astype(np.uint8), "L")


def to_rgb(image: Image) -> Image:
    """Convert to RGB. Transparent parts lie on white; on black or grey where what is opaque could not be seen on white."""
    from PIL import Image

    if image.mode in ("LA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        background = Image.new("RGBA", image.size, (_background(image),) * 3)
        return Image.alpha_composite(background, image).convert("RGB")
    return image.convert("RGB")


def to_square_pixels(image: Image, file: Image) -> Image:
    """Return the image stretched to the resolution that its file tells of a TIFF: a fax has half as many lines as columns."""
    across, down = (float(value) for value in file.info.get("dpi", (1, 1)))
    if file.format != "TIFF" or min(across, down) <= 0:
        return image
    stretch = max(across, down) / min(across, down)
    if not LEAST_STRETCH <= stretch <= MOST_STRETCH:
        return image
    width, height = image.size
    return image.resize((width, round(height * stretch)) if across > down else (round(width * stretch), height))


def _background(image: Image) -> int:
    """Return the first of BACKGROUNDS on which enough of the opaque pixels are seen, or else the best."""
    opaque = image.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    levels = np.array(image.convert("L").histogram(mask=opaque), np.float64)
    if not levels.sum():
        return BACKGROUNDS[0]
    shares = [float(levels[np.abs(np.arange(256) - grey) >= CONTRAST].sum() / levels.sum()) for grey in BACKGROUNDS]
    return BACKGROUNDS[0] if shares[0] >= SEEN_SHARE else BACKGROUNDS[int(np.argmax(shares))]
