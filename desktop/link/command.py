"""One `ateneo` command run beside the window: for what must be done while no engine can serve."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QProcess, Signal


class Command(QObject):
    """Either `done` with what the command prints, as `answer`; or `failed` with its sentence, in `language`."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self, arguments: Sequence[str], home: Path, folder: Path, language: str, answer: type, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._answer = answer
        self._child = QProcess(self)
        self._child.setWorkingDirectory(str(folder))
        self._child.finished.connect(self._finished)
        common = ["--home", str(home), "--language", language, "--json"]
        self._child.start(sys.executable, ["-m", "engine.cli", *arguments, *common])

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        said = self._child.readAllStandardError().data().decode("utf-8", "replace").strip()
        try:
            answer = msgspec.json.decode(self._child.readAllStandardOutput().data(), type=self._answer)
        except msgspec.DecodeError:
            self.failed.emit(said)
        else:
            self.done.emit(answer)
        self.deleteLater()
