"""A run over files: what it is at, how far, how fast, how long still, what could not be read; and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.i18n.faults import error_sentence
from desktop.link.call import Call
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.elided_label import ElidedLabel
from desktop.widgets.text import formatting
from engine.protocol.progress import Progress

MOST_FAILURES = 3
"""Shown here; all of them are in the list."""


@runtime_checkable
class FileOutcome(Protocol):
    """What became of one file: `reason` is an error kind, `values` fill its sentence."""

    @property
    def path(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def error_sentence(self) -> str: ...
    @property
    def values(self) -> dict[str, str]: ...
    @property
    def detail(self) -> str: ...


class RunCard(TranslatedMixin, QFrame):
    """`title` says in the user's language what is done. Progress and a file's outcome are shown; other events pass."""

    problems_clicked = Signal()

    def __init__(self, call: Call[object, object], title: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._title = title
        self._progress: Progress | None = None
        self._failures: list[FileOutcome] = []
        self._stopping = False
        self._line, self._file, self._bar = ElidedLabel(parent=self), ElidedLabel(parent=self), QProgressBar(self)
        role(self._line, "strong")
        role(self._file, "faint")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._trouble, self._all, self._stop = QLabel(self), QPushButton(self), QPushButton(self)
        role(self._trouble, "danger")
        role(self._all, "link")
        self._trouble.setWordWrap(True)
        self._lay_out()
        self._call = call
        call.on_event(self._hear)
        self._stop.clicked.connect(self.stop)
        self._all.clicked.connect(self.problems_clicked)
        self.retranslate()

    @property
    def line(self) -> str:
        return self._line.whole

    @property
    def failures(self) -> int:
        return len(self._failures)

    @property
    def stopping(self) -> bool:
        """A person asked it to; a run may end early for other reasons."""
        return self._stopping

    def stop(self) -> None:
        """What is finished is kept."""
        self._stopping = True
        self._call.cancel()
        self.retranslate()

    def retranslate(self) -> None:
        self._line.show_text(" · ".join(self._parts()))
        self._file.show_text(self._progress.note if self._progress else "")
        self._bar.setAccessibleName(self._line.whole)
        self._stop.setText(tr("widgets", "Stop"))
        self._stop.setEnabled(not self._stopping)
        self._all.setText(tr("widgets", "Show all that could not be read"))
        self._all.setVisible(bool(self._failures))
        self._trouble.setText("\n".join(_failure(done) for done in self._failures[-MOST_FAILURES:]))
        self._trouble.setVisible(bool(self._failures))

    def _parts(self) -> list[str]:
        if self._stopping:
            return [tr("widgets", "Stopping; what is finished is kept")]
        parts = [self._title()]
        at = self._progress
        if at is None:
            return parts
        if at.total:
            of = tr("widgets", "{done} of {total}", done=formatting.number(at.done), total=formatting.number(at.total))
            parts.append(of)
        if at.rate:
            parts.append(tr("widgets", "{n} a second", n=formatting.number(at.rate, 1)))
        if at.seconds_left is not None:
            parts.append(tr("widgets", "{time} left", time=formatting.duration(at.seconds_left)))
        return parts

    def _hear(self, event: object) -> None:
        if isinstance(event, Progress):
            self._progress = event
            self._bar.setRange(0, event.total)
            self._bar.setValue(event.done)
            self.retranslate()
        elif isinstance(event, FileOutcome) and event.outcome == "failed":
            self._failures.append(event)
            self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._line, 1)
        top.addWidget(self._all)
        top.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.S, Space.M)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        for widget in (self._bar, self._file, self._trouble):
            column.addWidget(widget)


def _failure(done: FileOutcome) -> str:
    name = done.path.replace("\\", "/").rpartition("/")[2]
    return f"{name}: {error_sentence(done.reason, done.values) or done.detail or done.reason}"
