"""Card of a run over files: its progress, speed and time left, the files that failed, and a Stop button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.text import formatting

MAX_FAILURES = 3
"""Failures listed on the card; the page lists all of them."""


class RunProgress(Protocol):
    """`done` of `total` (0 when unknown); `note` names the file being read; `rate` is files a second."""

    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def note(self) -> str: ...
    @property
    def rate(self) -> float: ...
    @property
    def seconds_left(self) -> float | None: ...


class RunCard(TranslatedMixin, QFrame):
    """`title` and the failures are functions, so that the card follows the language. `problems_clicked` asks for the list."""

    problems_clicked = Signal()

    def __init__(self, title: Callable[[], str], cancel: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._title, self._cancel = title, cancel
        self._progress: RunProgress | None = None
        self._failures: list[Callable[[], str]] = []
        self._is_stopping = False
        self._line, self._file, self._bar = ElidedLabel(parent=self), ElidedLabel(parent=self), QProgressBar(self)
        role(self._line, "strong")
        role(self._file, "faint")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._problems, self._all, self._stop = QLabel(self), QPushButton(self), QPushButton(self)
        role(self._problems, "danger")
        role(self._all, "link")
        self._problems.setWordWrap(True)
        self._lay_out()
        self._stop.clicked.connect(self.stop)
        self._all.clicked.connect(self.problems_clicked)
        self.retranslate()

    @property
    def line(self) -> str:
        return self._line.full_text

    @property
    def failures(self) -> int:
        return len(self._failures)

    @property
    def is_stopping(self) -> bool:
        """True once the user asked to stop; a run may also end early for other reasons."""
        return self._is_stopping

    def show_progress(self, progress: RunProgress) -> None:
        self._progress = progress
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self.retranslate()

    def add_failure(self, text: Callable[[], str]) -> None:
        """Add a file that could not be read, as "name: reason"."""
        self._failures.append(text)
        self.retranslate()

    def stop(self) -> None:
        """Cancel the run; finished files are kept."""
        self._is_stopping = True
        self._cancel()
        self.retranslate()

    def retranslate(self) -> None:
        self._line.show_text(" · ".join(self._parts()))
        self._file.show_text(self._progress.note if self._progress else "")
        self._bar.setAccessibleName(self._line.full_text)
        self._stop.setText(tr("widgets", "Stop"))
        self._stop.setEnabled(not self._is_stopping)
        self._all.setText(tr("widgets", "Show all files that could not be read"))
        self._all.setVisible(bool(self._failures))
        self._problems.setText("\n".join(text() for text in self._failures[-MAX_FAILURES:]))
        self._problems.setVisible(bool(self._failures))

    def _parts(self) -> list[str]:
        if self._is_stopping:
            return [tr("widgets", "Stopping. Finished work is kept")]
        parts = [self._title()]
        progress = self._progress
        if progress is None:
            return parts
        if progress.total:
            done, total = formatting.number(progress.done), formatting.number(progress.total)
            parts.append(tr("widgets", "{done} of {total}", done=done, total=total))
        if progress.rate:
            parts.append(tr("widgets", "{n} a second", n=formatting.number(progress.rate, 1)))
        if progress.seconds_left is not None:
            parts.append(tr("widgets", "{time} left", time=formatting.duration(progress.seconds_left)))
        return parts

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._line, 1)
        top.addWidget(self._all)
        top.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.S, Space.M)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        for widget in (self._bar, self._file, self._problems):
            column.addWidget(widget)
