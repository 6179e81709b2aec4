"""Chips with the names of the pictures attached to a question; a click removes one.

The pictures are not drawn: only the engine's indexer child opens files from outside.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.layout.flow_layout import FlowLayout

MAX_NAME = 28


class PictureFile(msgspec.Struct, frozen=True):
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
        self.chips = [self._make_chip(file) for file in self.files]
        self.setVisible(bool(self.files))
        self.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        for chip, file in zip(self.chips, self.files, strict=True):
            short = file.name if len(file.name) <= MAX_NAME else file.name[: MAX_NAME - 1] + "…"
            chip.setText(f"{short.replace('&', '&&')}  ×")
            chip.setAccessibleName(tr("widgets", "Remove {name}", name=file.name))
            chip.setToolTip(tr("widgets", "Remove {name}", name=file.name))

    def _make_chip(self, file: PictureFile) -> QPushButton:
        chip = QPushButton(self)
        role(chip, "chip")
        chip.setIcon(self._theme.icon("image"))
        chip.clicked.connect(lambda: self.show_files([other for other in self.files if other != file]))
        self._row.addWidget(chip)
        return chip
