"""The child's main loop: reads the requests, embeds the chunks of several documents together, answers each on its own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.files.limits import IMAGE_BYTES, extend_cpu_limit, reading_limits
from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.deadline import CUTTING_SHARE, READING_SHARE, Deadline
from engine.indexer.documents.embedding import cut_chunks, cut_parts, open_embedder
from engine.indexer.documents.readers import read_file, write_csv
from engine.indexer.images.image_worker import ImageWorker, NumberedRequest
from engine.indexer.ocr.ocr_worker import OcrWorker
from engine.indexer.reader_memory import ReaderMemory
from engine.indexer.replies import Replies
from engine.protocol.children.indexing import (
    CONVERT_IMAGE,
    CONVERT_SHEET,
    CUT_PAGES,
    EMBED_TEXTS,
    EXIT_OUTGROWN,
    READ_CONVERSATIONS,
    READ_FILE,
    READ_IMAGE,
    READ_SCAN,
    RUN_OCR,
    Chunk,
    ConvertImage,
    ConvertSheet,
    CutPages,
    EmbedTexts,
    FileContents,
    IndexerRequest,
    OcrRequest,
    PartContents,
    ReadConversations,
    ReadFile,
    ReadImage,
    ReadScan,
    ReadStage,
    SheetResult,
)
from engine.protocol.errors import ModelError, ModelMissing
from engine.protocol.messages import Request
from engine.rpc.wire import LineWriter, TooLong
from engine.text.chunking.embedded_text import embedded_text

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

FILES_TOGETHER = 128
CHUNKS_TOGETHER = 128
"""Chunks embedded at once, sorted by length: half as many cost 5 % more, twice as many gain 1 % and are lost by a cancel."""
LONG_DOCUMENT = 2 * CHUNKS_TOGETHER
"""Chunks. The words of a longer document do not wait for its vectors, nor do the files behind it."""


class _ReadDocument(msgspec.Struct, frozen=True):
    """A document that was read and cut, and not yet embedded; `parts` are the documents inside it, cut too."""

    id: int
    contents: DocumentContents
    chunks: list[Chunk]
    parts: tuple[PartContents, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The texts to embed, in the order of FileContents.vectors."""
        chunks = [*self.chunks, *(chunk for part in self.parts for chunk in part.chunks)]
        return [embedded_text(chunk.text, chunk.path) for chunk in chunks]


