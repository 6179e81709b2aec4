"""Button beside the question: how many tools are on, and a menu to turn them and the hand-over on and off."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.feature import Shell
from desktop.features.chat.acting.tool_choice import is_allowed, tool_label
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.session import ChatSession
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.widgets.forms.check_menu import CheckMenu
from engine.capabilities.tools import api as tools


class ToolButton(TranslatedMixin, QPushButton):
    """The tools are asked for when the menu is opened: those of servers come and go. Of a persona's, only those it allows."""

    def __init__(
        self,
        shell: Shell,
        session: ChatSession,
        settings: ConversationSettingsController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._settings = shell, settings
        role(self, "chip")
        self.setIcon(shell.theme.icon("wrench"))
        self.clicked.connect(self._ask)
        settings.changed.connect(self.retranslate)
        session.conversation_changed.connect(self.retranslate)
        session.opened.connect(lambda _: self.retranslate())
        self.retranslate()

    def retranslate(self) -> None:
        count = len(self._settings.current.callable_tools)
        self.setText(str(count or ""))  # short: beside it stand other buttons, also in a narrow window
        self.setToolTip(tr("chat", "Tools that the model may use: {count}", count=count))
        self.setAccessibleName(self.toolTip())

    def _ask(self) -> None:
        if self._shell.client.state == "ready":
            call = self._shell.client.call(tools.LIST, tools.ListTools(), self)
            call.on_result(lambda listed: self._open(listed.tools))
            call.on_failed(self._shell.report)

    def _open(self, listed: Sequence[tools.ToolInfo]) -> None:
        current = self._settings.current
        menu = CheckMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        offered = [tool for tool in listed if is_allowed(tool.name, current.allowed_tools)]
        if current.allowed_tools:
            menu.addAction(tr("chat", "“{name}” may use:", name=current.persona)).setEnabled(False)
        for tool in offered:
            action = menu.addAction(tool_label(tool).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(tool.name in current.tools)
            action.setToolTip(tool.description if tool.server else tr("tools", tool.description))
            action.toggled.connect(lambda on, name=tool.name: self._toggle(name, on))
        if not offered:
            menu.addAction(tr("chat", "There are no tools now.")).setEnabled(False)
        if current.hands_to:
            menu.addSeparator()
            action = menu.addAction(
                tr("chat", "“{name}” may pass questions on", name=current.persona).replace("&", "&&")
            )
            action.setCheckable(True)
            action.setChecked(current.passes_on)
            action.setToolTip(tr("chat", "To: {names}", names=", ".join(current.hands_to)))
            action.toggled.connect(self._pass_on)
        menu.addSeparator()
        menu.addAction(tr("chat", "More about tools…")).triggered.connect(self._settings.show)
        menu.setToolTipsVisible(True)
        menu.popup(self.mapToGlobal(self.rect().topLeft()) - QPoint(0, menu.sizeHint().height()))

    def _toggle(self, name: str, on: bool) -> None:
        current = self._settings.current
        others = tuple(chosen for chosen in current.tools if chosen != name)
        self._settings.change(msgspec.structs.replace(current, tools=(*others, name) if on else others))

    def _pass_on(self, on: bool) -> None:
        self._settings.change(msgspec.structs.replace(self._settings.current, passes_on=on))
