"""Long work in the status bar: what it is, how far it is, the time left, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.elided_button import ElidedButton
from desktop.widgets.layout.elided_label import ElidedLabel
from desktop.widgets.layout.icon_button import IconButton
from desktop.widgets.text import formatting

PERMILLE = 1000


class TrayJob(QObject):
    """One job; satisfies desktop.features.feature.Job. `permille` is -1 while how far it is is unknown."""

    changed = Signal()
    ended = Signal(str)

    def __init__(self, title: str, cancel: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.cancel = cancel
        self.permille = -1
        self.line = title
        self.note = ""

    def progress(self, done: int, total: int, note: str = "", seconds_left: float | None = None) -> None:
        self.permille = PERMILLE * done // total if total else -1
        parts = [self.title]
        if total:
            parts.append(tr("shell", "{done} of {total}", done=formatting.number(done), total=formatting.number(total)))
        if seconds_left is not None:
            parts.append(tr("shell", "{time} left", time=formatting.duration(seconds_left)))
        self.line = " · ".join(parts)
        self.note = note
        self.changed.emit()

    def finished(self, sentence: str = "") -> None:
        self.ended.emit(sentence)


class JobsTray(TranslatedWidget):
    """Shows the newest job; a click lists all. `said` carries what a finished job has to tell."""

    said = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs: list[TrayJob] = []
        self._line = ElidedButton(self)
        self._line.clicked.connect(self._open_list)
        self._bar = _bar(self)
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

    def add(self, title: str, cancel: Callable[[], None]) -> TrayJob:
        job = TrayJob(title, cancel, self)
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
        _show(self._bar, newest)
        self._stop.say(tr("shell", "Stop: {job}", job=newest.title))

    def _remove(self, job: TrayJob, sentence: str) -> None:
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        job.deleteLater()
        self.retranslate()
        if sentence:
            self.said.emit(sentence)

    def _open_list(self) -> None:
        popup = _JobsList(self._theme, self._jobs, self.window())
        popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - popup.width(), -popup.height() - Space.S))
        popup.move(corner)
        popup.show()


class _JobsList(QFrame):
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
        self._line, self._note, self._bar = ElidedLabel(parent=self), ElidedLabel(parent=self), _bar(self)
        role(self._note, "faint")
        stop = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        stop.say(tr("shell", "Stop: {job}", job=job.title))
        stop.clicked.connect(job.cancel)
        text = QVBoxLayout()
        text.setSpacing(Space.XS)
        for widget in (self._line, self._bar, self._note):
            text.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addLayout(text, 1)
        row.addWidget(stop)
        job.changed.connect(self._show)
        job.ended.connect(self.hide)
        self._show()

    def _show(self) -> None:
        self._line.show_text(self._job.line)
        self._note.show_text(self._job.note)
        _show(self._bar, self._job)


def _bar(parent: QWidget) -> QProgressBar:
    bar = QProgressBar(parent)
    bar.setTextVisible(False)
    return bar


def _show(bar: QProgressBar, job: TrayJob) -> None:
    bar.setRange(0, PERMILLE if job.permille >= 0 else 0)
    bar.setValue(max(0, job.permille))
    bar.setAccessibleName(job.line)
