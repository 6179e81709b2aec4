"""Card of a run over files: its progress, speed and time left, the files that failed, and buttons to stop and hide it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.text import formatting

MAX_FAILURES = 3
"""Failures listed on the card; the page lists all of them."""


class RunProgress(Protocol):
    """`done` of `total` (0 when unknown); `note` names the file being read; `rate` is files a second.

    `waits_for` is "programs" or "answer" while the run waits for one, else empty.
    """

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
    @property
    def waits_for(self) -> str: ...


class RunCard(TranslatedMixin, QFrame):
    """`title` and the failures are functions, so that the card follows the language. `problems_clicked` asks for the list.

    `hide_clicked` asks to take the card away while the run goes on.
    """

    problems_clicked = Signal()
    hide_clicked = Signal()

    def __init__(self, title: Callable[[], str], cancel: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._title, self._cancel = title, cancel
        self._progress: RunProgress | None = None
        self._failures: list[Callable[[], str]] = []
        self._is_stopping = False
        self._name, self._pace, self._file = (ElidedLabel(parent=self) for _ in range(3))
        self._bar = QProgressBar(self)
        for label, look in ((self._name, "strong"), (self._pace, "soft"), (self._file, "faint")):
            role(label, look)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._problems, self._all = QLabel(self), QPushButton(self)
        self._hide, self._stop = QPushButton(self), QPushButton(self)
        role(self._problems, "danger")
        for button in (self._all, self._hide):
            role(button, "link")
        self._problems.setWordWrap(True)
        self._lay_out()
        self._stop.clicked.connect(self.stop)
        self._all.clicked.connect(self.problems_clicked)
        self._hide.clicked.connect(self.hide_clicked)
        self.retranslate()

    @property
    def line(self) -> str:
        """The run in one line, as the card tells it."""
        return " · ".join(self._parts())

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
        name, *pace = self._parts()
        self._name.show_text(name)
        self._pace.show_text(" · ".join(pace))
        self._file.show_text(self._progress.note if self._progress else "")
        self._bar.setAccessibleName(self.line)
        self._stop.setText(tr("widgets", "Stop"))
        self._stop.setEnabled(not self._is_stopping)
        self._hide.setText(tr("widgets", "Hide"))
        self._hide.setToolTip(tr("widgets", "The work goes on; the bar at the bottom of the window shows it."))
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
        if progress.waits_for:
            parts.append(_wait_text(progress.waits_for))
            return parts
        if progress.rate:
            parts.append(tr("widgets", "{n} a second", n=formatting.number(progress.rate, 1)))
        if progress.seconds_left is not None:
            parts.append(tr("widgets", "{time} left", time=formatting.duration(progress.seconds_left)))
        return parts

    def _lay_out(self) -> None:
        state = QVBoxLayout()
        state.setSpacing(Space.NONE)
        state.addWidget(self._pace)
        state.addWidget(self._file)
        below = QHBoxLayout()
        below.addLayout(state, 1)
        for button in (self._hide, self._stop):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        for widget in (self._name, self._bar):
            column.addWidget(widget)
        column.addLayout(below)
        column.addWidget(self._problems)
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)


def _wait_text(waits_for: str) -> str:
    if waits_for == "answer":
        return tr("widgets", "waits until the answer is written")
    return tr("widgets", "waits for other programs")
