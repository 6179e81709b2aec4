"""Reads one image: its pixels at the size a model needs, and the features that need no model. Trusts no file.

An image is decoded once, as small as JPEG allows, and made upright RGB; everything else is computed from that.
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
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.files.opening import open_ordinary_file
from engine.indexer.images import image_features
from engine.indexer.images.exif import ExifData, read_exif
from engine.indexer.images.pixels import to_grey, to_rgb, to_square_pixels
from engine.indexer.images.raw import embedded_jpeg
from engine.indexer.safety import MIB, regular_size
from engine.protocol.children.indexing import ImageContents
from engine.protocol.errors import (
    FileError,
    FileTooLarge,
    FileUnreadable,
    FileVanished,
    PictureEmpty,
    PictureTooLarge,
    PictureUnsupported,
)
from engine.protocol.private_folder import make_private_folder

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 200 * MIB
MOST_PIXELS = 300_000_000
"""Declared, in any format: 17,000 × 17,000. The largest camera makes half of it."""
MOST_BYTES = 720 * MIB
"""Memory of a decoded image, with the copy that some modes need on their way to RGB."""
LARGE = 96 * MIB
"""Bytes. Decoded images from this size up are read one at a time."""
MOST_PAGES = 500
"""Of a TIFF."""
THUMBNAIL = 256
FEATURE_SIDE = 256
"""Pixels of the shorter side from which everything is computed, at least; more when the model looks closer."""
QUALITY = 82
FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")
RAW_SUFFIXES = frozenset(".dng .nef .nrw .cr2 .cr3 .arw .sr2 .orf .rw2 .raf .pef .srw".split())
DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError,
    AssertionError, struct.error, zlib.error,
)  # fmt: skip
"""The errors that decoders raise on damaged files."""
_DEEP = frozenset(("I", "F", "I;16", "I;16L", "I;16B", "I;16N"))
_PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}
"""Bytes of a pixel by mode; 4 where not named."""
_COPIED = frozenset(("P", "PA", "CMYK", "YCbCr", "LAB", "HSV"))
"""Modes that must become RGB before they can be reduced: another 4 bytes a pixel."""
_ORIENTATION = 0x0112
_SUBFILE_TYPE, _COPY_OR_MASK = 0x00FE, 0b101
"""TIFF: what an image in the file is; bits that say it is a smaller copy or a mask."""
_TRANSPOSE = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF orientation → PIL.Image.Transpose."""


class LoadedImage(msgspec.Struct, frozen=True):
    """`image` is upright RGB, its shorter side at least as long as was asked for where the file has that much."""

    contents: ImageContents
    image: Image


class _Decoded(msgspec.Struct, frozen=True):
    """`image` is upright RGB; `size` is the file's own, upright."""

    image: Image
    size: tuple[int, int]
    format: str
    exif: ExifData


