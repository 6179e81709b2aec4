"""Fine-tuning an encoder in a child process: start it, report each epoch, end it. Knows no torch.

A crash of the child costs the seconds since its last checkpoint.
"""

from __future__ import annotations

import importlib.util
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.background import BackgroundProcesses
from engine.models.training.work_folder import EXAMPLES, disk_full_errors
from engine.offline import child_environment
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.fine_tuning import (
    FINE_TUNE,
    READY,
    EpochMetrics,
    FineTuneExamples,
    FineTuneRequest,
    FineTuneResult,
)
from engine.protocol.children.received_errors import error_of
from engine.protocol.messages import EventHeader, Incoming
from engine.protocol.private_folder import make_private_folder
from engine.rpc.wire import TooLong, read_lines

POLL_SECONDS = 0.05
FEWEST_EXAMPLES = 2
"""Labels, and examples of each."""


class FineTuner:
    """Fine-tunes encoders of the registry's folder `models`.

    `work` is a folder of the profile for the examples and checkpoints of one training; `log` gets the child's errors.
    """

    def __init__(self, models: Path, work: Path, log: Path, background: BackgroundProcesses | None = None) -> None:
        """`background` takes the child in."""
        self._models, self._work, self._log = models, work, log
        self._background = background or BackgroundProcesses()

    def fine_tune(
        self, request: FineTuneRequest, examples: FineTuneExamples, is_cancelled: IsCancelled
    ) -> Generator[EpochMetrics, None, FineTuneResult]:
        """Train and write the new model. The same call after a crash or a cancel continues, until `discard`.

        Raises TrainingNeedsStudio, TooFewToTrain, TrainingStopped, ModelError, DiskFull, Cancelled.
        """
        check_examples(examples)
        if not studio_is_installed():
            raise errors.TrainingNeedsStudio
        self._write(examples)
        with _TrainingProcess(self._models, self._work, self._log, self._background) as child:
            return (yield from _receive_until_done(child, request, is_cancelled))

    def discard(self) -> None:
        """Delete the examples and checkpoints."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _write(self, examples: FineTuneExamples) -> None:
        data, path = msgspec.json.encode(examples), self._work / EXAMPLES
        with disk_full_errors(len(data)):
            make_private_folder(self._work)
            path.unlink(missing_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
                file.write(data)


def studio_is_installed() -> bool:
    """Return whether the packages of the extra `studio` are there, without importing them."""
    return all(importlib.util.find_spec(name) for name in ("torch", "transformers", "safetensors"))


def check_examples(examples: FineTuneExamples) -> None:
    """Check that there is enough to train on. Raises TooFewToTrain; BadRequest for labels that no page of ours sends."""
    pairs = (examples.texts, examples.labels), (examples.validation_texts, examples.validation_labels)
    if any(len(texts) != len(labels) for texts, labels in pairs):
        raise errors.BadRequest("texts and labels differ in number")
    counts = Counter(examples.labels)
    if unknown := sorted(set(examples.validation_labels) - set(counts)):
        raise errors.BadRequest(f"validated with labels that are not trained: {unknown[:3]}")
    if len(counts) < FEWEST_EXAMPLES or min(counts.values()) < FEWEST_EXAMPLES:
        raise errors.TooFewToTrain(fewest=FEWEST_EXAMPLES)


class _TrainingProcess:
    """A training child and the queue of its messages (None at the end); killed when the context ends."""

    def __init__(self, models: Path, work: Path, log: Path, background: BackgroundProcesses) -> None:
        module = "engine.models.training.fine_tuning_child"
        self._command = [sys.executable, "-m", module, "--models", str(models), "--work", str(work)]
        self._log, self._background = log, background
        self.messages: queue.SimpleQueue[Incoming | None] = queue.SimpleQueue()

    def __enter__(self) -> _TrainingProcess:
        make_private_folder(self._log.parent)
        descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            self._command, stdin=pipe, stdout=pipe, stderr=descriptor, env=child_environment()
        )
        os.close(descriptor)
        self._reader = threading.Thread(target=self._read_messages, name="fine-tuning")
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        self.process.wait()
        self._reader.join()
        self._background.remove(self.process.pid)

    def send(self, request: FineTuneRequest) -> None:
        assert self.process.stdin is not None
        line = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": FINE_TUNE.name, "params": request})
        with suppress(OSError):  # it died: its output ends too, which is noticed
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()

    def _read_messages(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output, suppress(msgspec.MsgspecError):
            for line in read_lines(output.fileno()):
                if isinstance(line, TooLong):
                    break
                if line == READY:
                    self._background.add(self.process.pid)
                    continue
                self.messages.put(msgspec.json.decode(line, type=Incoming))
        self.messages.put(None)


def _receive_until_done(
    child: _TrainingProcess, request: FineTuneRequest, is_cancelled: IsCancelled
) -> Generator[EpochMetrics, None, FineTuneResult]:
    child.send(request)
    while True:
        if is_cancelled():
            raise errors.Cancelled
        try:
            message = child.messages.get(timeout=POLL_SECONDS)
        except queue.Empty:
            continue
        if message is None:
            raise errors.TrainingStopped(f"exit code {child.process.wait()}", name=request.name)
        if message.method == "event":
            header = msgspec.json.decode(message.params, type=EventHeader)
            yield msgspec.json.decode(header.event, type=EpochMetrics)
        elif message.error is not None:
            assert message.error.data is not None
            raise error_of(message.error.data, (errors.ModelError, errors.LibraryError), errors.InternalError)
        else:
            return msgspec.json.decode(message.result, type=FineTuneResult)
