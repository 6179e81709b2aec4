"""The manifest of a model folder (model.toml), and the kinds of file that are never opened."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

import msgspec
import tomli_w

from engine.files.opening import open_ordinary_file
from engine.protocol import errors
from engine.protocol.model_kinds import ModelKind

MANIFEST = "model.toml"
LARGEST_MANIFEST = 1024 * 1024
Pooling = Literal["", "mean", "cls"]
Resize = Literal["center_crop", "squash", "letterbox"]
Interpolation = Literal["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"]
SMALLEST_SIDE, LARGEST_SIDE = 16, 2048
Deviation = Annotated[float, msgspec.Meta(gt=0)]
PICKLE_ENDINGS = (
    ".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".joblib", ".npy", ".npz", ".h5", ".keras", ".zip", ".mar", ".nemo",
)  # fmt: skip
PROGRAM_SIGNATURES = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x93NUMPY", b"\x89HDF",
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"ustar", b"\x7fELF", b"MZ", b"#!",
)  # fmt: skip
"""First bytes of archives, pickles and programs, whatever the file is called."""


class ModelFile(msgspec.Struct, frozen=True):
    """One file of a model: its path inside the folder, its size and its SHA-256 (hexadecimal)."""

    path: str
    bytes: int
    sha256: str


class ImageInput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The input of a network that takes images: RGB float32 [3, side, side], (value / 255 − mean) ÷ std.

    `resize` "center_crop": the shorter side becomes side ÷ crop and the middle is cut out; "squash": the image is stretched
    to the square; "letterbox": the longer side becomes side, and the rest, below or to the right, is black.
    """

    side: Annotated[int, msgspec.Meta(ge=SMALLEST_SIDE, le=LARGEST_SIDE)]
    resize: Resize = "center_crop"
    crop: Annotated[float, msgspec.Meta(ge=0.25, le=1)] = 1.0
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    std: tuple[Deviation, Deviation, Deviation] = (0.5, 0.5, 0.5)
    interpolation: Interpolation = "bicubic"


class DualEncoderSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """The two encoders of a model of kind "image-encoder". `image_file` is the ONNX file of its image encoder.

    Its text encoder is one of two: `text_file`, an ONNX file beside a tokenizer.json, whose texts are padded to the
    manifest's context with the token `text_padding` (only to the longest text, and masked, when that is −1); or `embedder`,
    the id of an installed embedder: then a text is the mean of the vectors of its `prompts` ("a photo of {}"), less the
    vector stored in `centre_file`.
    """

    input: ImageInput
    image_file: str
    text_file: str = ""
    text_padding: int = -1
    embedder: str = ""
    prompts: tuple[str, ...] = ("{}",)
    centre_file: str = ""
    logit_scale: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 100.0


class ModelManifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """The contents of a model.toml. `context` and `dimensions` are 0, `languages` is empty where they are not known.

    `pooling` is for embedders that output token states; `dual_encoder` for kind "image-encoder"; `input` for the other kinds
    that take images. `labels` names a file of class names, one a line, in the order of the network's outputs. `projector`
    names the file that lets a text model take images. `base_model` says why a text model is taken for a base model, which
    continues a text and is not to chat with; empty for the others.
    """

    id: str
    name: str
    kind: ModelKind
    files: tuple[ModelFile, ...]
    licence: str = ""
    source: str = ""
    description: str = ""
    context: int = 0
    dimensions: int = 0
    query_prefix: str = ""
    passage_prefix: str = ""
    pooling: Pooling = ""
    languages: tuple[str, ...] = ()
    starter: bool = False
    dual_encoder: DualEncoderSpec | None = None
    input: ImageInput | None = None
    labels: str = ""
    projector: str = ""
    base_model: str = ""

    @property
    def bytes(self) -> int:
        """Size of all files together, in bytes."""
        return sum(file.bytes for file in self.files)

    def file(self, ending: str) -> str:
        """Return the path of the first file whose name ends so, the projector aside. Raises ModelDamaged."""
        for file in self.files:
            if file.path.endswith(ending) and file.path != self.projector:
                return file.path
        raise errors.ModelDamaged(f"no {ending} file", name=self.name)

    @property
    def network_file(self) -> str:
        """Path of the ONNX file; of a dual encoder's image encoder. Raises ModelDamaged when there is none."""
        return self.dual_encoder.image_file if self.dual_encoder else self.file(".onnx")


def dual_encoder_of(manifest: ModelManifest) -> DualEncoderSpec:
    """Return the description of a dual encoder. Raises ModelDamaged for a manifest that has none."""
    if manifest.dual_encoder is None:
        raise errors.ModelDamaged("the manifest has no dual_encoder", name=manifest.name)
    return manifest.dual_encoder


def read_manifest(folder: Path) -> ModelManifest:
    """Return the manifest in a model folder.

    Raises ModelDamaged for a model.toml that is missing, malformed, or names a file outside its folder.
    """
    try:
        status = (folder / MANIFEST).stat()
    except OSError as missing:
        raise errors.ModelDamaged(str(missing), name=folder.name) from None
    return _read_manifest(folder, (status.st_ino, status.st_mtime_ns, status.st_size))


@functools.lru_cache(maxsize=256)
def _read_manifest(folder: Path, stamp: tuple[int, int, int]) -> ModelManifest:
    """Return the manifest, read once for each `stamp`: a search asks for it three times, and parsing it takes 0.3 ms."""
    try:
        with open_ordinary_file(folder / MANIFEST) as file:
            manifest = msgspec.toml.decode(file.read(LARGEST_MANIFEST), type=ModelManifest)
    except (OSError, errors.FileNotOrdinary, msgspec.MsgspecError, UnicodeDecodeError) as broken:
        raise errors.ModelDamaged(str(broken), name=folder.name) from None
    for listed in manifest.files:
        if not _is_inside_folder(listed.path):
            raise errors.ModelDamaged(f"{MANIFEST} names {listed.path}", name=folder.name)
    return manifest


def write_manifest(manifest: ModelManifest, folder: Path) -> None:
    """Write the manifest as model.toml; values that are the default are left out."""
    (folder / MANIFEST).write_text(tomli_w.dumps(msgspec.to_builtins(manifest)), encoding="utf-8")


def slug(name: str, taken: Iterable[str]) -> str:
    """Return a folder name for a model: lower-case letters, digits, dots and hyphens; numbered when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-.")[:80] or "model"
    others = set(taken)
    names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(others) + 2))
    return next(name for name in names if name not in others)


def readable_size(count: int) -> str:
    """Return a file's size as a person reads it: "1.12 GB", "52 MB", "135 bytes"."""
    if count >= 1e9:
        return f"{count / 1e9:.2f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count} bytes"


def refuse_programs(path: Path) -> None:
    """Raises ModelRefused for pickles, archives and programs, by file name and by first bytes."""
    if path.suffix.lower() in PICKLE_ENDINGS or not path.is_file():
        raise errors.ModelRefused(name=path.name)
    with open_ordinary_file(path) as file:
        beginning = file.read(512)
    if beginning.startswith(PROGRAM_SIGNATURES) or _is_old_pickle(beginning) or beginning[257:262] == b"ustar":
        raise errors.ModelRefused(name=path.name)


def _is_old_pickle(beginning: bytes) -> bool:
    """A pickle of protocol 0 or 1 that imports a module: "c" at the start of a line, or "(" then "c"."""
    return re.match(rb"\(*[cildp]?c[a-z_][\w.]*\n[\w.]+\n", beginning) is not None


def _is_inside_folder(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not PurePosixPath(path).is_absolute() and not {"..", "\\", ":"} & {*parts, *path}
