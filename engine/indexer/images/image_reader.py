"""Reads one picture: what it shows at the size a model needs, and all that can be told without one. Trusts no file.

A picture is decoded once, as small as JPEG allows, made upright RGB, and everything else is drawn from that.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from engine.indexer.images import exif, image_features
from engine.indexer.images.raw import embedded_jpeg
from engine.indexer.safety import MIB, regular_size
from engine.protocol.errors import (
    FileError,
    FileTooLarge,
    FileUnreadable,
    FileVanished,
    PictureEmpty,
    PictureTooLarge,
    PictureUnsupported,
)
from engine.protocol.indexing import PictureContents

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 200 * MIB
MOST_PIXELS = 300_000_000
"""Declared, of any format: 17,000 × 17,000. The largest camera makes half of it."""
MOST_BYTES = 720 * MIB
"""That a decoded picture may take, with the copy some kinds need on their way to RGB."""
LARGE = 96 * MIB
"""Decoded pictures from this size up are read one at a time."""
THUMBNAIL = 256
SEEN = 256
"""Pixels of the shorter side that everything is drawn from, at least; more when the model looks closer."""
QUALITY = 82
FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")
RAW_SUFFIXES = frozenset(".dng .nef .nrw .cr2 .cr3 .arw .sr2 .orf .rw2 .raf .pef .srw".split())
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError,
    AssertionError, struct.error, zlib.error,
)  # fmt: skip
"""What decoders raise on damaged files."""
_DEEP = frozenset(("I", "F", "I;16", "I;16L", "I;16B", "I;16N"))
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}
"""Bytes a pixel takes; 4 where not named."""
_COPIED = frozenset(("P", "PA", "CMYK", "YCbCr", "LAB", "HSV"))
"""Kinds that must become RGB before they can be made smaller: another 4 bytes a pixel."""
_ORIENTATION = 0x0112
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF orientation to PIL.Image.Transpose."""


@dataclass(frozen=True)
class Seen:
    """`picture` is upright RGB, its shorter side as long as was asked for where the file has that much."""

    contents: PictureContents
    picture: Image


@dataclass(frozen=True)
class _Decoded:
    """`picture` as in Seen; `size` of the file's own, upright."""

    picture: Image
    size: tuple[int, int]
    kind: str
    facts: exif.Taken


