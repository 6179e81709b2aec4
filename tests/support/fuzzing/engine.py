"""A real engine with a small library, which is set back to its beginning, and the verdict on each of its answers."""

from __future__ import annotations

import os
import queue
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.capabilities.models import api as models_api
from engine.capabilities.system import api as system
from engine.protocol.answering.sampling import Sampling
from engine.protocol.tables import Source
from tests.support.engine_process import EngineGone, EngineProcess, Pending
from tests.support.fuzzing.files import LIKELY_FILES, write_files
from tests.support.fuzzing.requests import LIKELY_PATHS, AnyMethod, Pool

SECONDS_TO_RUN, SECONDS_TO_STOP = 1.0, 60.0
"""A call is cancelled after the first; it hangs where it goes on for the second."""
BIGGEST_MODEL = 300_000_000
SHORT = chat.ConversationSettings(Sampling(max_tokens=6, seed=1))


@dataclass(frozen=True)
class Finding:
    """A request that was not answered as it should be: "internal", "hang" or "dead"."""

    kind: str
    method: str
    params: bytes
    detail: str = ""

    @property
    def place(self) -> str:
        """Key that all requests that fail in one place share."""
        return f"{self.kind} {self.method} {self.detail.partition(' failed: ')[2]}"

    def __str__(self) -> str:
        return f"{self.kind}: {self.method} {self.params[:400]!r} {self.detail}"


class FuzzedEngine:
    """The engine's child over a library in `folder`, with the starter's small models: made once, and the same at each start.

    `outcomes` counts the answers by their kind of error, "" where there is none.
    """

    def __init__(self, folder: Path, models: Path) -> None:
        self._folder, self._home, self._saved = folder, folder / "home", folder / "saved"
        self.models = copy_models(models, folder / "models")
        self._files = folder / "files"
        self.paths = write_files(self._files)
        self.outcomes: Counter[str] = Counter()
        self._engine = EngineProcess(self._home, self.models, log=folder / "engine.log")
        with self._engine:
            self.pool = self._fill()
        shutil.copytree(self._home, self._saved)

    def __enter__(self) -> FuzzedEngine:
        """Start with the library and the files of the beginning."""
        for changed in (self._home, self._files):
            shutil.rmtree(changed)
        shutil.copytree(self._saved, self._home)
        write_files(self._files)
        self._engine = EngineProcess(self._home, self.models, log=self._folder / "engine.log")
        self._engine.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def reset(self) -> None:
        """End the engine and start it with the library of the beginning."""
        self._engine.close()
        self.__enter__()

    @property
    def process(self) -> EngineProcess:
        """The engine's child."""
        return self._engine

    def judge(self, method: AnyMethod, params: bytes) -> Finding | None:
        """Send a request, cancel it when it takes long, and return what is wrong with its answer; None where nothing is."""
        pending = self._engine.start_raw_call(method, params)
        return self.judge_pending(pending, method, params)

    def judge_pending(
        self, pending: Pending[object], method: AnyMethod, params: bytes = b"", seconds: float = SECONDS_TO_RUN
    ) -> Finding | None:
        """Wait for the end of a call that was started."""
        try:
            if not self._has_ended(pending, seconds):
                pending.cancel()
                if not self._has_ended(pending, SECONDS_TO_STOP):
                    return Finding("hang", method.name, params)
        except (EngineGone, BrokenPipeError):
            code = self._engine.process.wait(timeout=SECONDS_TO_STOP)
            return Finding("dead", method.name, params, f"exit code {code}")
        except msgspec.DecodeError as error:
            return Finding("undecodable", method.name, params, str(error))
        error = pending.final.error
        kind = error.data.kind if error is not None and error.data is not None else ""
        self.outcomes[kind] += 1
        if kind == "internal":
            return Finding("internal", method.name, params, self._last_failure())
        return None

    def is_alive(self) -> bool:
        """Return whether the engine answers."""
        return self._engine.call(system.STATUS, system.GetStatus()).internet_sockets == 0

    def _has_ended(self, pending: Pending[object], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                if pending.next(left) is None:
                    return True
            except queue.Empty:
                break
        return False

    def _last_failure(self) -> str:
        lines = (self._folder / "engine.log").read_text("utf-8", "replace").splitlines()
        return next((line for line in reversed(lines) if " failed: " in line), "")

    def _fill(self) -> Pool:
        """Ask, index, train and save something of each kind, and return the names of it all."""
        call, files = self._engine.call, self._files
        call(documents.INDEX, documents.IndexDocuments((str(files / "papers"),), "Papers"))
        call(images.INDEX, images.IndexPictures((str(files / "pictures"),)))
        call(chat.SEND, chat.Send("When is the boiler serviced?", collections=("Papers",), settings=SHORT))
        call(chat.SEND, chat.Send("Good morning", settings=SHORT))
        call(chat.ENQUEUE, chat.Enqueue(chat.Send("And where are the keys?", conversation=2)))
        labels = (classification.Label("yes"), classification.Label("no"))
        sorter = call(classification.CREATE_CLASSIFIER, classification.CreateClassifier("Sorter", labels))
        source = Source(str(files / "papers" / "table.csv"), text_column="text", label_column="label")
        call(classification.ADD_EXAMPLES, classification.AddExamples(sorter.id, source))
        call(classification.SPLIT_EXAMPLES, classification.SplitExamples(sorter.id))
        call(classification.TRAIN, classification.Train(sorter.id, "logistic"))
        call(images.SAVE_ALBUM, images.SaveAlbum("Boats", images.AlbumRule("boat")))
        installed = [model.id for model in call(models_api.LIST_MODELS, models_api.ListModels()).models]
        names = ("Papers", "Sorter", "Boats")
        return {
            "path": self.paths,
            LIKELY_PATHS: tuple(str(files / name) for name in LIKELY_FILES),
            "model": (*installed, "no-such-model"),
            "to": installed,
            "collection": ("Papers", "@attached"),
            "collections": ("Papers", "@attached", "none"),
            "classifier": ("Sorter",),
            "name": names,
            "new_name": names,
            "label": ("yes", "no"),
            "labels": ("red", "boat", "dog"),
            "prediction": ("yes", "no"),
        }


def copy_models(models: Path, to: Path) -> Path:
    """Copy the small models, large files as hard links: requests remove, rename and damage what they name."""
    to.mkdir(parents=True)
    shutil.copy(models / "records.json", to)
    for folder in sorted(path for path in models.iterdir() if path.is_dir()):
        if sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) > BIGGEST_MODEL:
            continue
        shutil.copytree(folder, to / folder.name, copy_function=_link_or_copy)
    return to


def _link_or_copy(source: str, target: str) -> str:
    if Path(source).stat().st_size > 1_000_000:
        try:
            os.link(source, target)
        except OSError:  # another file system
            pass
        else:
            return target
    return str(shutil.copy2(source, target))
