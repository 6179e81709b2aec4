"""The person's own labels: type them, see how many pictures each gets, show one, copy pictures into a folder for each."""

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
"""Steps of the threshold slider, 5 % each."""


class LabelsBar(TranslatedWidget):
    requested = Signal()
    copy_clicked = Signal()
    export_clicked = Signal()
    save_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._results: images.PictureLabels | None = None
        self._label, self._shows_none = "", False
        self.field, self._sort = QLineEdit(self), QPushButton(self)
        role(self._sort, "primary")
        self._hint, self._threshold_text = QLabel(self), QLabel(self)
        role(self._hint, "soft")
        role(self._threshold_text, "soft")
        self._hint.setWordWrap(True)
        self.threshold = QSlider(Qt.Orientation.Horizontal, self)
        self.threshold.setRange(0, STEPS - 1)
        self.threshold.setPageStep(2)
        self._copy, self._export, self._save = QPushButton(self), QPushButton(self), QPushButton(self)
        for button, icon in ((self._copy, "folder-open"), (self._export, "export"), (self._save, "bookmark-simple")):
            button.setIcon(theme.icon(icon))
        self.chips: list[QPushButton] = []
        self._counts: list[tuple[tuple[str, bool], int]] = []
        """For each chip its label, whether it stands for none of the labels, and its pictures."""
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._apply_theme()
        theme.changed.connect(self._apply_theme)
        self.retranslate()

    @property
    def labels(self) -> tuple[str, ...]:
        parts = (part.strip() for part in self.field.text().replace("\n", ",").replace(";", ",").split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    @property
    def label(self) -> str:
        """The label whose pictures are shown; empty for all, and for those with none of the labels."""
        return self._label if self._label in self.labels else ""

    @property
    def shows_none(self) -> bool:
        """Whether only the pictures with none of the labels are shown."""
        return self._shows_none

    @property
    def threshold_value(self) -> float:
        return self.threshold.value() / STEPS

    @property
    def is_ready(self) -> bool:
        return len(self.labels) > 1

    def set_labels(self, labels: tuple[str, ...]) -> None:
        self.field.setText(", ".join(labels))
        self._request()

    def show_results(self, results: images.PictureLabels | None) -> None:
        self._results = results
        self._show_chips()
        self.retranslate()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(tr("images", "Your labels, separated by commas: beach, mountain, city"))
        self.field.setAccessibleName(tr("images", "Your labels"))
        self._sort.setText(tr("images", "Sort the pictures"))
        self._hint.setText(self._advice())
        self._hint.setVisible(bool(self._hint.text()))
        self._threshold_text.setText(
            tr("images", "At least {share} sure", share=formatting.percent(self.threshold_value))
        )
        self.threshold.setAccessibleName(tr("images", "How sure a picture must be"))
        self._copy.setText(tr("images", "Copy into folders…"))
        self._export.setText(tr("images", "Export the list…"))
        self._save.setText(tr("images", "Save as album"))
        has_results = self._results is not None and self._results.model is not None
        for widget in (self._threshold_text, self.threshold, self._copy, self._export):
            widget.setVisible(has_results)
        self._save.setVisible(has_results and bool(self.label))
        self._sort.setEnabled(self.is_ready)
        for chip, ((label, is_none), count) in zip(self.chips, self._counts, strict=True):
            name = tr("images", "None of these") if is_none else label or tr("images", "All")
            chip.setText(f"{name}  {formatting.number(count)}")

    def _advice(self) -> str:
        if self._results is not None and self._results.model is None:
            return tr("images", "No image model is installed. Add one on the Models page to sort by labels.")
        if self._results is None:
            return tr(
                "images",
                "Every picture gets the label that fits it best, or none of them. Type at least two labels; no file is "
                "moved.",
            )
        return ""

    def _show_chips(self) -> None:
        """Show a chip for all pictures, for each label and for none of them; the focus stays on the one that is checked."""
        had_focus = any(chip.hasFocus() for chip in self.chips)
        for chip in self.chips:
            self._group.removeButton(chip)
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        results = self._results if self._results and self._results.model else None
        labels = [(label, False) for label in results.labels] if results else []
        counts = [sum(results.counts) + results.none, *results.counts, results.none] if results else []
        shown = [("", False), *labels, ("", True)] if results else []
        self._counts = list(zip(shown, counts, strict=True))
        self.chips = [self._chip(label, is_none) for label, is_none in shown]
        for chip in self.chips:
            self._chips.addWidget(chip)
            if had_focus and chip.isChecked():
                chip.setFocus()

    def _chip(self, label: str, is_none: bool) -> QPushButton:
        chip = QPushButton(self)
        role(chip, "chip")
        chip.setCheckable(True)
        chip.setChecked((label, is_none) == (self.label, self._shows_none))
        self._group.addButton(chip)
        chip.clicked.connect(lambda: self._show_label(label, is_none))
        return chip

    def _show_label(self, label: str, is_none: bool) -> None:
        self._label, self._shows_none = label, is_none
        self.requested.emit()

    def _request(self) -> None:
        if self.is_ready:
            self.requested.emit()

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._request)
        self.field.textChanged.connect(lambda _: self._sort.setEnabled(self.is_ready))
        self._sort.clicked.connect(self._request)
        self.threshold.valueChanged.connect(lambda _: self.retranslate())
        self.threshold.valueChanged.connect(lambda _: self._request())
        self._copy.clicked.connect(self.copy_clicked)
        self._export.clicked.connect(self.export_clicked)
        self._save.clicked.connect(self.save_clicked)

    def _lay_out(self) -> None:
        top, self._chips, bottom = FoldingRow(self._theme, self.field, self._sort), FlowLayout(), FlowLayout()
        for widget in (self._threshold_text, self.threshold, self._copy, self._export, self._save):
            bottom.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addLayout(self._chips)
        column.addLayout(bottom)

    def _apply_theme(self) -> None:
        self.threshold.setFixedWidth(self._theme.px(Size.SPIN))
