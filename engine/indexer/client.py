"""The engine's handle on the indexer: starts it, keeps it fed, and makes a crash or a hang cost one file."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from engine.files.limits import CPU_SECONDS_A_FILE
from engine.protocol.errors import FileError, FileTimedOut, FileUnreadable
from engine.protocol.indexing import (
    EMBED,
    READ,
    READ_PICTURE,
    READ_SHEET,
    READ_WRITING,
    VIEW,
    Asked,
    EmbedTexts,
    FileContents,
    FileRead,
    PictureContents,
    PictureView,
    ReadFile,
    ReadPicture,
    ReadSheet,
    ReadStage,
    ReadWriting,
    Sheet,
    ViewPicture,
    Writing,
)
from engine.protocol.messages import ErrorData, EventHeader, Incoming
from engine.rpc.wire import TooLong, read_lines

AHEAD = 256
"""Files asked for before the first is answered: while one lot is embedded the next waits, and our commits are hidden."""
LONGEST_REPLY = 512 * 1024 * 1024
IDLE_SECONDS = 60.0
SILENT_SECONDS = 120.0
"""A child that says nothing this long, and does not compute, hangs; an endless computation meets the limits it has set."""
STARVED_PATIENCE = 30
"""Times that, while it wants the processor and others have it: at the lowest priority it waits for every answer's end."""
GLANCE = 0.05
_METHODS = {
    ReadFile: READ.name,
    ReadSheet: READ_SHEET.name,
    ReadPicture: READ_PICTURE.name,
    ReadWriting: READ_WRITING.name,
    EmbedTexts: EMBED.name,
    ViewPicture: VIEW.name,
}
_OUT_OF_TIME = (-24, -9)
"""The processor limit (SIGXCPU); killed, by us for silence or by the system for memory."""


class _Gone:
    """Stands for the end of the child's output."""


GONE: Final = _Gone()


class _Process:
    """One child and what it says."""

    def __init__(self, models: Path, log: Path, cpu_seconds: int) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        limits = ["--cpu-seconds", str(cpu_seconds)]
        command = [sys.executable, "-m", "engine.indexer", "--models", str(models), *limits]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=descriptor, start_new_session=False
        )
        os.close(descriptor)
        self.said: queue.SimpleQueue[Incoming | _Gone] = queue.SimpleQueue()
        self._listening = threading.Thread(target=self._listen, name="indexer")
        self._listening.start()

    def ask(self, id: int, file: Asked) -> None:
        assert self._process.stdin is not None
        line = msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": _METHODS[type(file)], "params": file})
        with suppress(OSError):  # it died: its output ends too, and says so
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()

    def end(self, kill: bool) -> int:
        """Its exit code; negative is the signal that ended it."""
        assert self._process.stdin is not None
        if kill:
            self._process.kill()
        with suppress(OSError):
            self._process.stdin.close()
        code = self._process.wait()
        self._listening.join()
        return code

    @property
    def pid(self) -> int:
        return self._process.pid

    def wants_processor(self) -> bool:
        """One of its threads computes, or would if it were let. Where the system does not say (no /proc), it does."""
        try:
            return any(_state(thread) == "R" for thread in Path(f"/proc/{self.pid}/task").iterdir())
        except OSError:
            return True

    def _listen(self) -> None:
        """A child that does not speak our language, or sends without end, is as good as gone."""
        assert self._process.stdout is not None
        with self._process.stdout as output, suppress(msgspec.MsgspecError):
            for line in read_lines(output.fileno(), LONGEST_REPLY):
                if isinstance(line, TooLong):
                    break
                self.said.put(msgspec.json.decode(line, type=Incoming))
        self.said.put(GONE)