class Worker:
    """Answers one request after the other; documents and images that wait for the same model are read together."""

    def __init__(self, models: Path, send: LineWriter, cpu_seconds: int) -> None:
        self._models = models
        self._replies = Replies(send)
        self._cpu_seconds = cpu_seconds
        self._images = ImageWorker(models, self._replies, cpu_seconds)
        self._memory = ReaderMemory()
        self._ocr = OcrWorker(models, self._replies, cpu_seconds, self._memory)
        self._requests: queue.SimpleQueue[NumberedRequest | None] = queue.SimpleQueue()
        self._embedder: Embedder | None = None
        self._opened = ("", "")
        self._exit_code = 0

    def serve(self, lines: Iterable[bytes | TooLong]) -> int:
        """Answer requests until the lines end, or reading has left too much memory behind. Return the process's exit code.

        A thread queues the lines, so that waiting requests can be read together.
        """
        # A daemon: when the work fails, this process must end and not wait for a line that nobody will send.
        threading.Thread(target=self._queue_requests, args=(lines,), name="requests", daemon=True).start()
        request = self._requests.get()
        while request is not None:
            request = self._work(*request)
        return self._exit_code

    def _queue_requests(self, lines: Iterable[bytes | TooLong]) -> None:
        for line in lines:
            if isinstance(line, bytes):
                request = msgspec.json.decode(line, type=Request)
                self._requests.put((request.id or 0, _decode(request)))
        self._requests.put(None)

    def _work(self, id: int, request: IndexerRequest) -> NumberedRequest | None:
        """Answer this request, and queued ones that can be answered with it; return the next (None: there is none to answer)."""
        match request:
            case ReadImage():
                return self._images.work((id, request), self._requests)
            case ReadFile() | CutPages():
                return self._work_documents(id, request)
            case ConvertImage():
                self._convert_image(id, request)
            case ConvertSheet():
                self._convert_sheet(id, request)
            case OcrRequest():
                self._ocr.work(id, request)
            case ReadScan():
                self._read_scan(id, request)
            case EmbedTexts():
                self._embed_texts(id, request)
            case ReadConversations():
                self._read_conversations(id, request)
        return self._next_request()

    def _next_request(self) -> NumberedRequest | None:
        """Wait for a request; None when the input ended, or when this process has grown too large to go on."""
        if self._memory.is_outgrown():
            self._exit_code = EXIT_OUTGROWN
            return None
        return self._requests.get()

    def _work_documents(self, id: int, request: ReadFile | CutPages) -> NumberedRequest | None:
        """Read this document and the queued ones for the same embedder, and embed them together."""
        documents = self._read(id, request)
        files = 1
        while files < FILES_TOGETHER and sum(len(document.texts) for document in documents) < CHUNKS_TOGETHER:
            if not documents and self._memory.is_outgrown():
                break
            try:
                following = self._requests.get_nowait()
            except queue.Empty:
                break
            file = following[1] if following else None
            if following is None or not isinstance(file, ReadFile | CutPages) or file.embedder != request.embedder:
                self._embed_and_reply(request.embedder, documents)
                return following
            documents += self._read(following[0], file)
            files += 1
        self._embed_and_reply(request.embedder, documents)
        return self._next_request()

    def _read(self, id: int, request: ReadFile | CutPages) -> list[_ReadDocument]:
        """Read and cut a document; returns nothing when it was answered: by its error, or because it is long."""
        documents: list[_ReadDocument] = []
        with self._reading(id, request):
            embedder = self._open(request.embedder)
            with reading_limits(self._cpu_seconds):
                deadline = Deadline(self._cpu_seconds * CUTTING_SHARE)
                contents = self._contents(id, request)
                contents, chunks = cut_chunks(contents, embedder, deadline, request.chunking)
                parts = cut_parts(contents, embedder, deadline, request.chunking)
                document = _ReadDocument(id, contents, chunks, parts)
            if len(document.texts) > LONG_DOCUMENT:
                self._reply(document, embedder.dimensions if embedder else 0, b"")
            else:
                documents.append(document)
        return documents

    def _contents(self, id: int, request: ReadFile | CutPages) -> DocumentContents:
        def report(done: int, total: int) -> None:
            self._replies.send_stage(id, ReadStage("reading", done, total))

        if isinstance(request, ReadFile):
            return read_file(Path(request.path), self._cpu_seconds * READING_SHARE, report)
        outline = request.outline
        return DocumentContents(
            "", list(request.pages), headings=outline.headings, counts_paragraphs=outline.counts_paragraphs
        )

    def _convert_image(self, id: int, request: ConvertImage) -> None:
        from engine.indexer.images.convert import convert_to_jpeg

        with self._reading(id, request), reading_limits(self._cpu_seconds, IMAGE_BYTES):
            self._replies.send_result(id, convert_to_jpeg(Path(request.path), Path(request.folder), request.side))

    def _convert_sheet(self, id: int, request: ConvertSheet) -> None:
        with self._reading(id, request), reading_limits(self._cpu_seconds):
            self._replies.send_result(id, SheetResult(write_csv(Path(request.path), Path(request.target))))

    def _read_conversations(self, id: int, request: ReadConversations) -> None:
        from engine.indexer.conversations.reader import read_conversations

        def report(done: int, total: int) -> None:
            extend_cpu_limit(self._cpu_seconds)
            self._replies.send_stage(id, ReadStage("reading", done, total))

        with self._reading(id, request), reading_limits(self._cpu_seconds):
            self._replies.send_result(id, read_conversations(Path(request.path), Path(request.folder), report))

    def _read_scan(self, id: int, request: ReadScan) -> None:
        with self._reading(id, request):
            embedder = self._open(request.embedder)
            page = self._ocr.read_page(request)
            contents, chunks = cut_chunks(
                DocumentContents("", [page]), embedder, Deadline(self._cpu_seconds), request.chunking
            )
            self._embed_and_reply(request.embedder, [_ReadDocument(id, contents, chunks)])

    @contextmanager
    def _reading(self, id: int, request: IndexerRequest) -> Iterator[None]:
        """Report that a file is begun, and send the error if there is one."""
        self._replies.send_stage(id, ReadStage("reading", 0, 1))
        with self._replies.answering(id, request.path):
            yield

    def _embed_and_reply(self, embedder_id: str, documents: list[_ReadDocument]) -> None:
        embedder = self._open(embedder_id)
        if embedder is None or not documents:
            for document in documents:
                self._reply(document, 0, b"")
            return
        texts = [text for document in documents for text in document.texts]
        # From here on a crash is the fault of no single file.
        self._replies.send_stage(documents[0].id, ReadStage("embedding", 0, len(texts)))
        with self._memory.of_model():
            vectors = embedder.embed_passages(texts).astype("<f2")
        start = 0
        for document in documents:
            end = start + len(document.texts)
            self._reply(document, embedder.dimensions, vectors[start:end].tobytes())
            start = end

    def _reply(self, document: _ReadDocument, dimensions: int, vectors: bytes) -> None:
        read = document.contents
        title, pages, chunks = read.title, tuple(read.pages), tuple(document.chunks)
        self._replies.send_result(
            document.id,
            FileContents(
                title,
                pages,
                chunks,
                dimensions,
                vectors,
                read.notice,
                read.scanned,
                document.parts,
                read.outline,
                read.particulars,
            ),
        )

    def _embed_texts(self, id: int, request: EmbedTexts) -> None:
        self._replies.send_stage(id, ReadStage("embedding", 0, len(request.texts)))
        embedder = self._open(request.embedder, request.models)
        if embedder is None:
            self._replies.send_error(id, ModelMissing(request.embedder))
            return
        with self._memory.of_model():
            vectors = embedder.embed_passages(request.texts).astype("<f2")
        self._replies.send_result(id, FileContents("", (), (), embedder.dimensions, vectors.tobytes()))

    def _open(self, embedder: str, models: str = "") -> Embedder | None:
        """Return the embedder; None when none is asked for or it cannot be opened.

        A document without vectors is found by its words; a later run adds them.
        """
        if embedder and (models, embedder) != self._opened:
            self._opened = models, embedder
            try:
                with self._memory.of_model():
                    self._embedder = open_embedder(Path(models) if models else self._models, embedder)
            except ModelError as error:
                self._embedder = None
                logging.getLogger(__name__).error("%s: %s %s", embedder, error.message, error.detail)
        return self._embedder if embedder else None


_REQUEST_TYPES: dict[str, type[IndexerRequest]] = {
    READ_FILE.name: ReadFile,
    CUT_PAGES.name: CutPages,
    CONVERT_SHEET.name: ConvertSheet,
    READ_IMAGE.name: ReadImage,
    READ_SCAN.name: ReadScan,
    RUN_OCR.name: OcrRequest,
    CONVERT_IMAGE.name: ConvertImage,
    EMBED_TEXTS.name: EmbedTexts,
    READ_CONVERSATIONS.name: ReadConversations,
}


def _decode(request: Request) -> IndexerRequest:
    return msgspec.json.decode(request.params, type=_REQUEST_TYPES[request.method])
