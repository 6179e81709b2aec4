"""The engine's process: started, restarted after a crash, ended with the window. Knows bytes and exit codes, no message."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QProcess, QTimer, Signal

from engine.protocol.private_folder import prepare_log

RESTARTS, WITHIN_SECONDS = 3, 300
RESTART_DELAY_MS = 250
REFUSED = 3
"""Exit code of an engine that sent "failed" with the reason: starting it again would not help."""
GRACE_MS, KILL_MS, STEP_MS = 5_000, 10_000, 100
"""How long a closed engine may take to end, how long a killed one; a wait is made of steps, between which Python gets its turn:
a wait without end inside Qt could not be interrupted by any signal.
"""


class Process(QObject):
    """Emits `died` with whether the process is started again; `refused` instead after exit code 3, `ended` in a `restart`.

    `inherited` gives options for each start, and what the child inherits for them stays open within its block.
    """

    received = Signal(bytes)
    died = Signal(bool)
    ended = Signal()
    refused = Signal()
    unstartable = Signal(str)

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        log: Path,
        parent: QObject | None = None,
        inherited: Callable[[], AbstractContextManager[Sequence[str]]] = lambda: nullcontext(()),
    ) -> None:
        super().__init__(parent)
        self._command, self._inherited = list(command), inherited
        self._log = log
        self._closing = self._is_restarting = self.is_patient = False
        self._crashes: deque[float] = deque()
        self._child = QProcess(self)
        self._child.setWorkingDirectory(str(folder))
        self._child.readyReadStandardOutput.connect(self._on_output)
        self._child.finished.connect(self._on_finished)
        self._child.errorOccurred.connect(self._on_error)
        self._restart_timer = QTimer(self, singleShot=True, interval=RESTART_DELAY_MS)
        self._restart_timer.timeout.connect(self.start)
        self._kill_timer = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._kill_timer.timeout.connect(lambda: None if self.is_patient else self._child.kill())

    @property
    def pid(self) -> int:
        """Process id; 0 while it does not run."""
        return int(self._child.processId())

    def start(self, *options: str) -> None:
        """Start it; `options` are for this start only, not for those after a crash."""
        self._child.setStandardErrorFile(self._log_file(), QProcess.OpenModeFlag.Append)
        self._is_restarting = self.is_patient = False
        with self._inherited() as inherited:
            self._child.start(self._command[0], [*self._command[1:], *options, *inherited])

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

    def restart(self) -> None:
        """End the engine and start it again, which is no crash. One that takes too long is killed, unless `be_patient`."""
        self._is_restarting = True
        self._child.closeWriteChannel()
        self._kill_timer.start()

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
        if not self._is_running:
            return
        self._child.closeWriteChannel()
        self._wait(GRACE_MS)
        if self._is_running:
            self._child.kill()
            self.is_patient = False
            self._wait(KILL_MS)

    @property
    def _is_running(self) -> bool:
        return self._child.state() != QProcess.ProcessState.NotRunning

    def _wait(self, milliseconds: int) -> None:
        """Wait until it has ended, at most so long, or without limit where it is patient, or becomes so meanwhile."""
        deadline = QDeadlineTimer(milliseconds)
        while self._is_running and (self.is_patient or not deadline.hasExpired()):
            self._child.waitForFinished(STEP_MS)

    def _on_output(self) -> None:
        self.received.emit(self._child.readAllStandardOutput().data())

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.unstartable.emit(self._child.errorString())

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._closing:
            return
        self._on_output()
        self._kill_timer.stop()
        if self._is_restarting:
            self._restart_timer.start()
            self.ended.emit()
            return
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
