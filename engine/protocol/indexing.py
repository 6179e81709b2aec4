"""What the engine asks of its indexer child: one file's text in chunks with their embeddings; one picture; the text in one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol

import msgspec

from engine.protocol.messages import ErrorData
from engine.protocol.method import Method

SUFFIXES = frozenset(
    ".pdf .txt .md .markdown .rst .log .tex .text .csv .tsv .xlsx .xls .xlsm .ods .pptx .ppt .docx .doc .odt .rtf .eml .msg "
    ".html .htm .xhtml .epub".split()
)
"""What the indexer reads; other files in a folder are passed over without a word."""


class ReadFile(msgspec.Struct, frozen=True):
    """`embedder` is a model id; empty returns chunks without vectors."""

    path: str
    embedder: str = ""


SHEET_SUFFIXES = frozenset((".xlsx", ".xls", ".xlsm", ".ods"))


class ReadSheet(msgspec.Struct, frozen=True):
    """The rows of a spreadsheet's first sheet that holds any, wanted as the CSV file `target`: UTF-8, commas."""

    path: str
    target: str


class Sheet(msgspec.Struct, frozen=True):
    rows: int


class EmbedTexts(msgspec.Struct, frozen=True):
    """Texts whose vectors are wanted; answered by FileContents with nothing else. `path` tells lots apart.

    `models`: the folder of the embedder where that is not the shelf.
    """

    path: str
    texts: tuple[str, ...]
    embedder: str
    models: str = ""


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """One page, sheet, slide or section; `number` counts from 1."""

    number: int
    text: str
    label: str = ""


class Chunk(msgspec.Struct, frozen=True):
    """A window of paragraphs of one page; character offsets in that page's text."""

    page: int
    start: int
    end: int
    text: str


PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .webp .gif .tif .tiff .bmp .heic .heif .hif .avif "
    ".dng .nef .nrw .cr2 .cr3 .arw .sr2 .orf .rw2 .raf .pef .srw".split()
)
"""Pictures in folders; what they really are is seen from their content. The second line are cameras' raw files."""


class ReadPicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """`encoder` is a model id, empty for no vector; `thumbnails` a folder, empty for none.

    `seen`: the picture itself is wanted, its longer side at most so many pixels; 0 for not.
    """

    path: str
    encoder: str = ""
    thumbnails: str = ""
    seen: int = 0


class SeenPicture(msgspec.Struct, frozen=True):
    """Upright RGB, three bytes a pixel, row by row."""

    width: int
    height: int
    rgb: bytes


class PictureContents(msgspec.Struct, frozen=True, omit_defaults=True):
    """`width` and `height` upright; `thumbnail` relative to the folder; `taken_at` "2024-05-17T18:03:11", degrees north and east.

    `colours` are names, most first. `dhash` and `phash`: 64 bits, signed. `vector`: float16, little endian, L2-normalised.
    """

    width: int
    height: int
    format: str
    sha256: bytes
    thumbnail: str = ""
    taken_at: str = ""
    camera: str = ""
    latitude: float | None = None
    longitude: float | None = None
    colours: tuple[str, ...] = ()
    dhash: int = 0
    phash: int = 0
    sharpness: float = 0.0
    labels: tuple[tuple[str, float], ...] = ()
    vector: bytes = b""
    notice: str = ""
    seen: SeenPicture | None = None


class ViewPicture(msgspec.Struct, frozen=True):
    """Another's picture made one of ours: upright RGB, its longer side `side` at most, a JPEG in `folder`."""

    path: str
    folder: str
    side: int


class PictureView(msgspec.Struct, frozen=True):
    """`path` of the JPEG, named by the picture's content; its size."""

    path: str
    width: int
    height: int


class ReadWriting(msgspec.Struct, frozen=True):
    """What is written in one picture, read by the model `reader`."""

    path: str
    reader: str


class Writing(msgspec.Struct, frozen=True):
    """A line of `text` for each line in the picture, in reading order; empty where none is."""

    text: str


Asked = ReadFile | ReadSheet | ReadPicture | ReadWriting | ViewPicture | EmbedTexts


class ReadStage(msgspec.Struct, frozen=True, tag="stage"):
    """`stage` is "reading" (one file's begin) or "embedding" (chunks or pictures done of total, several files together)."""

    stage: str
    done: int
    total: int


class FileContents(msgspec.Struct, frozen=True):
    """`vectors` is float16, little endian, row-major [chunks, dimensions], L2-normalised; empty when not embedded."""

    title: str
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    dimensions: int
    vectors: bytes
    notice: str = ""


class FileRead(msgspec.Struct, frozen=True):
    """What became of one file: what it was asked for, or the error that says why there is none."""

    path: str
    contents: FileContents | None = None
    error: ErrorData | None = None
    picture: PictureContents | None = None
    view: PictureView | None = None
    writing: Writing | None = None
    sheet: Sheet | None = None


READ: Method[ReadFile, ReadStage, FileContents] = Method("indexer.read", ReadFile, ReadStage, FileContents)
READ_SHEET: Method[ReadSheet, ReadStage, Sheet] = Method("indexer.sheet", ReadSheet, ReadStage, Sheet)
READ_PICTURE: Method[ReadPicture, ReadStage, PictureContents] = Method(
    "indexer.picture", ReadPicture, ReadStage, PictureContents
)
VIEW: Method[ViewPicture, ReadStage, PictureView] = Method("indexer.view", ViewPicture, ReadStage, PictureView)

READ_WRITING: Method[ReadWriting, ReadStage, Writing] = Method("indexer.writing", ReadWriting, ReadStage, Writing)
EMBED: Method[EmbedTexts, ReadStage, FileContents] = Method("indexer.embed", EmbedTexts, ReadStage, FileContents)


class Indexer(Protocol):
    """The engine's handle on the child."""

    def read(
        self, files: Iterable[Asked], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        """Every file ends once, in no promised order; a crash or a hang costs the file that caused it.

        `files` is asked for the next only when there is room, so it may be a walk over a large folder. On cancel the
        child is ended at once and the generator returns.
        """

    def close(self) -> None: ...
