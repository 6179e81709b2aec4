"""`python -m tests.benchmarks.kills.window HOME MODELS FILES JOB NUMBER`: a window at work, which prints what was acknowledged.

It chats, saves drafts and does one job over and over, each line of its output an Acknowledged. It closes at the end of its input.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import Ateneo, StartOptions, discover, engine_command
from desktop.link.call import Call, EngineFault
from desktop.paths import Paths
from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.system import api as system
from engine.protocol.answering.sampling import Sampling
from engine.protocol.file_run import FileOutcome
from engine.protocol.method import Method
from engine.protocol.tables import Source
from tests.benchmarks.kills.acknowledged import CLASSIFIER, DRAFT, Acknowledged

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")

PAUSE_MS = 30
"""Between two drafts."""


class WorkingWindow:
    """The window with its work. A call that fails because the engine was killed is made again when the engine is ready."""

    def __init__(self, ateneo: Ateneo, files: Path, job: str, number: int) -> None:
        self._client, self._files, self._number = ateneo.client, files, number
        self._count = 0
        self._jobs: dict[str, Callable[[], None]] = {
            "index": self._index, "train": self._train, "export": self._export, "back up": self._back_up,
        }  # fmt: skip
        self._job = self._jobs[job]
        ateneo.client.state_changed.connect(lambda state: acknowledge("state", state))
        for work in (self._save_draft, self._ask, self._job):
            work()

    def _call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_result: Callable[[ResultT], object],
        again: Callable[[], None],
    ) -> Call[Any, ResultT]:
        call = self._client.call(method, request)
        call.on_result(on_result)
        call.on_failed(self._on_failed)
        call.on_ended(lambda: QTimer.singleShot(PAUSE_MS, again))
        return call

    def _on_failed(self, fault: EngineFault) -> None:
        acknowledge("failed", fault.kind)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _save_draft(self) -> None:
        number = self._next()
        request = chat.SaveDraft(DRAFT, f"draft {number} of {self._number}")
        self._call(chat.SAVE_DRAFT, request, lambda _: acknowledge("draft", request.text, number), self._save_draft)

    def _ask(self) -> None:
        text = f"Question {self._next()} of {self._number}: what is a lighthouse for?"
        settings = chat.ConversationSettings(Sampling(max_tokens=30, seed=self._count))
        call = self._call(chat.SEND, chat.Send(text, settings=settings), self._on_answer, self._ask)
        call.on_event(lambda event: self._on_chat_event(event, text))

    def _on_chat_event(self, event: chat.ReplyEvent, text: str) -> None:
        if isinstance(event, chat.ReplyStarted):
            acknowledge("message", text, event.question)

    def _on_answer(self, reply: chat.Reply) -> None:
        acknowledge("message", reply.message.text, reply.message.id)

    def _index(self) -> None:
        """Each time into another collection, so that there is always something to read."""
        collection = f"c{self._number}-{self._next()}"
        request = documents.IndexDocuments((str(self._files / "papers"),), collection)
        call = self._call(documents.INDEX, request, lambda _: acknowledge("indexed", collection), self._index)
        call.on_event(lambda event: self._on_file(event, collection))

    def _on_file(self, event: object, collection: str) -> None:
        if isinstance(event, FileOutcome) and event.outcome == "added":
            acknowledge("document", f"{collection}\t{event.path}")

    def _train(self) -> None:
        request = classification.Train(CLASSIFIER, "logistic", seed=self._next())
        self._call(classification.TRAIN, request, self._on_trained, self._train)

    def _on_trained(self, classifier: classification.Classifier) -> None:
        assert classifier.training is not None
        acknowledge("trained", "", classifier.training.trained_at)

    def _export(self) -> None:
        target = self._files / "exported" / f"{self._number}-{self._next()}.csv"
        source = Source(str(self._files / "table.csv"), text_column="text", label_column="label")
        request = classification.ClassifyFile(source, str(target), CLASSIFIER)
        self._call(
            classification.CLASSIFY_FILE,
            request,
            lambda done: acknowledge("export", str(target), done.rows),
            self._export,
        )

    def _back_up(self) -> None:
        self._call(system.BACK_UP, system.BackUp(), lambda made: acknowledge("backup", made.path), self._back_up)


def acknowledge(kind: str, text: str, number: int = 0) -> None:
    """Print one line. The reader has it even if this process is killed right after."""
    sys.stdout.buffer.write(msgspec.json.encode(Acknowledged(kind, text, number)) + b"\n")
    sys.stdout.buffer.flush()


def main() -> int:
    home, models, files, job, number = sys.argv[1:]
    app = QApplication([])
    paths = Paths(Path(home), Path(models))
    features = [feature for feature in discover() if feature.name == "chat"]
    ateneo = Ateneo(app, paths, StartOptions("en", "light"), engine_command(paths), features)
    ateneo.window.show()
    ateneo.window.show_first_page()
    ateneo.client.start()
    work = WorkingWindow(ateneo, Path(files), job, int(number))
    end = QSocketNotifier(0, QSocketNotifier.Type.Read)
    end.activated.connect(ateneo.window.close)
    end.activated.connect(app.quit)
    code = app.exec()
    del work
    return code


if __name__ == "__main__":
    sys.exit(main())