class PictureReader:
    """`read` may run in several threads. `side` is the least the model looks at; `thumbnails` a folder, None for none."""

    def __init__(self, side: int) -> None:
        self._formats = _open_formats()
        self._side = max(side, SEEN)
        self._one_large = threading.Lock()

    def read(self, path: Path, thumbnails: Path | None) -> Seen:
        """Raises FileVanished, FileUnsafe, FileTooLarge, FileUnreadable, PictureTooLarge, PictureUnsupported, PictureEmpty."""
        data = _bytes(path)
        with _said_of(path):
            return self._read(path, data, thumbnails)

    def upright(self, path: Path, longest: int) -> Image:
        """RGB, its longer side at least `longest` where the file has that much, and less than twice that. Raises as `read`."""
        data = _bytes(path)
        with _said_of(path):
            return self._decoded(path, data, lambda size: max(longest * min(size) // max(size), 1)).picture

    def _read(self, path: Path, data: bytes, thumbnails: Path | None) -> Seen:
        digest = hashlib.sha256(data).digest()
        decoded = self._decoded(path, data, lambda size: self._side)
        picture, facts = decoded.picture, decoded.facts
        small = _small(picture)
        contents = PictureContents(
            *decoded.size,
            decoded.kind,
            digest,
            _kept(small, digest.hex(), thumbnails) if thumbnails else "",
            facts.at,
            facts.camera,
            facts.latitude,
            facts.longitude,
            image_features.colours(small),
            image_features.dhash(small),
            image_features.phash(small),
            image_features.sharpness(picture),
        )
        return Seen(contents, picture)

    def _decoded(self, path: Path, data: bytes, shorter: Callable[[tuple[int, int]], int]) -> _Decoded:
        """`shorter`: of a size, how long its shorter side must stay."""
        raw = path.suffix.lower() in RAW_SUFFIXES
        if raw:
            data = _preview(path, data)
        with _opened(path, data, self._formats) as image:
            kind = path.suffix[1:].upper() if raw else str(image.format)
            size, side = image.size, shorter(image.size)
            image.draft("RGB", _least(size, side))
            with self._room(path, image):
                noted = image.getexif()  # decodes a PNG to its end
                facts, turn = exif.taken(noted), noted.get(_ORIENTATION, 1)
                picture = _flat(_reduced(image, side))
        if turn in _TURNS:
            picture = picture.transpose(_TURNS[turn])  # type: ignore[arg-type]
            size = (size[1], size[0]) if turn > 4 else size
        return _Decoded(picture, size, kind, facts)

    def _room(self, path: Path, image: Image) -> AbstractContextManager[object]:
        """After draft, so that a large JPEG counts as what is made of it."""
        each = _BYTES.get(image.mode, 4) + (4 if image.mode in _COPIED else 0)
        needed = image.width * image.height * each
        if needed > MOST_BYTES:
            raise _too_large(path, image.size, MOST_BYTES // each)
        return self._one_large if needed > LARGE else nullcontext()


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """What decoders raise, as ours."""
    try:
        yield
    except FileError:
        raise
    except DECODER_ERRORS as error:
        raise FileUnreadable(f"{type(error).__name__}: {error}"[:500], name=path.name) from error


def _open_formats() -> list[str]:
    """Those of FORMATS that can be read here; our limit in place of Pillow's. HEIC needs its decoder to be installed."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused below, with a sentence
    warnings.filterwarnings("ignore", category=UserWarning, module="PIL")  # "corrupt EXIF data": not ours to mend
    Image.init()
    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
    return [one for one in FORMATS if one in Image.OPEN]


def _bytes(path: Path) -> bytes:
    """Raises FileVanished, FileUnsafe, FileTooLarge, PictureEmpty."""
    size = regular_size(path)
    if size == 0:
        raise PictureEmpty(name=path.name)
    if size > LARGEST_FILE:
        raise FileTooLarge(f"{size} bytes", name=path.name, limit=f"{LARGEST_FILE // MIB} MB")
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileVanished(error.strerror or "", name=path.name) from error


def _preview(path: Path, data: bytes) -> bytes:
    found = embedded_jpeg(data)
    if found is None:
        raise PictureUnsupported("no preview in the raw file", name=path.name)
    return found


def _opened(path: Path, data: bytes, formats: list[str]) -> Image:
    """By its content, whatever it is called. Its pixels are not decoded yet."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise PictureUnsupported(str(error), name=path.name) from error
    except Image.DecompressionBombError as error:
        said = re.search(r"\d+", str(error))  # Pillow counts them, and says it nowhere else
        raise _too_large(path, (int(said[0]) if said else MOST_PIXELS, 1), MOST_PIXELS) from error
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(path, image.size, MOST_PIXELS)
    return image


def _too_large(path: Path, size: tuple[int, int], limit: int) -> PictureTooLarge:
    pixels = size[0] * size[1] // 1_000_000
    return PictureTooLarge(f"{size[0]} × {size[1]}", name=path.name, pixels=pixels, limit=limit // 1_000_000)


def _least(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size whose shorter side is `side`: JPEG is decoded at the next larger power-of-two share of its own."""
    scale = side / min(size)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _reduced(image: Image, side: int) -> Image:
    """Averaged by a whole factor, as far as leaves `side`; kinds that cannot be averaged become RGB or grey first."""
    image.load()
    if image.mode in _COPIED:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    elif image.mode in _DEEP:
        image = _to_grey(image)
    elif image.mode == "1":
        image = image.convert("L")
    factor = min(image.size) // side
    return image.reduce(factor) if factor > 1 else image


def _to_grey(image: Image) -> Image:
    """16-bit by its high byte; wider whole numbers and fractions from their least to their most."""
    import numpy as np
    from PIL import Image

    values = np.asarray(image)
    if values.dtype.kind == "u" or (values.dtype.kind == "i" and 255 < values.max() <= 65535 and values.min() >= 0):
        return Image.fromarray((values >> 8).astype(np.uint8), "L")
    if values.dtype.kind == "i" and values.min() >= 0 and values.max() <= 255:
        return Image.fromarray(values.astype(np.uint8), "L")
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    scaled = np.nan_to_num((values - least) * (255 / ((most - least) or 1.0)), nan=0.0)
    return Image.fromarray(scaled.astype(np.uint8), "L")


def _flat(image: Image) -> Image:
    """RGB; what is transparent lies on white."""
    from PIL import Image

    if image.mode in ("LA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        under = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(under, image).convert("RGB")
    return image.convert("RGB")


def _small(picture: Image) -> Image:
    from PIL.Image import Resampling

    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Resampling.LANCZOS, reducing_gap=2.0)
    return small


def _kept(small: Image, digest: str, folder: Path) -> str:
    """Its path in the folder, named by the picture's content: two copies share it. Written beside and moved over."""
    name = f"{digest[:2]}/{digest[2:34]}.jpg"
    path = folder / name
    if path.exists():
        return name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{threading.get_ident()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        small.save(file, "JPEG", quality=QUALITY)
    part.replace(path)
    return name
