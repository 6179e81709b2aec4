"""The card of tool servers: programs of the person that offer tools to the model, each off until the person agrees."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.features.settings.tool_server_row import ToolServerRow, command_line
from desktop.i18n import tr, tr_noop
from desktop.link.call import EngineFault
from desktop.theme.tokens import Space
from desktop.widgets.cards.form_card import FormCard
from desktop.widgets.text.markdown import reveal
from engine.capabilities.tools import api as tools


class ToolServerRows:
    """Fills a card with the servers and a line to add one."""

    def __init__(self, shell: Shell, card: FormCard) -> None:
        self._shell, self._card = shell, card
        self.question: QMessageBox | None = None
        """The dialog that asks whether a program may be run, or may use the network."""
        self.servers: dict[str, ToolServerRow] = {}
        card.add_text(
            tr_noop(
                "settings",
                "A tool server is a program on this computer that offers further tools to the model (MCP over standard input "
                "and output). Each is off until you turn it on, and runs without the network unless you allow it that.",
            )
        )
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._rows.setSpacing(Space.XS)
        card.add_wide(tr_noop("settings", "Your tool servers"), self._list)
        self.name, self.command, self.add = QLineEdit(), QLineEdit(), QPushButton()
        new = QWidget()
        row = QHBoxLayout(new)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.S)
        row.addWidget(self.name, 1)
        row.addWidget(self.command, 3)
        row.addWidget(self.add)
        card.add_wide(tr_noop("settings", "Add a tool server"), new)
        self.add.clicked.connect(self._add)
        self.command.returnPressed.connect(self._add)
        shell.client.changed.connect(lambda nouns: self.load() if tools.TOOLS in nouns else None)

    def load(self) -> None:
        """Read the servers again."""
        call = self._shell.client.call(tools.LIST_SERVERS, tools.ListServers(), self._card)
        call.on_result(lambda listed: self._show(listed.servers))

    def retranslate(self) -> None:
        self.name.setPlaceholderText(tr("settings", "Name"))
        self.name.setAccessibleName(tr("settings", "Name of the tool server"))
        self.command.setPlaceholderText(
            tr("settings", "Command line, for example: notes-server --folder /home/ana/notes")
        )
        self.command.setAccessibleName(tr("settings", "Command line of the tool server"))
        self.add.setText(tr("settings", "Add"))

    def _show(self, servers: tuple[tools.ToolServer, ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.servers = {server.name: self._row(server) for server in servers}

    def _row(self, server: tools.ToolServer) -> ToolServerRow:
        row = ToolServerRow(self._shell.theme, server, self._list)
        row.enable_clicked.connect(lambda on: self._on_enable_clicked(server, on))
        row.network_clicked.connect(lambda on: self._on_network_clicked(server, on))
        row.restart_clicked.connect(self._shell.client.restart)
        row.remove_clicked.connect(lambda: self._remove(server.name))
        self._rows.addWidget(row)
        return row

    def _add(self) -> None:
        try:
            command = tuple(shlex.split(self.command.text()))
        except ValueError:
            self._shell.show_message(tr("settings", "A quotation mark in the command line has no second one."))
            return
        name = self.name.text().strip()
        if not name or not command:
            self._shell.show_message(tr("settings", "A tool server needs a name and a command line."))
            return
        call = self._shell.client.call(tools.ADD_SERVER, tools.AddServer(name, command), self._card)
        call.on_result(lambda _: self._on_added())
        call.on_failed(self._shell.report)

    def _on_added(self) -> None:
        self.name.clear()
        self.command.clear()
        self.load()

    def _on_enable_clicked(self, server: tools.ToolServer, on: bool) -> None:
        if not on:
            self._enable(tools.EnableServer(server.name, is_enabled=False))
            return
        if server.network == "refused":
            question = tr(
                "settings",
                "Let the model run this program? It can read and change your files as you can; it has no network. Its whole "
                "command line:",
            )
        else:
            question = tr(
                "settings",
                "Let the model run this program? It can read and change your files as you can, and you let it use the network. "
                "Its whole command line:",
            )
        request = tools.EnableServer(server.name, is_enabled=True, command=server.command)
        self._ask(question, server, tr("settings", "Turn it on"), lambda: self._enable(request))

    def _on_network_clicked(self, server: tools.ToolServer, on: bool) -> None:
        if not on:
            self._allow_network(tools.AllowNetwork(server.name, is_allowed=False))
            return
        question = tr(
            "settings",
            "Let this program use the network? It can then send what the model tells it, and every file that you can read, to "
            "other computers, and Ateneo does not see it. All else stays without the network. The engine is restarted for this, "
            "and work that is running stops. Its whole command line:",
        )
        request = tools.AllowNetwork(server.name, is_allowed=True, command=server.command)
        self._ask(question, server, tr("settings", "Allow and restart"), lambda: self._allow_network(request))

    def _ask(self, question: str, server: tools.ToolServer, yes: str, agreed: Callable[[], None]) -> None:
        self.question = box = QMessageBox(self._card.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Ateneo")
        box.setText(question)
        box.setInformativeText(reveal(command_line(server)))
        run = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        run.clicked.connect(agreed)
        box.show()

    def _allow_network(self, request: tools.AllowNetwork) -> None:
        call = self._shell.client.call(tools.ALLOW_NETWORK, request, self._card)
        call.on_result(self._on_network)
        call.on_failed(self._on_failed)

    def _on_network(self, server: tools.ToolServer) -> None:
        if server.network == "after_restart":
            self._shell.client.restart()  # the list is read again once it is ready
        else:
            self.load()

    def _enable(self, request: tools.EnableServer) -> None:
        call = self._shell.client.call(tools.ENABLE_SERVER, request, self._card)
        call.on_result(lambda _: self.load())
        call.on_failed(self._on_failed)

    def _on_failed(self, fault: EngineFault) -> None:
        self._shell.report(fault)
        self.load()

    def _remove(self, name: str) -> None:
        call = self._shell.client.call(tools.REMOVE_SERVER, tools.RemoveServer(name), self._card)
        call.on_failed(self._shell.report)
        call.on_result(lambda _: self.load())
        message = tr("settings", "“{name}” is removed.", name=name)
        call.on_result(lambda _: self._shell.show_message(message, undo=lambda: self._restore(name)))

    def _restore(self, name: str) -> None:
        call = self._shell.client.call(tools.RESTORE_SERVER, tools.RestoreServer(name), self._card)
        call.on_failed(self._shell.report)
        call.on_result(lambda _: self.load())
