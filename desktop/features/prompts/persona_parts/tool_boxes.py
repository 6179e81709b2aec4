"""The tools that a persona may call, as check boxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.prompts.persona_parts.name_boxes import NameBoxes
from desktop.i18n import tr
from engine.capabilities.tools import api as tools


class ToolBoxes(NameBoxes):
    """Shows nothing until it knows the tools."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools: dict[str, tools.ToolInfo] = {}
        self.retranslate()

    def show_tools(self, listed: Sequence[tools.ToolInfo]) -> None:
        """Make a box for each tool."""
        self._tools = {tool.name: tool for tool in listed}
        self.offer(self._tools)

    def retranslate(self) -> None:
        self._label.setText(tr("prompts", "Tools it may use"))
        self._about.setText(tr("prompts", "With none ticked, those count that are on in the conversation."))
        for name, box in self.boxes.items():
            tool = self._tools[name]
            box.setText(tool.title if tool.server else tr("tools", tool.title))
            box.setToolTip(tool.description if tool.server else tr("tools", tool.description))
