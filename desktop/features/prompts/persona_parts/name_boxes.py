"""A choice of several names as check boxes, under a label."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.flow_layout import FlowLayout


class NameBoxes(TranslatedWidget):
    """Hidden while there is nothing to choose. `changed` is emitted when the person ticks a box.

    A name that is chosen and not offered now stays chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._chosen: tuple[str, ...] = ()
        self._label, self._about = QLabel(self), QLabel(self)
        self._about.setWordWrap(True)
        for label in (self._label, self._about):
            role(label, "faint")
        self._flow = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addWidget(self._label)
        column.addLayout(self._flow)
        column.addWidget(self._about)
        self.hide()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked names, and those that are not offered now."""
        absent = tuple(name for name in self._chosen if name not in self._boxes)
        return (*(name for name, box in self._boxes.items() if box.isChecked()), *absent)

    @property
    def boxes(self) -> dict[str, QCheckBox]:
        """The boxes by their names."""
        return self._boxes

    def show_chosen(self, names: tuple[str, ...]) -> None:
        """Tick these names."""
        self._chosen = names
        for name, box in self._boxes.items():
            box.setChecked(name in names)

    def offer(self, names: Iterable[str]) -> None:
        """Make a box for each name, and drop those of others; what is ticked stays chosen."""
        names, chosen = list(names), self.chosen
        old, self._boxes = self._boxes, {}
        for name, box in old.items():
            self._flow.removeWidget(box)
            if name not in names:
                box.hide()
                box.deleteLater()
        for name in names:
            self._boxes[name] = old.get(name) or self._make_box(name)
            self._flow.addWidget(self._boxes[name])
        self.setVisible(bool(self._boxes))
        self.show_chosen(chosen)
        self.retranslate()

    def _make_box(self, name: str) -> QCheckBox:
        box = QCheckBox(name.replace("&", "&&"), self)
        box.clicked.connect(self.changed)
        return box
