"""Image files for tests: good ones of every kind with known contents, and bad ones that attack or confuse a decoder."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parents[2] / "resources" / "fonts" / "Inter-Regular.ttf"
RED, BLUE = (220, 30, 30), (40, 60, 220)


def scene(seed: int = 0, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Draw shapes on a gradient: no two seeds look alike, and each is recognised when it is saved in another format."""
    random = np.random.default_rng(seed)
    left, right = random.integers(0, 255, (2, 3))
    ramp = np.linspace(0, 1, size[0])[None, :, None]
    ground = (left * (1 - ramp) + right * ramp).repeat(size[1], axis=0)
    picture = Image.fromarray(ground.astype(np.uint8), "RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y = random.integers(0, size[0]), random.integers(0, size[1])
        width, height = random.integers(size[0] // 12, size[0] // 3), random.integers(size[1] // 12, size[1] // 3)
        colour = tuple(int(c) for c in random.integers(0, 255, 3))
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((x - width // 2, y - height // 2, x + width // 2, y + height // 2), fill=colour)
    return picture


def halves(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Draw red above and blue below."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, size[1] // 2, *size))
    return picture


def sign(
    *lines: str, px: int = 40, size: tuple[int, int] = (1200, 800), ground: Image.Image | None = None
) -> Image.Image:
    """Print lines, `px` high, on white or on `ground`."""
    picture = ground or Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), px)
    for row, line in enumerate(lines):
        pen.text((60, 60 + 2 * px * row), line, "black", font, stroke_width=px // 8, stroke_fill="white")
    return picture


def write_with_exif(path: Path, orientation: int = 1) -> Path:
    """Write a camera's JPEG, taken in Cádiz."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Canon", "Canon EOS R5", orientation
    exif.get_ifd(0x8769)[0x9003] = "2024:05:17 18:03:11"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (36.0, 31.0, 45.0), "W", (6.0, 17.0, 33.0)
    halves().save(path, exif=exif)
    return path


def write_raw(path: Path) -> Path:
    """Write a camera's raw file: a TIFF directory whose second entry points to a JPEG preview."""
    preview = io.BytesIO()
    halves((1200, 800)).save(preview, "JPEG")
    data = preview.getvalue()
    entries = [(0x0100, 4, 1, 16), (0x0201, 4, 1, 100), (0x0202, 4, 1, len(data))]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 0)
    path.write_bytes(head.ljust(100, b"\0") + data + bytes(500))
    return path


def write_png_header(path: Path, width: int, height: int, body: bytes = b"") -> Path:
    """Write a PNG that declares a size and holds almost nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + body + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    )
    return path


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def write_truncated(path: Path) -> Path:
    whole = io.BytesIO()
    scene(1).save(whole, "JPEG", quality=95)
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    return path


def write_text_bomb(path: Path) -> Path:
    """Write a PNG with a comment of 200 MB, compressed to 200 KB."""
    return write_png_header(path, 64, 64, png_chunk(b"zTXt", b"comment\0\0" + zlib.compress(bytes(200_000_000), 9)))


def write_endless_gif(path: Path, frames: int = 100_000) -> Path:
    """Write a GIF that repeats one frame."""
    first = io.BytesIO()
    halves((32, 32)).save(first, "GIF")
    data = first.getvalue()
    image_at = data.index(b"\x2c", 13 + 3 * (2 << (data[10] & 7)))
    path.write_bytes(data[:-1] + data[image_at:-1] * frames + b"\x3b")
    return path


HEIC = base64.b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<00042ZDn*}000000000XXk=`10000000000aA{+700000000000000000000B57=I"
    "V*mgE07O6l0RRC200001dH?|c000000021v001LtX>Mi!000000RR916=`l}WdZ;I000310BCk&F#rGn01j|zbZr0t000010002i"
    "X>f9I0002DX>en20001ZXm(>m0RwOV0058x000009`FGC{rLC*01pFT0096PKmiN^|NjGU00093kN^M!000939=ZZRVE_RDD?$MQ"
    "18@KU0|1Z!00RI30{|YNAb|yz>PacCZUPz%2mk;B0LTCU0{{p>VgLaE2SfqEa<C#m0000JV{dG7ZewhC0096E00w{n000zeb8uw<"
    "00000002M$002M$000nhX?SS>000032nYxO000+haBX1#00000000310R({p0|Wp706}eJVRQfh05vE9uM>cIB@<Lf|NdZ|zxIXc"
    "|G}nEKj8oO7>Ylk0$=`O`m6yXIvKlkw`3H;At_7C1$(d"
)
"""`halves` in 64 × 64, as a phone saves it: none of our libraries can write one."""

BAD_IMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "truncated.jpg": ("file_unreadable", write_truncated),
    "empty.jpg": ("picture_empty", lambda path: path.touch()),
    "text.jpg": ("picture_unsupported", lambda path: path.write_text("This is not an image.")),
    "30000.png": ("picture_too_large", lambda path: write_png_header(path, 30_000, 30_000)),
    "50000.png": ("picture_too_large", lambda path: write_png_header(path, 50_000, 50_000)),
    "short.png": ("file_unreadable", lambda path: write_png_header(path, 13_000, 13_000)),
    "comment.png": ("file_unreadable", write_text_bomb),
    "raw.nef": ("picture_unsupported", lambda path: path.write_bytes(b"II*\0" + bytes(5000))),
    "postscript.png": (
        "picture_unsupported",
        lambda path: path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    ),
}
"""File name → the error kind it is refused with, and the function that writes it."""