class ImageReader:
    """Reads images for a model that looks at `side` pixels. Its methods may run in several threads."""

    def __init__(self, side: int) -> None:
        self._formats = _register_formats()
        self._side = max(side, FEATURE_SIDE)
        self._one_large = threading.Lock()

    def read(self, path: Path, thumbnails: Path | None) -> LoadedImage:
        """Decode an image and compute its features; write a thumbnail to the folder `thumbnails` unless that is None.

        Raises FileVanished, FileUnsafe, FileTooLarge, FileUnreadable, PictureTooLarge, PictureUnsupported, PictureEmpty.
        """
        data = _read_bytes(path)
        with _decoder_errors(path):
            return self._read(path, data, thumbnails)

    def decode_pages(self, path: Path, longest: int) -> Iterator[Image]:
        """Decode the pages of an image as upright RGB, the longer side between `longest` and twice that where the file has that
        much. Only a TIFF has more than one. A damaged page costs only itself.

        Raises as `read`, of the first page.
        """
        data = _read_bytes(path)
        with _decoder_errors(path):
            numbers = self._page_numbers(path, data)
        for number in numbers:
            try:
                with _decoder_errors(path):
                    page = self._decode(path, data, lambda size: max(longest * min(size) // max(size), 1), number)
            except FileError:
                if number == 0:
                    raise
                continue
            yield page.image

    def _page_numbers(self, path: Path, data: bytes) -> list[int]:
        """Return the numbers, from 0, of the pages: without smaller copies of pages and masks."""
        if path.suffix.lower() in RAW_SUFFIXES:
            return [0]
        with _open(path, data, self._formats) as image:
            numbers = [0]
            while image.format == "TIFF" and len(numbers) < MOST_PAGES:
                try:
                    image.seek(image.tell() + 1)
                except EOFError:
                    break
                kind = getattr(image, "tag_v2", {}).get(_SUBFILE_TYPE, 0)
                numbers += [] if isinstance(kind, int) and kind & _COPY_OR_MASK else [image.tell()]
        return numbers

    def _read(self, path: Path, data: bytes, thumbnails: Path | None) -> LoadedImage:
        digest = hashlib.sha256(data).digest()
        decoded = self._decode(path, data, lambda size: self._side)
        small = _shrink(decoded.image)
        contents = ImageContents(
            *decoded.size,
            decoded.format,
            digest,
            _write_thumbnail(small, digest.hex(), thumbnails) if thumbnails else "",
            decoded.exif.taken_at,
            decoded.exif.camera,
            decoded.exif.latitude,
            decoded.exif.longitude,
            image_features.colours(small),
            image_features.dhash(small),
            image_features.phash(small),
            image_features.sharpness(decoded.image),
        )
        return LoadedImage(contents, decoded.image)

    def _decode(
        self, path: Path, data: bytes, shorter_side: Callable[[tuple[int, int]], int], page: int = 0
    ) -> _Decoded:
        """Decode only as many pixels of a page as leave the shorter side `shorter_side(size)` long."""
        from PIL.Image import Transpose

        is_raw = path.suffix.lower() in RAW_SUFFIXES
        if is_raw:
            data = _preview(path, data)
        with _open(path, data, self._formats) as image:
            format = path.suffix[1:].upper() if is_raw else str(image.format)
            if page:
                image.seek(page)
                _check_pixels(path, image)
            size, side = image.size, shorter_side(image.size)
            image.draft("RGB", _smallest_size(size, side))
            with self._reserve_memory(path, image):
                tags = image.getexif()  # decodes a PNG to its end
                facts, orientation = read_exif(tags), tags.get(_ORIENTATION, 1)
                upright = to_square_pixels(to_rgb(_reduce(image, side)), image)
        if orientation in _TRANSPOSE:
            upright = upright.transpose(Transpose(_TRANSPOSE[orientation]))
            size = (size[1], size[0]) if orientation > 4 else size
        return _Decoded(upright, size, format, facts)

    def _reserve_memory(self, path: Path, image: Image) -> AbstractContextManager[object]:
        """Refuse an image that takes too much memory, and let one large one be decoded at a time.

        Called after `draft`, so that a large JPEG counts as the smaller image it is decoded to. Raises PictureTooLarge.
        """
        pixel_bytes = _PIXEL_BYTES.get(image.mode, 4) + (4 if image.mode in _COPIED else 0)
        needed = image.width * image.height * pixel_bytes
        if needed > MOST_BYTES:
            raise _too_large(path, image.size, MOST_BYTES // pixel_bytes)
        return self._one_large if needed > LARGE else nullcontext()


@contextmanager
def _decoder_errors(path: Path) -> Iterator[None]:
    """Turn errors of decoders into FileUnreadable."""
    try:
        yield
    except FileError:
        raise
    except DECODER_ERRORS as error:
        raise FileUnreadable(f"{type(error).__name__}: {error}"[:500], name=path.name) from error


def _register_formats() -> list[str]:
    """Return those of FORMATS that can be read here, and set our limits. HEIC needs its decoder to be installed."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused below, with a sentence
    warnings.filterwarnings("ignore", category=UserWarning, module="PIL")  # "corrupt EXIF data": not ours to repair
    Image.init()
    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
    return [format for format in FORMATS if format in Image.OPEN]


def _read_bytes(path: Path) -> bytes:
    """Raises FileVanished, FileNotOrdinary, FileTooLarge, PictureEmpty."""
    size = regular_size(path)
    if size == 0:
        raise PictureEmpty(name=path.name)
    if size > LARGEST_FILE:
        raise FileTooLarge(f"{size} bytes", name=path.name, limit=f"{LARGEST_FILE // MIB} MB")
    try:
        with open_ordinary_file(path) as file:
            return file.read(LARGEST_FILE)
    except OSError as error:
        raise FileVanished(error.strerror or "", name=path.name) from error


def _preview(path: Path, data: bytes) -> bytes:
    preview = embedded_jpeg(data)
    if preview is None:
        raise PictureUnsupported("no preview in the raw file", name=path.name)
    return preview


def _open(path: Path, data: bytes, formats: list[str]) -> Image:
    """Recognise an image by its content, whatever its name. Its pixels are not decoded yet."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise PictureUnsupported(str(error), name=path.name) from error
    except Image.DecompressionBombError as error:
        pixels = re.search(r"\d+", str(error))  # Pillow tells the number only in its message
        raise _too_large(path, (int(pixels[0]) if pixels else MOST_PIXELS, 1), MOST_PIXELS) from error
    _check_pixels(path, image)
    return image


def _check_pixels(path: Path, image: Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(path, image.size, MOST_PIXELS)


def _too_large(path: Path, size: tuple[int, int], limit: int) -> PictureTooLarge:
    pixels = size[0] * size[1] // 1_000_000
    return PictureTooLarge(f"{size[0]} × {size[1]}", name=path.name, pixels=pixels, limit=limit // 1_000_000)


def _smallest_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return the size whose shorter side is `side`: JPEG is decoded at the next larger power-of-two fraction of its own."""
    scale = side / min(size)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _reduce(image: Image, side: int) -> Image:
    """Average pixels by the largest whole factor that leaves `side`; modes that cannot be averaged become RGB or grey first."""
    image.load()
    if image.mode in _COPIED:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    elif image.mode in _DEEP:
        image = to_grey(image)
    elif image.mode == "1":
        image = image.convert("L")
    factor = min(image.size) // side
    return image.reduce(factor) if factor > 1 else image


def _shrink(image: Image) -> Image:
    from PIL.Image import Resampling

    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Resampling.LANCZOS, reducing_gap=2.0)
    return small


def _write_thumbnail(small: Image, digest: str, folder: Path) -> str:
    """Return the thumbnail's path relative to the folder. It is named by the image's content, so two copies share it.

    It is written to a file beside and moved into place.
    """
    name = f"{digest[:2]}/{digest[2:34]}.jpg"
    path = folder / name
    if path.exists():
        return name
    make_private_folder(folder)
    make_private_folder(path.parent)
    part = folder / f"{digest[:32]}.{threading.get_ident()}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        small.save(file, "JPEG", quality=QUALITY)
    part.replace(path)
    return name
