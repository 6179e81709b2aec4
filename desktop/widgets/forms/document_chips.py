"""Chips with the names of the documents attached to a conversation, and whether each can be asked about; × removes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.layout.flow_layout import FlowLayout

LONGEST_NAME = 28
ChipState = Literal["reading", "read", "failed"]
ICONS: dict[ChipState, tuple[str, str]] = {
    "reading": ("hourglass", "faint"),
    "read": ("file-text", "accent"),
    "failed": ("warning", "danger"),
}


class DocumentChip(msgspec.Struct, frozen=True):
    """One attached file or folder. `detail` is its tooltip: its path, or why it cannot be asked about."""

    path: str
    name: str
    state: ChipState
    detail: str = ""


class DocumentChips(TranslatedWidget):
    """`removed` carries the path of the chip that was clicked. A chip keeps its width when its state changes."""

    removed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chips: tuple[DocumentChip, ...] = ()
        self.buttons: list[QPushButton] = []
        self._row = FlowLayout(self)
        self.hide()

    def show_chips(self, chips: Sequence[DocumentChip]) -> None:
        """Show these files; buttons of files that stay are kept, so that the focus stays on them."""
        if [chip.path for chip in chips] != [chip.path for chip in self.chips]:
            self._make_buttons(chips)
        self.chips = tuple(chips)
        self.setVisible(bool(chips))
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("widgets", "Attached files"))
        for chip, button in zip(self.chips, self.buttons, strict=True):
            short = chip.name if len(chip.name) <= LONGEST_NAME else chip.name[: LONGEST_NAME - 1] + "…"
            button.setText(f"{short.replace('&', '&&')}  ×")
            button.setIcon(self._theme.icon(*ICONS[chip.state]))
            remove = tr("widgets", "Remove {name}", name=chip.name)
            button.setToolTip(f"{chip.detail}\n{remove}" if chip.detail else remove)
            button.setAccessibleName(remove)
            button.setAccessibleDescription(chip.detail)

    def _make_buttons(self, chips: Sequence[DocumentChip]) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._make_button(chip.path) for chip in chips]

    def _make_button(self, path: str) -> QPushButton:
        button = QPushButton(self)
        role(button, "chip")
        button.clicked.connect(lambda: self.removed.emit(path))
        self._row.addWidget(button)
        return button
