"""The pictures a question is about, while it is written: their names, each with a way to take it off.

Files of other people are named here and not drawn: only the engine's child opens them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.layout.flow_layout import FlowLayout

LONGEST_NAME = 28


@dataclass(frozen=True)
class PictureFile:
    path: str
    name: str


class PictureChips(TranslatedWidget):
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.files: tuple[PictureFile, ...] = ()
        self.chips: list[QPushButton] = []
        self._row = FlowLayout(self)
        self.hide()

    def show_files(self, files: Sequence[PictureFile]) -> None:
        self.files = tuple(dict.fromkeys(files))
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [self._chip(file) for file in self.files]
        self.setVisible(bool(self.files))
        self.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        for chip, file in zip(self.chips, self.files, strict=True):
            short = file.name if len(file.name) <= LONGEST_NAME else file.name[: LONGEST_NAME - 1] + "…"
            chip.setText(f"{short.replace('&', '&&')}  ×")
            chip.setAccessibleName(tr("widgets", "Take {name} off", name=file.name))
            chip.setToolTip(tr("widgets", "Take {name} off", name=file.name))

    def _chip(self, file: PictureFile) -> QPushButton:
        chip = QPushButton(self)
        role(chip, "chip")
        chip.setIcon(self._theme.icon("image"))
        chip.clicked.connect(lambda: self.show_files([one for one in self.files if one != file]))
        self._row.addWidget(chip)
        return chip
