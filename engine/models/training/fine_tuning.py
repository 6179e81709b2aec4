"""The engine's handle on the training child: asks, reports, ends it. Knows no torch; a crash costs the last seconds only."""

from __future__ import annotations

import importlib.util
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.models.training.fine_tuning_child import EXAMPLES, fullness_told
from engine.protocol import errors
from engine.protocol.fine_tuning import TUNE, Curve, Examples, Tune, Tuned
from engine.protocol.messages import EventHeader, Incoming
from engine.rpc.wire import TooLong, read_lines

GLANCE = 0.05
FEWEST = 2


class FineTuning:
    """`models` the shelf's folder, `work` one of the profile for examples and checkpoints of the one training at hand."""

    def __init__(self, models: Path, work: Path, log: Path) -> None:
        self._models, self._work, self._log = models, work, log

    def tune(
        self, request: Tune, examples: Examples, is_cancelled: Callable[[], bool]
    ) -> Generator[Curve, None, Tuned]:
        """The same call after a crash or a cancel, or again, goes on where it was, until `discard` forgets it.

        Raises TrainingNeedsStudio, TooFewToTrain, TrainingStopped, ModelError, DiskFull, Cancelled.
        """
        check_examples(examples)
        if not studio_is_installed():
            raise errors.TrainingNeedsStudio
        self._write(examples)
        with _Child(self._models, self._work, self._log) as child:
            return (yield from _conversation(child, request, is_cancelled))

    def discard(self) -> None:
        shutil.rmtree(self._work, ignore_errors=True)

    def _write(self, examples: Examples) -> None:
        written, path = msgspec.json.encode(examples), self._work / EXAMPLES
        with fullness_told(len(written)):
            self._work.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
                file.write(written)


def studio_is_installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("torch", "transformers", "safetensors"))


def check_examples(examples: Examples) -> None:
    """Raises TooFewToTrain, or BadRequest for what no page of ours sends."""
    pairs = (examples.texts, examples.labels), (examples.validation_texts, examples.validation_labels)
    if any(len(texts) != len(labels) for texts, labels in pairs):
        raise errors.BadRequest("texts and labels differ in number")
    counts = Counter(examples.labels)
    if unknown := sorted(set(examples.validation_labels) - set(counts)):
        raise errors.BadRequest(f"validated with labels that are not trained: {unknown[:3]}")
    if len(counts) < FEWEST or min(counts.values()) < FEWEST:
        raise errors.TooFewToTrain(fewest=FEWEST)


class _Child:
    """A training child and what it says; ended on the way out."""

    def __init__(self, models: Path, work: Path, log: Path) -> None:
        self._command = [
            sys.executable,
            "-m",
            "engine.models.training.fine_tuning_child",
            "--models",
            str(models),
            "--work",
            str(work),
        ]
        self._log = log
        self.said: queue.SimpleQueue[Incoming | None] = queue.SimpleQueue()

    def __enter__(self) -> _Child:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=descriptor)
        os.close(descriptor)
        self._listening = threading.Thread(target=self._listen, name="tuning")
        self._listening.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        self.process.wait()
        self._listening.join()

    def ask(self, request: Tune) -> None:
        assert self.process.stdin is not None
        line = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": TUNE.name, "params": request})
        with suppress(OSError):  # it died: its output ends too, and says so
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output, suppress(msgspec.MsgspecError):
            for line in read_lines(output.fileno()):
                if isinstance(line, TooLong):
                    break
                self.said.put(msgspec.json.decode(line, type=Incoming))
        self.said.put(None)


def _conversation(child: _Child, request: Tune, is_cancelled: Callable[[], bool]) -> Generator[Curve, None, Tuned]:
    child.ask(request)
    while True:
        if is_cancelled():
            raise errors.Cancelled
        try:
            said = child.said.get(timeout=GLANCE)
        except queue.Empty:
            continue
        if said is None:
            raise errors.TrainingStopped(f"exit code {child.process.wait()}", name=request.name)
        if said.method == "event":
            header = msgspec.json.decode(said.params, type=EventHeader)
            yield msgspec.json.decode(header.event, type=Curve)
        elif said.error is not None:
            raise _raised(said)
        else:
            return msgspec.json.decode(said.result, type=Tuned)


def _raised(said: Incoming) -> errors.AteneoError:
    """The child's error as one of ours."""
    assert said.error is not None and said.error.data is not None
    data = said.error.data
    families = errors.ModelError, errors.LibraryError
    known: dict[str, type[errors.AteneoError]] = {one.kind: one for each in families for one in each.__subclasses__()}
    return known.get(data.kind, errors.InternalError)(data.detail, **data.values)
