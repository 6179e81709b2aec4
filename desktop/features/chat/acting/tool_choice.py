"""Choice of the tools that the model may use in a conversation, and of how often before it answers."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.link.client import Client
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.forms.fields import IntField
from desktop.widgets.layout.fold import Fold
from engine.capabilities.chat.api import ConversationSettings
from engine.capabilities.tools import api as tools

MOST_STEPS = 20


class ToolChoice(TranslatedWidget):
    """`changed` comes when the person chose otherwise; `apply` puts the choice into settings.

    Tools that are chosen and not there now, such as those of a server that is off, stay chosen.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, settings: ConversationSettings, client: Client, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._chosen, self._allowed = settings.tools, settings.allowed_tools
        self._boxes: dict[str, tuple[QCheckBox, tools.ToolInfo]] = {}
        body = QWidget(self)
        self._about, self._steps_label = QLabel(body), QLabel(body)
        role(self._about, "faint")
        role(self._steps_label, "soft")
        for label in (self._about, self._steps_label):
            label.setWordWrap(True)
        steps = min(max(settings.tool_steps, 1), MOST_STEPS)
        self._steps = IntField(theme, 1, MOST_STEPS, 1, steps, lambda _: self.changed.emit())
        self._steps_label.setBuddy(self._steps)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._steps_label, 1)
        row.addWidget(self._steps)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        inside.setSpacing(Space.S)
        inside.addWidget(self._about)
        inside.addLayout(self._list)
        inside.addLayout(row)
        self._fold = Fold(theme, body, self, is_open=bool(settings.tools))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.addWidget(self._fold)
        self.retranslate()
        client.call(tools.LIST, tools.ListTools(), self).on_result(self._show_tools)

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        """Return the settings with the choice."""
        return msgspec.structs.replace(settings, tools=self._chosen, tool_steps=self._steps.value())

    def show_settings(self, settings: ConversationSettings) -> None:
        """Show what was chosen elsewhere."""
        self._chosen, self._allowed = settings.tools, settings.allowed_tools
        for name, (box, _) in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(name in self._chosen)
            box.blockSignals(False)
        self._steps.blockSignals(True)
        self._steps.setValue(min(max(settings.tool_steps, 1), MOST_STEPS))
        self._steps.blockSignals(False)
        self.retranslate()

    def retranslate(self) -> None:
        title = tr("chat", "Tools")
        count = len([name for name in self._chosen if is_allowed(name, self._allowed)])
        self._fold.set_title(f"{title} ({count})" if count else title, tr("chat", "What the model may use to answer"))
        self._about.setText(self._about_text())
        self._steps_label.setText(tr("chat", "Most steps before it answers"))
        self._steps.setAccessibleName(tr("chat", "Most steps before it answers"))
        for box, tool in self._boxes.values():
            box.setText(tool_label(tool))
            about = tool.description if tool.server else tr("tools", tool.description)
            box.setToolTip(about)
            box.setAccessibleDescription(about)
            box.setVisible(is_allowed(tool.name, self._allowed))

    def _about_text(self) -> str:
        if any(tool.uses_network and name in self._chosen for name, (_, tool) in self._boxes.items()):
            return tr(
                "chat",
                "The model decides when to use them. You see each step above the answer. What it tells a tool with the network "
                "can leave this computer.",
            )
        return tr(
            "chat",
            "The model decides when to use them. You see each step above the answer; nothing leaves this computer.",
        )

    def _show_tools(self, listed: tools.Tools) -> None:
        for tool in listed.tools:
            box = QCheckBox(self)
            box.setChecked(tool.name in self._chosen)
            box.toggled.connect(lambda on, name=tool.name: self._on_toggled(name, on))
            self._boxes[tool.name] = (box, tool)
            self._list.addWidget(box)
        self.retranslate()

    def _on_toggled(self, name: str, on: bool) -> None:
        others = tuple(chosen for chosen in self._chosen if chosen != name)
        self._chosen = (*others, name) if on else others
        self.retranslate()
        self.changed.emit()


def is_allowed(tool: str, allowed: tuple[str, ...]) -> bool:
    """Return whether a tool is among those that a persona allows; none named allow all."""
    return not allowed or tool in allowed


def tool_label(tool: tools.ToolInfo) -> str:
    """Return the title of a tool, with a word on the network where it may use that."""
    title = tool.title if tool.server else tr("tools", tool.title)
    return tr("chat", "{tool} (with the network)", tool=title) if tool.uses_network else title
