"""Jobs tray in the status bar: each running job with its progress, the time left and a Stop button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_button import ElidedButton
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.text import formatting

PERMILLE = 1000


class TrayJob(QObject):
    """One running job; implements desktop.feature.JobHandle. `permille` is the progress, -1 while unknown."""

    changed = Signal()
    ended = Signal(str)

    def __init__(self, title: str, cancel: Callable[[], None], parent: QObject, *, is_awaited: bool = True) -> None:
        super().__init__(parent)
        self.title, self.is_awaited = title, is_awaited
        self.cancel = cancel
        self.permille = -1
        self.line = title
        self.note = ""

    def show_progress(self, done: int, total: int, note: str = "", seconds_left: float | None = None) -> None:
        self.permille = PERMILLE * done // total if total else -1
        parts = [self.title]
        if total:
            parts.append(tr("shell", "{done} of {total}", done=formatting.number(done), total=formatting.number(total)))
        if seconds_left is not None:
            parts.append(tr("shell", "{time} left", time=formatting.duration(seconds_left)))
        self.line = " · ".join(parts)
        self.note = note
        self.changed.emit()

    def finish(self, sentence: str = "") -> None:
        self.ended.emit(sentence)


class JobsTray(TranslatedWidget):
    """Shows the newest job; a click lists all. `job_finished` carries the sentence of a job that ended with one."""

    job_finished = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs: list[TrayJob] = []
        self._line = ElidedButton(self)
        self._line.clicked.connect(self._open_list)
        self._bar = _make_bar(self)
        self._bar.setFixedWidth(Size.PROGRESS_WIDTH)
        self._stop = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._stop.clicked.connect(lambda: self._jobs[-1].cancel())
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.S)
        for widget in (self._line, self._bar, self._stop):
            row.addWidget(widget)
        self.retranslate()

    @property
    def running(self) -> int:
        return len(self._jobs)

    @property
    def are_awaited(self) -> bool:
        """Whether a job runs that a person who closes the window may have forgotten."""
        return any(job.is_awaited for job in self._jobs)

    def add(self, title: str, cancel: Callable[[], None], *, is_awaited: bool = True) -> TrayJob:
        job = TrayJob(title, cancel, self, is_awaited=is_awaited)
        job.changed.connect(self.retranslate)
        job.ended.connect(lambda sentence: self._remove(job, sentence))
        self._jobs.append(job)
        self.retranslate()
        return job

    def retranslate(self) -> None:
        self.setVisible(bool(self._jobs))
        if not self._jobs:
            return
        newest = self._jobs[-1]
        more = len(self._jobs) - 1
        self._line.show_text(f"{newest.line}  +{more}" if more else newest.line)
        self._line.setToolTip(newest.note or tr("shell", "Show all jobs"))
        _update_bar(self._bar, newest)
        self._stop.set_name(tr("shell", "Stop: {job}", job=newest.title))

    def _remove(self, job: TrayJob, sentence: str) -> None:
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        job.deleteLater()
        self.retranslate()
        if sentence:
            self.job_finished.emit(sentence)

    def _open_list(self) -> None:
        popup = _JobsList(self._theme, self._jobs, self.window())
        popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - popup.width(), -popup.height() - Space.S))
        popup.move(corner)
        popup.show()


class _JobsList(QFrame):
    """Popup with a row for each job."""

    def __init__(self, theme: Theme, jobs: list[TrayJob], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        role(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.M)
        self.setFixedWidth(theme.px(Size.POPUP))
        for job in jobs:
            column.addWidget(_JobRow(theme, job, self))


class _JobRow(QWidget):
    def __init__(self, theme: Theme, job: TrayJob, parent: QWidget) -> None:
        super().__init__(parent)
        self._job = job
        self._line, self._note, self._bar = ElidedLabel(parent=self), ElidedLabel(parent=self), _make_bar(self)
        role(self._note, "faint")
        stop = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        stop.set_name(tr("shell", "Stop: {job}", job=job.title))
        stop.clicked.connect(job.cancel)
        text = QVBoxLayout()
        text.setSpacing(Space.XS)
        for widget in (self._line, self._bar, self._note):
            text.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addLayout(text, 1)
        row.addWidget(stop)
        job.changed.connect(self._update)
        job.ended.connect(self.hide)
        self._update()

    def _update(self) -> None:
        self._line.show_text(self._job.line)
        self._note.show_text(self._job.note)
        _update_bar(self._bar, self._job)


def _make_bar(parent: QWidget) -> QProgressBar:
    bar = QProgressBar(parent)
    bar.setTextVisible(False)
    return bar


def _update_bar(bar: QProgressBar, job: TrayJob) -> None:
    bar.setRange(0, PERMILLE if job.permille >= 0 else 0)
    bar.setValue(max(0, job.permille))
    bar.setAccessibleName(job.line)
