"""Status bar: engine state, model, speed, memory, running jobs, and the number of internet connections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_label import IconLabel, StatusDot
from desktop.widgets.shell.jobs_tray import JobsTray
from desktop.widgets.text import formatting

COLOURS = {"starting": "warning", "ready": "accent", "restarting": "warning", "failed": "danger"}


class StatusBar(TranslatedWidget):
    """`offline_clicked` carries the sentence that explains the number of connections."""

    offline_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "status")
        self.jobs = JobsTray(theme, self)
        self._theme = theme
        self._fit_timer = QTimer(self, singleShot=True, interval=0)  # after the labels took the size of their new texts
        self._fit_timer.timeout.connect(self._hide_overflow)
        self._state, self._model_name, self._tokens_per_second = "starting", "", 0.0
        self._memory_bytes, self._machine_bytes = 0, 0
        self._connections: int | None = None
        self._networked: tuple[str, ...] = ()
        self._dot = StatusDot(theme, COLOURS[self._state], self)
        self._engine, self._model, self._speed, self._memory = (QLabel(self) for _ in range(4))
        self._offline = QPushButton(self)
        self._offline.clicked.connect(lambda: self.offline_clicked.emit(self._connections_explained()))
        self._shield = IconLabel(theme, theme.icon("shield-check", "accent"), parent=self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.L, Space.XS)
        row.setSpacing(Space.L)
        row.addLayout(_pair(self._dot, self._engine))
        for widget in (self._model, self._speed, self._memory):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.jobs)
        row.addLayout(_pair(self._shield, self._offline))
        self.retranslate()
        self._apply_theme()
        theme.changed.connect(self._apply_theme)

    def show_engine(self, state: str) -> None:
        """`state` is "starting", "ready", "restarting" or "failed"."""
        self._state = state
        self._dot.show_colour(COLOURS[state])
        self.retranslate()

    def show_model(self, name: str) -> None:
        self._model_name = name
        self.retranslate()

    def show_speed(self, tokens_per_second: float) -> None:
        self._tokens_per_second = tokens_per_second
        self.retranslate()

    def show_memory(self, used: int, machine: int) -> None:
        """Show the engine's memory and the computer's, in bytes."""
        self._memory_bytes, self._machine_bytes = used, machine
        self.retranslate()

    def show_connections(self, count: int, networked: Sequence[str] = ()) -> None:
        """Show Ateneo's own connections, of which there should be none, and the tool servers that may use the network."""
        self._connections, self._networked = count, tuple(networked)
        colour = "danger" if count else "warning" if networked else "accent"
        name = "shield-check" if colour == "accent" else "shield-warning"
        self._shield.show_icon(self._theme.icon(name, colour))
        self.retranslate()

    def retranslate(self) -> None:
        states = {
            "starting": tr("shell", "Engine starting…"),
            "ready": tr("shell", "Engine ready"),
            "restarting": tr("shell", "Engine restarting…"),
            "failed": tr("shell", "Engine off"),
        }
        self._engine.setText(states[self._state])
        self._model.setText(self._model_name)
        self._speed.setText(formatting.speed(self._tokens_per_second) if self._tokens_per_second else "")
        memory = {"used": formatting.size(self._memory_bytes), "machine": formatting.size(self._machine_bytes)}
        self._memory.setText(tr("shell", "{used} of {machine}", **memory) if self._machine_bytes else "")
        self._memory.setToolTip(tr("shell", "Memory of the engine and of this computer"))
        self._offline.setText(self._offline_text())
        self._offline.setToolTip(self._connections_explained())
        self._fit_timer.start()

    def _offline_text(self) -> str:
        if self._connections is None:
            return tr("shell", "Offline")
        if self._networked and not self._connections:
            return tr("shell", "Offline except %n tool server(s)", len(self._networked))
        return tr("shell", "Offline · %n connection(s)", self._connections)

    def _connections_explained(self) -> str:
        if self._connections is None:
            return tr(
                "shell", "Ateneo works without the internet. Its connections are counted once the engine has started."
            )
        if self._networked and not self._connections:
            return tr(
                "shell",
                "Ateneo itself has no connection to the internet. You let these tool servers use the network: {names}. Settings, "
                "Tools, takes it from them again.",
                names=", ".join(self._networked),
            )
        if not self._connections:
            return tr(
                "shell",
                "Ateneo works without the internet: the operating system counts none of its connections there, "
                "and nothing you write leaves this computer.",
            )
        return tr(
            "shell",
            "The operating system counts %n connection(s) of Ateneo to the internet. There should be none: "
            "close Ateneo and have this computer checked.",
            self._connections,
        )

    def _apply_theme(self) -> None:
        """Keep one height, with and without a running job."""
        self.setFixedHeight(max(self._theme.px(Size.ROW), self.jobs.sizeHint().height() + 2 * Space.XS))
        self._fit_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_timer.start()

    def _hide_overflow(self) -> None:
        """Hide whole labels, the least needed first, until the rest fits."""
        optional = (self._memory, self._speed, self._model)
        for label in optional:
            label.setVisible(bool(label.text()))
        for label in optional:
            if self._row.sizeHint().width() <= self.width():
                return
            label.hide()


def _pair(picture: QWidget, label: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    row.addWidget(picture)
    row.addWidget(label)
    return row
