"""model.toml: what a model folder says of itself, and the kinds of file that are never opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

import msgspec
import tomli_w

from engine.protocol import errors

CARD = "model.toml"
LARGEST_CARD = 1024 * 1024
Kind = Literal[
    "text", "embedding", "reranking", "picture", "picture-classifier", "picture-detector", "picture-segmenter", "reader",
    "token-classifier", "question-answerer", "masked-language-model", "next-sentence",
    "text-classifier",
]  # fmt: skip
Pooling = Literal["", "mean", "cls"]
Interpolation = Literal["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"]
SMALLEST_SIDE, LARGEST_SIDE = 16, 2048
Deviation = Annotated[float, msgspec.Meta(gt=0)]
PICKLED_ENDINGS = (
    ".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".joblib", ".npy", ".npz", ".h5", ".keras", ".zip", ".mar", ".nemo",
)  # fmt: skip
PROGRAM_BEGINNINGS = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x93NUMPY", b"\x89HDF",
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"ustar", b"\x7fELF", b"MZ", b"#!",
)  # fmt: skip
"""Archives, pickles and programs, whatever the file is called."""


class ModelFile(msgspec.Struct, frozen=True):
    path: str
    bytes: int
    sha256: str


class PictureInput(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a network that looks at pictures is fed: RGB float32 [3, side, side], (value / 255 − mean) ÷ deviation.

    `resize` "shorter": the shorter side becomes side ÷ crop and the middle is cut out; "whole": squeezed to the square;
    "fit": the longer side becomes side, and what is left below or to the right is black.
    """

    side: Annotated[int, msgspec.Meta(ge=SMALLEST_SIDE, le=LARGEST_SIDE)]
    resize: Literal["shorter", "whole", "fit"] = "shorter"
    crop: Annotated[float, msgspec.Meta(ge=0.25, le=1)] = 1.0
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    deviation: tuple[Deviation, Deviation, Deviation] = (0.5, 0.5, 0.5)
    interpolation: Interpolation = "bicubic"


class PictureTowers(msgspec.Struct, frozen=True, omit_defaults=True):
    """A model of kind "picture": `pictures` is its ONNX file for pictures, its words go through one of two.

    Either `words`, an ONNX file beside a tokenizer.json, padded to the card's context with the token `padding` (only to
    the longest text, and masked, when that is −1), or
    `embedder`, an embedder on the shelf: the mean over `prompts` ("a photo of {}"), less the vector in the file `centre`.
    """

    input: PictureInput
    pictures: str
    words: str = ""
    padding: int = -1
    embedder: str = ""
    prompts: tuple[str, ...] = ("{}",)
    centre: str = ""
    logit_scale: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 100.0


class ModelManifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One model folder's model.toml. `languages` empty: not said. `pooling` only for embedders that output token states.

    `towers` for kind "picture"; `input` for the other kinds that look at pictures; `labels`: a file of class names, one a
    line, in the order of the network's outputs; `projector`: the file that lets a text model see pictures.
    """

    id: str
    name: str
    kind: Kind
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
    towers: PictureTowers | None = None
    input: PictureInput | None = None
    labels: str = ""
    projector: str = ""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    def file(self, ending: str) -> str:
        """The first file whose name ends so, the projector aside. Raises ModelDamaged."""
        for file in self.files:
            if file.path.endswith(ending) and file.path != self.projector:
                return file.path
        raise errors.ModelDamaged(f"no {ending} file", name=self.name)


def towers_of(manifest: ModelManifest) -> PictureTowers:
    """Raises ModelDamaged for a card that does not say how its pictures are read."""
    if manifest.towers is None:
        raise errors.ModelDamaged("the card has no towers", name=manifest.name)
    return manifest.towers


def read_card(folder: Path) -> ModelManifest:
    """Raises ModelDamaged for a model.toml that is missing, malformed, or names a file outside its folder."""
    try:
        with (folder / CARD).open("rb") as file:
            manifest = msgspec.toml.decode(file.read(LARGEST_CARD), type=ModelManifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as broken:
        raise errors.ModelDamaged(str(broken), name=folder.name) from None
    for named in manifest.files:
        if not _plain(named.path):
            raise errors.ModelDamaged(f"{CARD} names {named.path}", name=folder.name)
    return manifest


def write_card(manifest: ModelManifest, folder: Path) -> None:
    (folder / CARD).write_text(tomli_w.dumps(msgspec.to_builtins(manifest)), encoding="utf-8")


def slug(name: str, taken: Iterable[str]) -> str:
    """A folder name for a model: lower-case letters, digits, dots and hyphens; numbered when taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-.")[:80] or "model"
    others = set(taken)
    names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(others) + 2))
    return next(name for name in names if name not in others)


def refuse_programs(path: Path) -> None:
    """Raises ModelRefused for pickles, archives and programs, by name and by first bytes."""
    if path.suffix.lower() in PICKLED_ENDINGS or not path.is_file():
        raise errors.ModelRefused(name=path.name)
    with path.open("rb") as file:
        beginning = file.read(512)
    if beginning.startswith(PROGRAM_BEGINNINGS) or _old_pickle(beginning) or beginning[257:262] == b"ustar":
        raise errors.ModelRefused(name=path.name)


def _old_pickle(beginning: bytes) -> bool:
    """Pickle protocol 0 or 1 that reaches for a module: "c" at the start of a line, or "(" then "c"."""
    return re.match(rb"\(*[cildp]?c[a-z_][\w.]*\n[\w.]+\n", beginning) is not None


def _plain(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not PurePosixPath(path).is_absolute() and not {"..", "\\", ":"} & {*parts, *path}
