"""The engine's handle on the indexer child: starts it, keeps it busy, and makes a crash or a hang cost one file."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

import msgspec

from engine.background import BackgroundProcesses
from engine.files.limits import CPU_SECONDS_A_FILE, MIB, READER_BYTES, resident_bytes
from engine.indexer.reader_process import END_OF_OUTPUT, POLL_SECONDS, EndOfOutput, ReaderProcess
from engine.protocol.children.indexing import (
    EXIT_OUTGROWN,
    ConversationsResult,
    ConvertImage,
    ConvertSheet,
    CutPages,
    EmbedTexts,
    FileContents,
    FileResult,
    ImageContents,
    IndexerRequest,
    JpegCopy,
    OcrRequest,
    OcrResult,
    ReadConversations,
    ReadFile,
    ReadImage,
    ReadScan,
    ReadStage,
    SheetResult,
)
from engine.protocol.errors import FileError, FileOutOfMemory, FileTimedOut, FileUnreadable
from engine.protocol.messages import ErrorData, EventHeader, Incoming

AHEAD = 256
"""Requests sent before the first is answered: while one batch is embedded the next is waiting, and our commits cost no time."""
BATCHES_AHEAD = 4
"""The same for batches of texts to embed, each of which takes seconds."""
DOCUMENTS_AHEAD = 32
"""The same for documents that are sent with their text."""
IDLE_SECONDS = 60.0
SILENT_SECONDS = 120.0
"""A child that sends nothing this long and does not compute has hung; an endless computation meets its own limits."""
STARVED_PATIENCE = 30
"""How many times longer to wait while the child wants the processor: at a low priority it waits for other programs."""
_OUT_OF_TIME = (-24, -9)
"""Exit codes: the processor limit (SIGXCPU); killed, by us for silence or by the system for memory."""
_ABORTED = -6
UNTOUCHED = 4
"""A child that aborts with this part of a file's memory in use has run out of it."""


