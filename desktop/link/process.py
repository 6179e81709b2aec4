"""The engine's process: started, restarted after a crash, ended with us. Knows bytes and exit codes, no message."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

RESTARTS, WITHIN_SECONDS = 3, 300
RESTART_DELAY_MS = 250
REFUSED = 3
"""Exit code of an engine that said why it will not serve (notification "failed"): starting it again would not help."""
LOG_BYTES, LOGS_KEPT = 1_000_000, 3
GRACE_MS = 2_000


class Process(QObject):
    """`died` tells whether it is being started again; `refused` comes instead after exit code 3."""

    received = Signal(bytes)
    died = Signal(bool)
    refused = Signal()
    unstartable = Signal(str)

    def __init__(self, command: Sequence[str], folder: Path, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._log = log
        self._closing = False
        self._crashes: deque[float] = deque()
        self._child = QProcess(self)
        self._child.setWorkingDirectory(str(folder))
        self._child.readyReadStandardOutput.connect(self._read)
        self._child.finished.connect(self._finished)
        self._child.errorOccurred.connect(self._error)
        self._again = QTimer(self, singleShot=True, interval=RESTART_DELAY_MS)
        self._again.timeout.connect(self.start)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return int(self._child.processId())

    def start(self) -> None:
        self._child.setStandardErrorFile(self._log_file(), QProcess.OpenModeFlag.Append)
        self._child.start(self._command[0], self._command[1:])

    def _log_file(self) -> str:
        try:
            prepare_log(self._log)
        except OSError:  # a folder that cannot be written: the engine says so itself, and must be started to say it
            return QProcess.nullDevice()
        return str(self._log)

    def write(self, line: bytes) -> None:
        """One line; nothing when it has just died, which `died` is about to tell."""
        if self._child.state() == QProcess.ProcessState.Running:
            self._child.write(line + b"\n")

    def reset(self) -> None:
        """End a child that no longer speaks our language; counts as a crash, so it is started again."""
        self._child.kill()

    def forgive(self) -> None:
        """Count its crashes from here on."""
        self._crashes.clear()

    def close(self) -> None:
        """End of its input is the engine's sign to go; one that does not go is ended."""
        self._closing = True
        self._again.stop()
        if self._child.state() == QProcess.ProcessState.NotRunning:
            return
        self._child.closeWriteChannel()
        if not self._child.waitForFinished(GRACE_MS):
            self._child.kill()
            self._child.waitForFinished(GRACE_MS)

    def _read(self) -> None:
        self.received.emit(self._child.readAllStandardOutput().data())

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.unstartable.emit(self._child.errorString())

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._closing:
            return
        self._read()
        if status == QProcess.ExitStatus.NormalExit and code == REFUSED:
            self.refused.emit()
            return
        again = self._may_start_again(time.monotonic())
        if again:
            self._again.start()
        self.died.emit(again)

    def _may_start_again(self, now: float) -> bool:
        while self._crashes and now - self._crashes[0] > WITHIN_SECONDS:
            self._crashes.popleft()
        if len(self._crashes) >= RESTARTS:
            return False
        self._crashes.append(now)
        return True


def prepare_log(log: Path) -> None:
    """An own file for its owner only, older ones beside it as .1 to .3 once it has grown."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        for number in range(LOGS_KEPT - 1, 0, -1):
            older = log.with_suffix(f".log.{number}")
            if older.exists():
                older.replace(log.with_suffix(f".log.{number + 1}"))
        log.replace(log.with_suffix(".log.1"))
    os.close(os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
