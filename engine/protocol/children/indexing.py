"""Requests to the indexer child and its results: documents as chunks with vectors, images, OCR, spreadsheets as CSV."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol

import msgspec

from engine.protocol.children.chunking import USUAL, Chunking
from engine.protocol.children.outline import NO_OUTLINE, DocumentOutline
from engine.protocol.children.particulars import NO_PARTICULARS, Particulars
from engine.protocol.messages import ErrorData
from engine.protocol.method import Method

DOCUMENT_SUFFIXES = frozenset(
    ".pdf .txt .md .markdown .rst .log .tex .text .csv .tsv .xlsx .xls .xlsm .xltx .xltm .ods .ots .fods .pptx .ppt .pptm .ppsx "
    ".potx .odp .otp .docx .docm .dotx .dotm .doc .odt .ott .fodt .rtf .eml .msg "
    ".html .htm .xhtml .epub .srt .vtt .ipynb .json .jsonl .mbox .ics .zip".split()
)
"""Documents that the indexer reads; files of other kinds in a folder are skipped silently."""

_READER_VERSIONS: dict[str, int] = dict.fromkeys(DOCUMENT_SUFFIXES, 3)
"""By suffix, raised whenever a reader reads something otherwise than before; 1 where it is not listed."""


def reader_version(suffix: str) -> int:
    """Return the version of the reader of files with this suffix. Files read by another version are read again."""
    return _READER_VERSIONS.get(suffix.lower(), 1)


WHOLE_TEXT = "¶"
"""The path of a chunk that is the whole text of a document without pages and headings."""
INSIDE = " › "
"""Stands in a document's path between a file and the document inside it: "letter.eml › report.pdf"."""

EXIT_OUTGROWN = 75
"""Exit code of a child that reading files has made too large. What it has not answered is sent to another."""


class ReadFile(msgspec.Struct, frozen=True):
    """Asks for a document's text in chunks. `embedder` is a model id; empty asks for chunks without vectors.

    A long document comes without vectors too: EmbedTexts makes them later, part by part.
    """

    path: str
    embedder: str = ""
    chunking: Chunking = USUAL


SHEET_SUFFIXES = frozenset((".xlsx", ".xls", ".xlsm", ".xltx", ".xltm", ".ods", ".ots", ".fods"))


class ConvertSheet(msgspec.Struct, frozen=True):
    """Asks to write the first sheet of a spreadsheet that has any rows to the CSV file `target`: UTF-8, commas.

    Of a Word document it is the first table.
    """

    path: str
    target: str


class SheetResult(msgspec.Struct, frozen=True):
    """A sheet that stands in its CSV file, with `rows` rows, the heading among them."""

    rows: int


class EmbedTexts(msgspec.Struct, frozen=True):
    """Asks for the vectors of texts. The result is a FileContents with vectors only.

    `path` is any text that tells batches apart. `models` is the embedder's folder where that is not the registry's.
    """

    path: str
    texts: tuple[str, ...]
    embedder: str
    models: str = ""


class ReadScan(msgspec.Struct, frozen=True, omit_defaults=True):
    """Asks for the text of one page that is a picture, read by the OCR model `model`, in chunks with vectors.

    `path` is any text that tells pages apart. A page that was read before gives its `text`, which is only cut and embedded.
    `part` is the name of a document inside the file, "letter.eml › report.pdf" without the file's own; empty for the file.
    """

    path: str
    file: str
    page: int
    model: str
    embedder: str = ""
    text: str = ""
    chunking: Chunking = USUAL
    part: str = ""


class CutPages(msgspec.Struct, frozen=True):
    """Asks for the chunks of a document whose pages are known, with vectors where ReadFile would give them.

    `path` is any text that tells documents apart. The result is a FileContents with chunks and vectors only.
    """

    path: str
    pages: tuple[DocumentPage, ...]
    outline: DocumentOutline
    embedder: str
    chunking: Chunking


class DocumentPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One page, sheet, slide or section; `number` counts from 1."""

    number: int
    text: str
    label: str = ""


class Chunk(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some paragraphs of one page; `start` and `end` are character offsets in that page's text.

    `path` says where they stand in a document without pages: the headings above, "Contract › Payment", or else the numbers of
    the paragraphs, "¶ 12–14", or WHOLE_TEXT for all of them.
    """

    page: int
    start: int
    end: int
    text: str
    path: str = ""


IMAGE_SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .webp .gif .tif .tiff .bmp .heic .heif .hif .avif "
    ".dng .nef .nrw .cr2 .cr3 .arw .sr2 .orf .rw2 .raf .pef .srw".split()
)
"""Images in folders; their content tells what they really are. The second line lists cameras' raw files."""


