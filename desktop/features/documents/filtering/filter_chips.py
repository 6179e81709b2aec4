"""Chips with the filters of a search; × removes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.widgets.layout.flow_layout import FlowLayout

LONGEST_NAME = 40


class FilterChip(msgspec.Struct, frozen=True):
    """One filter as its chip shows it. `key` says which it is, `detail` is its tooltip."""

    key: tuple[str, str]
    text: str
    detail: str = ""


class FilterChips(TranslatedWidget):
    """`removed` carries the key of the chip that was clicked, `emptied` says that the last one that had the focus went."""

    removed = Signal(object)
    cleared = Signal()
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: tuple[FilterChip, ...] = ()
        self.buttons: list[QPushButton] = []
        self._row = FlowLayout(self)
        self._clear = QPushButton(self)
        role(self._clear, "link")
        self._clear.clicked.connect(lambda: self.cleared.emit())
        self.hide()
        self.retranslate()

    def show_chips(self, chips: Sequence[FilterChip]) -> None:
        """Show these filters. When the chip with the focus goes, the next one has it."""
        if list(chips) == list(self.chips):
            return
        focused = next((at for at, button in enumerate(self.buttons) if button.hasFocus()), None)
        had_focus = focused is not None or self._clear.hasFocus()
        self.chips = tuple(chips)
        for old in self.buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._row.removeWidget(self._clear)
        self.buttons = [self._make_button(chip) for chip in self.chips]
        self._row.addWidget(self._clear)
        self._clear.setVisible(len(chips) > 1)
        self.setVisible(bool(chips))
        self.retranslate()
        if focused is not None and self.buttons:
            self.buttons[min(focused, len(self.buttons) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus and not self.buttons:
            self.emptied.emit()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("documents", "Filters of the search"))
        self._clear.setText(tr("documents", "Remove all filters"))
        for chip, button in zip(self.chips, self.buttons, strict=True):
            remove = tr("documents", "Remove the filter “{name}”", name=chip.detail or chip.text)
            button.setAccessibleName(remove)
            button.setToolTip(remove)

    def _make_button(self, chip: FilterChip) -> QPushButton:
        short = chip.text if len(chip.text) <= LONGEST_NAME else chip.text[: LONGEST_NAME - 1] + "…"
        button = QPushButton(f"{short.replace('&', '&&')}  ×", self)
        role(button, "chip")
        button.clicked.connect(self._remove(chip.key))
        self._row.addWidget(button)
        button.show()
        return button

    def _remove(self, key: tuple[str, str]) -> Callable[[], None]:
        return lambda: self.removed.emit(key)
