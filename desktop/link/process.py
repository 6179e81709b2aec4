"""The engine's process: started, restarted after a crash, ended with the window. Knows bytes and exit codes, no message."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from engine.protocol.private_folder import prepare_log

RESTARTS, WITHIN_SECONDS = 3, 300
RESTART_DELAY_MS = 250
REFUSED = 3
"""Exit code of an engine that sent "failed" with the reason: starting it again would not help."""
GRACE_MS, STEP_MS, WITHOUT_LIMIT = 5_000, 100, -1


class Process(QObject):
    """Emits `died` with whether the process is started again; `refused` instead after exit code 3."""

    received = Signal(bytes)
    died = Signal(bool)
    refused = Signal()
    unstartable = Signal(str)

    def __init__(self, command: Sequence[str], folder: Path, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._log = log
        self._closing = self.is_patient = False
        self._crashes: deque[float] = deque()
        self._child = QProcess(self)
        self._child.setWorkingDirectory(str(folder))
        self._child.readyReadStandardOutput.connect(self._on_output)
        self._child.finished.connect(self._on_finished)
        self._child.errorOccurred.connect(self._on_error)
        self._restart_timer = QTimer(self, singleShot=True, interval=RESTART_DELAY_MS)
        self._restart_timer.timeout.connect(self.start)

    @property
    def pid(self) -> int:
        """Process id; 0 while it does not run."""
        return int(self._child.processId())

    def start(self, *options: str) -> None:
        """Start it; `options` are for this start only, not for those after a crash."""
        self._child.setStandardErrorFile(self._log_file(), QProcess.OpenModeFlag.Append)
        self._child.start(self._command[0], [*self._command[1:], *options])

    def _log_file(self) -> str:
        try:
            prepare_log(self._log)
        except OSError:  # the folder cannot be written: the engine reports that itself, and has to be started for it
            return QProcess.nullDevice()
        return str(self._log)

    def write(self, line: bytes) -> None:
        """Send one line. Does nothing when the process has just died, before `died` is emitted."""
        if self._child.state() == QProcess.ProcessState.Running:
            self._child.write(line + b"\n")

    def reset(self) -> None:
        """Kill a child that broke the protocol. It counts as a crash, so it is started again."""
        self._child.kill()

    def reset_crash_count(self) -> None:
        """Forget the crashes so far."""
        self._crashes.clear()

    def be_patient(self) -> None:
        """Let an engine that is being closed take as long as it needs: commands use it."""
        self.is_patient = True

    def close(self) -> None:
        """Close the engine's input, which ends it; kill it when it has not ended after its time, unless `be_patient`."""
        self._closing = True
        self._restart_timer.stop()
        if self._child.state() == QProcess.ProcessState.NotRunning:
            return
        self._child.closeWriteChannel()
        for _ in range(GRACE_MS // STEP_MS):
            if self.is_patient or self._child.waitForFinished(STEP_MS):
                break
        else:
            self._child.kill()
        self._child.waitForFinished(WITHOUT_LIMIT)

    def _on_output(self) -> None:
        self.received.emit(self._child.readAllStandardOutput().data())

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.unstartable.emit(self._child.errorString())

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._closing:
            return
        self._on_output()
        if status == QProcess.ExitStatus.NormalExit and code == REFUSED:
            self.refused.emit()
            return
        restarting = self._may_restart(time.monotonic())
        if restarting:
            self._restart_timer.start()
        self.died.emit(restarting)

    def _may_restart(self, now: float) -> bool:
        while self._crashes and now - self._crashes[0] > WITHIN_SECONDS:
            self._crashes.popleft()
        if len(self._crashes) >= RESTARTS:
            return False
        self._crashes.append(now)
        return True
