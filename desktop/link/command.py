"""One `ateneo` command run in its own process: for what must be done while no engine can serve."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal


class Command(QObject):
    """Emits `done` with the JSON that the command printed, or `failed` with its error sentence in `language`."""

    done = Signal(bytes)
    failed = Signal(str)

    def __init__(self, arguments: Sequence[str], home: Path, folder: Path, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._child = QProcess(self)
        self._child.setWorkingDirectory(str(folder))
        self._child.finished.connect(self._on_finished)
        common = ["--home", str(home), "--language", language, "--json"]
        self._child.start(sys.executable, ["-m", "engine.cli", *arguments, *common])

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if code == 0 and status == QProcess.ExitStatus.NormalExit:
            self.done.emit(bytes(self._child.readAllStandardOutput().data()))
        else:
            self.failed.emit(bytes(self._child.readAllStandardError().data()).decode("utf-8", "replace").strip())
        self.deleteLater()