class IndexerChild:
    """Implements engine.protocol.indexing.Indexer. The child starts with the first file and ends when idle."""

    def __init__(
        self,
        models: Path,
        log: Path,
        idle_seconds: float = IDLE_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
        cpu_seconds: int = CPU_SECONDS_A_FILE,
    ) -> None:
        self._models, self._log, self._cpu_seconds = models, log, cpu_seconds
        self._idle_seconds, self._silent_seconds = idle_seconds, silent_seconds
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._idle: threading.Timer | None = None
        self._last_id = 0

    def read(
        self, files: Iterable[Asked], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        with self._lock:
            self._rest_timer(stop=True)
            run = _Run(self._start, self._next_id, self._silent_seconds)
            clean = False
            try:
                yield from run.over(iter(files), is_cancelled)
                clean = not run.asked
            finally:
                if not clean:  # cancelled, or left by the caller: what is under way is not waited for
                    self._end(kill=True)
                self._rest_timer()

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        process = self._process
        return process.pid if process else None

    def close(self) -> None:
        self._rest_timer(stop=True)
        with self._lock:
            self._end(kill=True)

    def _start(self, anew: bool) -> _Process:
        if anew:
            self._process = None
        if self._process is None:
            self._process = _Process(self._models, self._log, self._cpu_seconds)
        return self._process

    def _end(self, kill: bool) -> None:
        if self._process is not None:
            self._process.end(kill)
            self._process = None

    def _end_when_idle(self) -> None:
        with self._lock:
            self._end(kill=False)

    def _rest_timer(self, stop: bool = False) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if not stop and self._process is not None:
            self._idle = threading.Timer(self._idle_seconds, self._end_when_idle)
            self._idle.daemon = True
            self._idle.start()

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id


class _Run:
    """One run over files: `asked` holds those under way, oldest first."""

    def __init__(self, start: Callable[[bool], _Process], next_id: Callable[[], int], silent_seconds: float) -> None:
        self._start, self._next_id, self._silent_seconds = start, next_id, silent_seconds
        self._process = start(False)
        self.asked: OrderedDict[int, Asked] = OrderedDict()
        self._again: list[Asked] = []
        self._reading: int | None = None

    def over(
        self, files: Iterator[Asked], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileRead, None, None]:
        while not is_cancelled():
            self._fill(files)
            if not self.asked:
                return
            said = self._listen(is_cancelled)
            if said is None:
                return
            if isinstance(said, Incoming):
                yield from self._take(said)
            else:
                yield from self._bury()

    def _fill(self, files: Iterator[Asked]) -> None:
        """After a crash the files that were under way with it go one at a time, so that the next crash has one cause."""
        if self._again:
            if not self.asked:
                self._ask(self._again.pop(0))
            return
        while len(self.asked) < AHEAD and (file := next(files, None)) is not None:
            self._ask(file)

    def _ask(self, file: Asked) -> None:
        id = self._next_id()
        self.asked[id] = file
        self._process.ask(id, file)

    def _listen(self, is_cancelled: Callable[[], bool]) -> Incoming | _Gone | None:
        """The next message, GONE for a child that ended or hangs, None when cancelled."""
        waited = 0.0
        while waited < self._silent_seconds:
            if is_cancelled():
                return None
            try:
                return self._process.said.get(timeout=GLANCE)
            except queue.Empty:
                waited += GLANCE / STARVED_PATIENCE if self._process.wants_processor() else GLANCE
        return GONE

    def _take(self, message: Incoming) -> Generator[ReadStage | FileRead, None, None]:
        if message.method == "event":
            header = msgspec.json.decode(message.params, type=EventHeader)
            stage = msgspec.json.decode(header.event, type=ReadStage)
            self._reading = header.id if stage.stage == "reading" else None
            yield stage
            return
        file = self.asked.pop(message.id or 0, None)
        self._reading = None if self._reading == message.id else self._reading
        if file is None:
            return
        if message.error is not None:
            yield FileRead(file.path, error=message.error.data)
        elif isinstance(file, ReadPicture):
            yield FileRead(file.path, picture=msgspec.json.decode(message.result, type=PictureContents))
        elif isinstance(file, ViewPicture):
            yield FileRead(file.path, view=msgspec.json.decode(message.result, type=PictureView))
        elif isinstance(file, ReadWriting):
            yield FileRead(file.path, writing=msgspec.json.decode(message.result, type=Writing))
        elif isinstance(file, ReadSheet):
            yield FileRead(file.path, sheet=msgspec.json.decode(message.result, type=Sheet))
        elif message.result is not None:
            yield FileRead(file.path, contents=msgspec.json.decode(message.result, type=FileContents))

    def _bury(self) -> Generator[FileRead, None, None]:
        """The child is dead or hangs. The file it was reading is to blame, or the only one asked for; else nobody is yet.

        The others are asked for again, one at a time, so that a second crash names its cause.
        """
        code = self._process.end(kill=True)
        blamed = self._reading if len(self.asked) > 1 else next(iter(self.asked))
        file = self.asked.pop(blamed, None) if blamed is not None else None
        self._again = [*self.asked.values(), *self._again]
        self.asked.clear()
        self._reading = None
        self._process = self._start(True)
        if file is not None:
            yield FileRead(file.path, error=_cause(Path(file.path).name, code))


def _state(thread: Path) -> str:
    """R, S, T …: what follows the program's name, which is in brackets and may hold anything. Raises OSError."""
    return (thread / "stat").read_text("utf-8", "replace").rpartition(") ")[2][:1]


def _cause(name: str, code: int) -> ErrorData:
    """Ended for time or memory, it may do better another day; ended by itself, it is beyond reading."""
    kind: type[FileError] = FileTimedOut if code in _OUT_OF_TIME else FileUnreadable
    error = kind(f"the reader ended with {code}", name=name)
    return ErrorData(error.kind, error.detail, error.values)
