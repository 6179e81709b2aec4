"""The tools that a persona may call, as check boxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.tools import api as tools


class ToolBoxes(TranslatedWidget):
    """Shows nothing until it knows the tools. `changed` is emitted when the person ticks a box."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._tools: dict[str, tools.ToolInfo] = {}
        self._chosen: tuple[str, ...] = ()
        self._label = QLabel(self)
        role(self._label, "faint")
        self._flow = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._label)
        column.addLayout(self._flow)
        self.hide()
        self.retranslate()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the ticked tools, and of those that are not here now."""
        absent = tuple(name for name in self._chosen if name not in self._boxes)
        return (*(name for name, box in self._boxes.items() if box.isChecked()), *absent)

    def show_tools(self, listed: Sequence[tools.ToolInfo]) -> None:
        """Make a box for each tool."""
        for tool in listed:
            if tool.name not in self._boxes:
                box = QCheckBox(self)
                box.clicked.connect(self.changed)
                self._boxes[tool.name], self._tools[tool.name] = box, tool
                self._flow.addWidget(box)
        self.setVisible(bool(self._boxes))
        self.show_chosen(self._chosen)
        self.retranslate()

    def show_chosen(self, names: tuple[str, ...]) -> None:
        """Tick these tools."""
        self._chosen = names
        for name, box in self._boxes.items():
            box.setChecked(name in names)

    def retranslate(self) -> None:
        self._label.setText(tr("prompts", "Tools it may use"))
        for name, box in self._boxes.items():
            tool = self._tools[name]
            box.setText(tool.title if tool.server else tr("tools", tool.title))
            box.setToolTip(tool.description if tool.server else tr("tools", tool.description))
