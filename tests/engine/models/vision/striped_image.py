"""A drawing that image models take for a zebra."""

from __future__ import annotations

from PIL import Image


def stripes(width: int = 8) -> Image.Image:
    image = Image.new("RGB", (320, 240), "white")
    for left in range(0, 320, 2 * width):
        image.paste("black", (left, 0, left + width, 240))
    return image
