"""Makes a PDF of an HTML file in a process of its own, so that long texts do not block the window."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QProcess, Signal


class PdfProcess(QObject):
    """Runs `python -m desktop.widgets.text.pdf` once. `finished` carries whether the PDF was written."""

    finished = Signal(bool)

    def __init__(self, html: str, target: str, parent: QObject) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(
            lambda code, status: self._end(code == 0 and status == QProcess.ExitStatus.NormalExit)
        )
        self._process.errorOccurred.connect(self._on_error)
        self._is_over = False
        self._process.start(sys.executable, ["-m", "desktop.widgets.text.pdf", html, target])

    def cancel(self) -> None:
        """End the process; the file that was there stays."""
        self._process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(False)

    def _end(self, is_written: bool) -> None:
        if not self._is_over:
            self._is_over = True
            self.finished.emit(is_written)
            self.deleteLater()
