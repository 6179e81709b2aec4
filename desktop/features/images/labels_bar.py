"""The user's own labels: write them, see how many pictures each gets, look at one, copy them apart."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

STEPS = 20
"""Of the threshold: each is 5 %."""


class LabelsBar(TranslatedWidget):
    asked = Signal()
    copy_clicked = Signal()
    export_clicked = Signal()
    save_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: images.PictureLabels | None = None
        self._label = ""
        self.field, self._sort = QLineEdit(self), QPushButton(self)
        role(self._sort, "primary")
        self._hint, self._sure = QLabel(self), QLabel(self)
        role(self._hint, "soft")
        role(self._sure, "soft")
        self._hint.setWordWrap(True)
        self.threshold = QSlider(Qt.Orientation.Horizontal, self)
        self.threshold.setRange(0, STEPS - 1)
        self.threshold.setPageStep(2)
        self._copy, self._export, self._save = QPushButton(self), QPushButton(self), QPushButton(self)
        for button, icon in ((self._copy, "folder-open"), (self._export, "export"), (self._save, "bookmark-simple")):
            button.setIcon(theme.icon(icon))
        self.chips: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._fit()
        theme.changed.connect(self._fit)
        self.retranslate()

    @property
    def labels(self) -> tuple[str, ...]:
        said = (part.strip() for part in self.field.text().replace("\n", ",").replace(";", ",").split(","))
        return tuple(dict.fromkeys(part for part in said if part))

    @property
    def label(self) -> str:
        """The one that is looked at; empty for all."""
        return self._label if self._label in self.labels else ""

    @property
    def least(self) -> float:
        return self.threshold.value() / STEPS

    @property
    def ready(self) -> bool:
        return len(self.labels) > 1

    def write(self, labels: tuple[str, ...]) -> None:
        self.field.setText(", ".join(labels))
        self._ask()

    def show_found(self, found: images.PictureLabels | None) -> None:
        self._found = found
        self._show_chips()
        self.retranslate()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(tr("images", "Your labels, with commas between them: beach, mountain, city"))
        self.field.setAccessibleName(tr("images", "Your labels"))
        self._sort.setText(tr("images", "Sort the pictures"))
        self._hint.setText(self._advice())
        self._hint.setVisible(bool(self._hint.text()))
        self._sure.setText(tr("images", "Only from {share} on", share=formatting.percent(self.least)))
        self.threshold.setAccessibleName(tr("images", "How sure a picture must be"))
        self._copy.setText(tr("images", "Copy into folders…"))
        self._export.setText(tr("images", "Export the list…"))
        self._save.setText(tr("images", "Save as album"))
        found = self._found is not None and self._found.model is not None
        for widget in (self._sure, self.threshold, self._copy, self._export):
            widget.setVisible(found)
        self._save.setVisible(found and bool(self.label))
        self._sort.setEnabled(self.ready)

    def _advice(self) -> str:
        if self._found is not None and self._found.model is None:
            return tr("images", "No picture model is installed; add one on Models to sort by labels.")
        if self._found is None:
            return tr(
                "images", "Every picture goes to the label that fits it best. Two labels at least; nothing is moved."
            )
        return ""

    def _show_chips(self) -> None:
        for chip in self.chips:
            self._group.removeButton(chip)
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        found = self._found
        counts = [("", sum(found.counts)), *zip(found.labels, found.counts, strict=True)] if found else []
        self.chips = [self._chip(label, count) for label, count in counts]
        for chip in self.chips:
            self._chips.addWidget(chip)

    def _chip(self, label: str, count: int) -> QPushButton:
        chip = QPushButton(f"{label or tr('images', 'All')}  {formatting.number(count)}", self)
        role(chip, "chip")
        chip.setCheckable(True)
        chip.setChecked(label == self.label)
        self._group.addButton(chip)
        chip.clicked.connect(lambda: self._look_at(label))
        return chip

    def _look_at(self, label: str) -> None:
        self._label = label
        self.asked.emit()

    def _ask(self) -> None:
        if self.ready:
            self.asked.emit()

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._ask)
        self.field.textChanged.connect(lambda _: self._sort.setEnabled(self.ready))
        self._sort.clicked.connect(self._ask)
        self.threshold.valueChanged.connect(lambda _: self.retranslate())
        self.threshold.valueChanged.connect(lambda _: self._ask())
        self._copy.clicked.connect(self.copy_clicked)
        self._export.clicked.connect(self.export_clicked)
        self._save.clicked.connect(self.save_clicked)

    def _lay_out(self) -> None:
        top, self._chips, bottom = FoldingRow(self._theme, self.field, self._sort), FlowLayout(), FlowLayout()
        for widget in (self._sure, self.threshold, self._copy, self._export, self._save):
            bottom.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addLayout(self._chips)
        column.addLayout(bottom)

    def _fit(self) -> None:
        self.threshold.setFixedWidth(self._theme.px(Size.SPIN))