class ReadImage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Asks for an image's contents. `encoder` is a model id, empty for no vector; `thumbnails` a folder, empty for none.

    `rgb_side` asks for the pixels too, the longer side at most so many; 0 for none.
    """

    path: str
    encoder: str = ""
    thumbnails: str = ""
    rgb_side: int = 0


class RgbImage(msgspec.Struct, frozen=True):
    """Upright pixels: three bytes each, row by row."""

    width: int
    height: int
    rgb: bytes


class ImageContents(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything read from one image.

    `width` and `height` are those of the upright image; `thumbnail` is a path relative to the folder asked for; `taken_at` is
    "2024-05-17T18:03:11"; latitude and longitude are degrees north and east; `colours` are names, most first; `dhash` and
    `phash` are 64 bits, signed; `vector` is float16, little endian, L2-normalised, empty without an encoder.
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
    rgb: RgbImage | None = None


class ConvertImage(msgspec.Struct, frozen=True):
    """Asks for a plain JPEG copy of an image in `folder`: upright RGB, its longer side at most `side` pixels."""

    path: str
    folder: str
    side: int


class JpegCopy(msgspec.Struct, frozen=True):
    """The copy's `path`, named by the image's content, and its size in pixels."""

    path: str
    width: int
    height: int


class OcrRequest(msgspec.Struct, frozen=True):
    """Asks for the text in an image, read by the OCR model with the id `model`."""

    path: str
    model: str


class OcrResult(msgspec.Struct, frozen=True):
    """A line of `text` for each line in the image, in reading order; empty where there is none."""

    text: str


class ReadConversations(msgspec.Struct, frozen=True):
    """Asks to write the conversations of an export to `folder`: a ConversationRecord a line in CONVERSATIONS_FILE.

    Their pictures are written beside it. `path` is a file, or a folder with an export's files.
    """

    path: str
    folder: str


CONVERSATIONS_FILE = "conversations.jsonl"


class ConversationsResult(msgspec.Struct, frozen=True):
    """Counts of an export that was read. `source` names the program that it comes from.

    `damaged` conversations were left out; `is_cut`: the file ends, or breaks, after those that were read.
    `missing_pictures` are named in the messages and not in the export.
    """

    source: str
    conversations: int
    damaged: int = 0
    missing_pictures: int = 0
    is_cut: bool = False


IndexerRequest = (
    ReadFile
    | ReadScan
    | CutPages
    | ConvertSheet
    | ReadImage
    | OcrRequest
    | ConvertImage
    | EmbedTexts
    | ReadConversations
)


class ReadStage(msgspec.Struct, frozen=True, tag="stage"):
    """`stage` is "reading" (`done` of `total` pages of the file `path`, 0 of 1 as it is begun) or "embedding" (`done` of `total`
    chunks or images, of several files together).

    Without figures, of the child itself: "starved" by other programs, "paused" while a person waits for the engine, "working"
    again.
    """

    stage: str
    done: int
    total: int
    path: str = ""


class PartContents(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document inside a file, by its name there, "letter.eml › report.pdf". `error` says why it could not be read."""

    name: str
    title: str
    pages: tuple[DocumentPage, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    notice: str = ""
    scanned: tuple[int, ...] = ()
    error: ErrorData | None = None
    outline: DocumentOutline = NO_OUTLINE
    particulars: Particulars = NO_PARTICULARS


class FileContents(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document's pages and chunks, and the documents inside it.

    `vectors` is float16, little endian, row-major [chunks, dimensions], L2-normalised, those of the parts' chunks after its own;
    empty when not embedded. `dimensions` is 0 where no embedder measured the chunks. `scanned` pages wait for ReadScan.
    """

    title: str
    pages: tuple[DocumentPage, ...]
    chunks: tuple[Chunk, ...]
    dimensions: int
    vectors: bytes
    notice: str = ""
    scanned: tuple[int, ...] = ()
    parts: tuple[PartContents, ...] = ()
    outline: DocumentOutline = NO_OUTLINE
    particulars: Particulars = NO_PARTICULARS


class FileResult(msgspec.Struct, frozen=True):
    """The result of one request about the file `path`: one of the results, or the error that says why there is none."""

    path: str
    contents: FileContents | None = None
    error: ErrorData | None = None
    image: ImageContents | None = None
    jpeg: JpegCopy | None = None
    ocr: OcrResult | None = None
    sheet: SheetResult | None = None
    conversations: ConversationsResult | None = None


READ_FILE: Method[ReadFile, ReadStage, FileContents] = Method("indexer.read_file", ReadFile, ReadStage, FileContents)
READ_SCAN: Method[ReadScan, ReadStage, FileContents] = Method("indexer.read_scan", ReadScan, ReadStage, FileContents)
CUT_PAGES: Method[CutPages, ReadStage, FileContents] = Method("indexer.cut_pages", CutPages, ReadStage, FileContents)
CONVERT_SHEET: Method[ConvertSheet, ReadStage, SheetResult] = Method(
    "indexer.convert_sheet", ConvertSheet, ReadStage, SheetResult
)
READ_IMAGE: Method[ReadImage, ReadStage, ImageContents] = Method(
    "indexer.read_image", ReadImage, ReadStage, ImageContents
)
CONVERT_IMAGE: Method[ConvertImage, ReadStage, JpegCopy] = Method(
    "indexer.convert_image", ConvertImage, ReadStage, JpegCopy
)
RUN_OCR: Method[OcrRequest, ReadStage, OcrResult] = Method("indexer.run_ocr", OcrRequest, ReadStage, OcrResult)
EMBED_TEXTS: Method[EmbedTexts, ReadStage, FileContents] = Method(
    "indexer.embed_texts", EmbedTexts, ReadStage, FileContents
)

READ_CONVERSATIONS: Method[ReadConversations, ReadStage, ConversationsResult] = Method(
    "indexer.read_conversations", ReadConversations, ReadStage, ConversationsResult
)


class Indexer(Protocol):
    """Handle on the indexer child, which starts with the first file and again after a crash."""

    def read(
        self, files: Iterable[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        """Yield one FileResult for each request, in no promised order; a crash or a hang costs the file that caused it.

        `files` is asked for the next request only when there is room, so it may walk a large folder. On cancel the child is
        ended at once and the generator returns.
        """

    def close(self) -> None:
        """End the child, after the run that is under way; the next `read` starts it again."""