class IndexerClient:
    """Implements engine.protocol.children.indexing.Indexer. The child starts with the first request and ends when idle."""

    def __init__(
        self,
        models: Path,
        log: Path,
        idle_seconds: float = IDLE_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
        cpu_seconds: int = CPU_SECONDS_A_FILE,
        reader_bytes: int = READER_BYTES,
        background: BackgroundProcesses | None = None,
    ) -> None:
        """`background` takes the child in, unless a person waits for what it reads."""
        self._background = background or BackgroundProcesses()
        self._models, self._log, self._cpu_seconds = models, log, cpu_seconds
        self._idle_seconds, self._silent_seconds = idle_seconds, silent_seconds
        self._reader_bytes = reader_bytes
        self._lock = threading.Lock()
        self._process: ReaderProcess | None = None
        self._idle_timer: threading.Timer | None = None
        self._last_id = 0

    def read(
        self, files: Iterable[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        """Yield one FileResult for each request, see Indexer.read. One run at a time: a second waits for the first."""
        with self._background.resumed_here(), self._lock:
            self._stop_idle_timer()
            run = _Run(self._start, self._next_id, self._silent_seconds, self._reader_bytes)
            try:
                yield from run.results(iter(files), is_cancelled)
            finally:
                if run.pending:  # cancelled, or closed by the caller: the files under way are not waited for
                    self._end(kill=True)
                self._start_idle_timer()

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        process = self._process
        return process.pid if process else None

    def close(self) -> None:
        """End the child, after the run that is under way."""
        self._stop_idle_timer()
        with self._lock:
            self._end(kill=True)

    def _start(self, replace: bool) -> ReaderProcess:
        if replace:
            self._process = None
        if self._process is None:
            self._process = ReaderProcess(self._models, self._log, self._cpu_seconds, self._background)
        return self._process

    def _end(self, kill: bool) -> None:
        if self._process is not None:
            self._process.end(kill)
            self._process = None

    def _end_when_idle(self) -> None:
        with self._lock:
            self._end(kill=self._background.are_paused)

    def _stop_idle_timer(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _start_idle_timer(self) -> None:
        self._stop_idle_timer()
        if self._process is not None:
            self._idle_timer = threading.Timer(self._idle_seconds, self._end_when_idle)
            self._idle_timer.daemon = True
            self._idle_timer.start()

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id


class _Run:
    """One run over requests: `pending` holds those that were sent and not answered, oldest first."""

    def __init__(
        self,
        start: Callable[[bool], ReaderProcess],
        next_id: Callable[[], int],
        silent_seconds: float,
        reader_bytes: int,
    ) -> None:
        self._start, self._next_id = start, next_id
        self._silent_seconds, self._reader_bytes = silent_seconds, reader_bytes
        self._process = start(False)
        self.pending: OrderedDict[int, IndexerRequest] = OrderedDict()
        self._retries: list[IndexerRequest] = []
        self._resent: list[IndexerRequest] = []
        self._reading: int | None = None
        self._bytes_before = self._bytes_added = 0

    def results(
        self, requests: Iterator[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        while not is_cancelled():
            self._fill(requests, is_cancelled)
            if not self.pending:
                return
            message = self._next_message(is_cancelled)
            if message is None:
                return
            if isinstance(message, ReadStage):
                yield message
            elif isinstance(message, Incoming):
                yield from self._handle_message(message)
            else:
                yield from self._handle_crash()

    def _fill(self, requests: Iterator[IndexerRequest], is_cancelled: Callable[[], bool]) -> None:
        """Send requests as long as there is room. Those that were pending in a crash go one at a time, to find the culprit."""
        if self._retries:
            if not self.pending:
                self._send(self._retries.pop(0), is_cancelled)
            return
        while self._has_room() and not is_cancelled():  # a file's stamp may take a second to compute
            request = self._resent.pop(0) if self._resent else next(requests, None)
            if request is None:
                return
            self._send(request, is_cancelled)

    def _has_room(self) -> bool:
        last = next(reversed(self.pending.values()), None)
        match last:
            case EmbedTexts():
                return len(self.pending) < BATCHES_AHEAD
            case CutPages():
                return len(self.pending) < DOCUMENTS_AHEAD
        return len(self.pending) < AHEAD

    def _send(self, request: IndexerRequest, is_cancelled: Callable[[], bool]) -> None:
        id = self._next_id()
        self.pending[id] = request
        self._process.send(id, request, is_cancelled)

    def _next_message(self, is_cancelled: Callable[[], bool]) -> Incoming | ReadStage | EndOfOutput | None:
        """Wait for a message, or for a change of what the child waits for; None when cancelled.

        Returns END_OF_OUTPUT for a child that ended, hangs or holds too much memory.
        """
        waited = 0.0
        while waited < self._silent_seconds:
            if is_cancelled():
                return None
            if (stage := self._process.new_wait_stage()) is not None:
                return stage
            try:
                return self._process.messages.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if not self._process.is_paused:
                    waited += POLL_SECONDS / STARVED_PATIENCE if self._process.wants_processor() else POLL_SECONDS
            if self._reading is not None:
                added = resident_bytes(self._process.pid) - self._bytes_before
                self._bytes_added = max(added, self._bytes_added)
                if self._bytes_added > self._reader_bytes:
                    break
        return END_OF_OUTPUT

    def _handle_message(self, message: Incoming) -> Generator[ReadStage | FileResult, None, None]:
        if message.method == "event":
            header = msgspec.json.decode(message.params, type=EventHeader)
            stage = msgspec.json.decode(header.event, type=ReadStage)
            was_reading, self._reading = self._reading, header.id if stage.stage == "reading" else None
            if self._reading is not None and self._reading != was_reading:
                self._bytes_before, self._bytes_added = resident_bytes(self._process.pid), 0
            yield self._named(header.id, stage)
            return
        request = self.pending.pop(message.id or 0, None)
        self._reading = None if self._reading == message.id else self._reading
        if request is None:
            return
        if message.error is not None:
            yield FileResult(request.path, error=message.error.data)
        elif message.result is not None:
            yield _decode_result(request, message.result)

    def _named(self, id: int, stage: ReadStage) -> ReadStage:
        """Return the stage of a file with the path that was asked for."""
        request = self.pending.get(id)
        return msgspec.structs.replace(stage, path=request.path) if request is not None else stage

    def _handle_crash(self) -> Generator[FileResult, None, None]:
        """Start a new child for one that crashed or hangs, and report the file it was reading, or the only one pending.

        When no file is known to be at fault, none is reported. All others are sent again, one at a time. A child that ended
        because it had grown too large leaves nothing unfinished but what it had not begun.
        """
        code = self._process.end(kill=True)
        if code == EXIT_OUTGROWN:
            self._send_again()
            return
        culprit = self._reading if len(self.pending) > 1 else next(iter(self.pending))
        request = self.pending.pop(culprit, None) if culprit is not None else None
        error_class = self._crash_class(code)
        self._retries = [*self.pending.values(), *self._retries]
        self.pending.clear()
        self._replace_process()
        if request is not None:
            name = Path(request.path).name
            yield FileResult(request.path, error=_crash_error(error_class, name, code))

    def _crash_class(self, code: int) -> type[FileError]:
        """Return the kind of a crash. Native code that gets no more memory aborts, with much of what it has still untouched."""
        most = self._reader_bytes // UNTOUCHED if code == _ABORTED else self._reader_bytes
        if self._bytes_added > most:
            return FileOutOfMemory
        return FileTimedOut if code in _OUT_OF_TIME else FileUnreadable

    def _send_again(self) -> None:
        """Start a new child, and let it go on with all that is pending."""
        waiting = list(self.pending.values())
        self.pending.clear()
        if self._retries:
            self._retries = [*waiting, *self._retries]
        else:
            self._resent = [*waiting, *self._resent]
        self._replace_process()

    def _replace_process(self) -> None:
        self._reading, self._bytes_added = None, 0
        self._process = self._start(True)


def _decode_result(request: IndexerRequest, result: msgspec.Raw) -> FileResult:
    match request:
        case ReadImage():
            return FileResult(request.path, image=msgspec.json.decode(result, type=ImageContents))
        case ConvertImage():
            return FileResult(request.path, jpeg=msgspec.json.decode(result, type=JpegCopy))
        case OcrRequest():
            return FileResult(request.path, ocr=msgspec.json.decode(result, type=OcrResult))
        case ConvertSheet():
            return FileResult(request.path, sheet=msgspec.json.decode(result, type=SheetResult))
        case ReadConversations():
            return FileResult(request.path, conversations=msgspec.json.decode(result, type=ConversationsResult))
        case ReadFile() | EmbedTexts() | ReadScan() | CutPages():
            return FileResult(request.path, contents=msgspec.json.decode(result, type=FileContents))


def _crash_error(error_class: type[FileError], name: str, code: int) -> ErrorData:
    """Return the error of a file whose reader was ended for time, which is tried again another day, or memory, or by itself."""
    limit = {"limit": f"{READER_BYTES // MIB} MB"} if error_class is FileOutOfMemory else {}
    error = error_class(f"the reader ended with {code}", name=name, **limit)
    return ErrorData(error.kind, error.detail, error.values)
