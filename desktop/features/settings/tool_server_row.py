"""One tool server in the settings: on or off, its command line, with or without the network, and how to remove it."""

from __future__ import annotations

import shlex

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_label import IconLabel
from engine.capabilities.tools import api as tools
from engine.protocol.socket_filter import can_refuse_network


class ToolServerRow(TranslatedWidget):
    """Shows a server; a box stays as it is until the engine has done what was clicked."""

    enable_clicked = Signal(bool)
    network_clicked = Signal(bool)
    restart_clicked = Signal()
    remove_clicked = Signal()

    def __init__(self, theme: Theme, server: tools.ToolServer, parent: QWidget) -> None:
        super().__init__(parent)
        self.server = server
        self.box, self.network, self._remove = QCheckBox(server.name), QCheckBox(), QPushButton()
        self.box.setChecked(server.is_enabled)
        self.box.setAccessibleDescription(command_line(server))
        self.box.clicked.connect(self._on_box_clicked)
        self.network.setChecked(server.network != "refused")
        self.network.clicked.connect(self._on_network_clicked)
        self._remove.clicked.connect(self.remove_clicked)
        command = ElidedLabel(command_line(server))
        role(command, "mono")
        command.setToolTip(command_line(server))
        row = _row()
        row.addWidget(self.box)
        row.addWidget(command, 1)
        row.addWidget(self.network)
        row.addWidget(self._remove)
        self.warning, self.restart = QLabel(), QPushButton()
        self.warning.setWordWrap(True)
        role(self.warning, "warning")
        role(self.restart, "link")
        self.restart.clicked.connect(self.restart_clicked)
        self._mark = QWidget(self)
        mark = _row()
        self._mark.setLayout(mark)
        mark.addWidget(IconLabel(theme, theme.icon("shield-warning", "warning")))
        mark.addWidget(self.warning, 1)
        mark.addWidget(self.restart)
        self._mark.setVisible(server.network != "refused")
        self.restart.setVisible(server.network == "after_restart")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self._mark)
        self.network.setVisible(can_refuse_network())
        self.retranslate()

    def retranslate(self) -> None:
        self.network.setText(tr("settings", "Network"))
        self.network.setAccessibleName(tr("settings", "“{name}” may use the network", name=self.server.name))
        self._remove.setText(tr("settings", "Remove"))
        self._remove.setAccessibleName(tr("settings", "Remove “{name}”", name=self.server.name))
        self.restart.setText(tr("settings", "Restart the engine"))
        if self.server.network == "allowed":
            self.warning.setText(
                tr("settings", "It can use the network: what the model tells it can leave this computer.")
            )
        else:
            self.warning.setText(tr("settings", "It can use the network once the engine is restarted."))

    def _on_box_clicked(self, on: bool) -> None:
        self.box.setChecked(self.server.is_enabled)
        self.enable_clicked.emit(on)

    def _on_network_clicked(self, on: bool) -> None:
        self.network.setChecked(self.server.network != "refused")
        self.network_clicked.emit(on)


def command_line(server: tools.ToolServer) -> str:
    """Return the command line of a server as it would be typed."""
    return shlex.join(server.command)


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    row.setSpacing(Space.S)
    return row
