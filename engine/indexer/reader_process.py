"""One indexer child as a process: its pipe, the queue of its messages, and whether it works, waits or stands still."""

from __future__ import annotations

import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from engine.background import BackgroundProcesses, ProcessorShare
from engine.offline import child_environment
from engine.protocol.children.indexing import (
    CONVERT_IMAGE,
    CONVERT_SHEET,
    CUT_PAGES,
    EMBED_TEXTS,
    READ_CONVERSATIONS,
    READ_FILE,
    READ_IMAGE,
    READ_SCAN,
    RUN_OCR,
    ConvertImage,
    ConvertSheet,
    CutPages,
    EmbedTexts,
    IndexerRequest,
    OcrRequest,
    ReadConversations,
    ReadFile,
    ReadImage,
    ReadScan,
    ReadStage,
)
from engine.protocol.messages import Incoming
from engine.protocol.private_folder import make_private_folder
from engine.rpc.wire import TooLong, read_lines

LONGEST_REPLY = 512 * 1024 * 1024
POLL_SECONDS = 0.05
SECONDS_BETWEEN_SHARES = 3.0
STARVED_SHARE = 0.5
"""A child that gets less of the processor time it wants waits for other programs: one busy program a core leaves it a third."""
_METHODS = {
    ReadFile: READ_FILE.name,
    ReadScan: READ_SCAN.name,
    CutPages: CUT_PAGES.name,
    ConvertSheet: CONVERT_SHEET.name,
    ReadImage: READ_IMAGE.name,
    OcrRequest: RUN_OCR.name,
    EmbedTexts: EMBED_TEXTS.name,
    ConvertImage: CONVERT_IMAGE.name,
    ReadConversations: READ_CONVERSATIONS.name,
}


class EndOfOutput:
    """Stands for the end of the child's output."""


END_OF_OUTPUT: Final = EndOfOutput()


class ReaderProcess:
    """One child process and the queue of its messages. It is one of the `background` once it has begun to answer."""

    def __init__(self, models: Path, log: Path, cpu_seconds: int, background: BackgroundProcesses) -> None:
        make_private_folder(log.parent)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        limits = ["--cpu-seconds", str(cpu_seconds)]
        command = [sys.executable, "-m", "engine.indexer", "--models", str(models), *limits]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=descriptor, env=child_environment()
        )
        os.close(descriptor)
        self._background = background
        self._waiting = _WaitWatch(ProcessorShare(self.pid), background)
        self.messages: queue.SimpleQueue[Incoming | EndOfOutput] = queue.SimpleQueue()
        self._receiver = threading.Thread(target=self._receive, name="indexer")
        self._receiver.start()

    def send(self, id: int, request: IndexerRequest, is_cancelled: Callable[[], bool]) -> None:
        """Send a request. When cancelled, part of it may have been sent: the child is of no more use then."""
        method = _METHODS[type(request)]
        line = msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": method, "params": request}) + b"\n"
        with suppress(OSError):  # it died: the end of its output follows
            self._write(line, is_cancelled)

    def end(self, kill: bool) -> int:
        """End the child and return its exit code; a negative one is the signal that ended it."""
        assert self._process.stdin is not None
        if kill:
            self._process.kill()
        with suppress(OSError):
            self._process.stdin.close()
        code = self._process.wait()
        self._receiver.join()
        self._background.remove(self.pid)
        return code

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_paused(self) -> bool:
        """Whether it stands still while a person waits for the engine."""
        return self._background.are_paused

    def new_wait_stage(self) -> ReadStage | None:
        """Return "starved", "paused" or "working" when that has changed since the last call, else None."""
        self._background.resume_after_silence()
        return self._waiting.change()

    def wants_processor(self) -> bool:
        """Tell whether one of its threads computes or waits for the processor; True where the system has no /proc."""
        try:
            return any(_state(thread) == "R" for thread in Path(f"/proc/{self.pid}/task").iterdir())
        except OSError:
            return True

    def _write(self, line: bytes, is_cancelled: Callable[[], bool]) -> None:
        """Write to the pipe, but do not wait in it: a child that is paused reads nothing. Raises OSError."""
        assert self._process.stdin is not None
        if sys.platform == "win32":
            self._process.stdin.write(line)
            self._process.stdin.flush()
            return
        descriptor, rest = self._process.stdin.fileno(), memoryview(line)
        os.set_blocking(descriptor, False)
        while rest and not is_cancelled():
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                select.select([], [descriptor], [], POLL_SECONDS)

    def _receive(self) -> None:
        """Queue the child's messages. A child that sends something else, or a line without end, counts as ended."""
        assert self._process.stdout is not None
        is_first = True
        with self._process.stdout as output, suppress(msgspec.MsgspecError):
            for line in read_lines(output.fileno(), LONGEST_REPLY):
                if isinstance(line, TooLong):
                    break
                if is_first:
                    self._background.add(self.pid)
                    is_first = False
                self.messages.put(msgspec.json.decode(line, type=Incoming))
        self.messages.put(END_OF_OUTPUT)


class _WaitWatch:
    """Notices when a child begins and ends to wait for other programs, or to stand still."""

    def __init__(self, share: ProcessorShare, background: BackgroundProcesses) -> None:
        self._share, self._background = share, background
        self._due = 0.0
        self._is_starved = False
        self._told = "working"

    def change(self) -> ReadStage | None:
        stage = self._stage()
        if stage == self._told:
            return None
        self._told = stage
        return ReadStage(stage, 0, 0)

    def _stage(self) -> str:
        now = time.monotonic()
        if now >= self._due:
            self._due = now + SECONDS_BETWEEN_SHARES
            share = self._share.measure()
            self._is_starved = share is not None and share < STARVED_SHARE
        if self._background.are_paused:
            return "paused"
        return "starved" if self._is_starved else "working"


def _state(thread: Path) -> str:
    """Return a thread's state (R, S, T …) from its stat file, after the program's name in brackets. Raises OSError."""
    return (thread / "stat").read_text("utf-8", "replace").rpartition(") ")[2][:1]
