"""One line of the form of a comparison: the setting that differs, and its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.features.chat.compare.axis_texts import AXES, DEFAULT_VALUES, MODEL, NONE, PRESET, axis_name, preset_name
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.chat.api.comparisons import ComparisonAxis
from engine.protocol.answering.presets import PRESETS, RANGES

CHECKED_MODELS = 2
"""Models that are chosen at first."""


class AxisRow(TranslatedWidget):
    """`changed` follows each change. A value that cannot be used is told below it."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, *, can_be_none: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = (NONE, *AXES) if can_be_none else AXES
        self._models: Mapping[str, str] = {}
        self._name = ComboField(self._names, name, self._on_name)
        self._values, self._problem = QLineEdit(self), QLabel(self)
        role(self._problem, "danger")
        self._problem.setWordWrap(True)
        self._chips: dict[str, QPushButton] = {}
        self._chip_box = QWidget(self)
        self._flow = FlowLayout(self._chip_box)
        self._lay_out()
        self._values.textChanged.connect(self._on_changed)
        self._on_name(name)
        self.retranslate()

    @property
    def axis(self) -> ComparisonAxis | None:
        """The setting with its values; None for "nothing else"."""
        if self._selected == NONE:
            return None
        if self._selected in (MODEL, PRESET):
            values = tuple(value for value, chip in self._chips.items() if chip.isChecked())
        else:
            values = tuple(dict.fromkeys(part.strip() for part in self._parts()))
        return ComparisonAxis(self._selected, values)

    @property
    def problem(self) -> str:
        """Why the values cannot be used; empty where they can."""
        axis = self.axis
        if axis is None:
            return ""
        if not axis.values:
            return tr("chat", "Choose at least one value.")
        if axis.name in RANGES:
            return next((problem for value in axis.values if (problem := _number_problem(axis.name, value))), "")
        return ""

    def show_axis(self, axis: ComparisonAxis | None) -> None:
        """Show a setting and its values, of a comparison that is saved."""
        name = axis.name if axis is not None else NONE
        if name not in self._names:
            return
        self._name.show_value(name)
        self._on_name(name)
        if axis is None:
            return
        for value, chip in self._chips.items():
            chip.setChecked(value in axis.values)
        if not self._chips:
            self._values.setText("; ".join(axis.values))

    def show_models(self, models: Mapping[str, str]) -> None:
        """Take over the ids and names of the chat models that can be compared."""
        self._models = models
        if self._selected == MODEL:
            self._on_name(MODEL)

    def retranslate(self) -> None:
        self._name.set_texts([axis_name(name) for name in self._names])
        self._name.setAccessibleName(tr("chat", "Setting to compare"))
        self._values.setAccessibleName(tr("chat", "Values to compare"))
        self._values.setPlaceholderText(tr("chat", "Values with a semicolon between them: 0.2; 1"))
        for value, chip in self._chips.items():
            chip.setText(self._chip_text(value))
        self._show_problem()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._name)
        row.addWidget(self._values, 1)
        row.addWidget(self._chip_box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self._problem)
        self._name.setMinimumWidth(self._theme.px(Size.FIELD_MIN))
        self._name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addStretch(0)

    @property
    def _selected(self) -> str:
        return self._names[max(0, self._name.currentIndex())]

    def _parts(self) -> Sequence[str]:
        """The values typed: divided by semicolons, or by commas where there is no semicolon and no decimal comma."""
        text = self._values.text()
        separator = ";" if ";" in text or "," not in text else ","
        return [part for part in text.split(separator) if part.strip()]

    def _on_name(self, name: str) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        if name == PRESET:
            self._make_chips(list(PRESETS), DEFAULT_VALUES[PRESET])
        elif name == MODEL:
            ids = list(self._models)
            self._make_chips(ids, ids[:CHECKED_MODELS])
        elif name != NONE:
            self._values.setText("; ".join(DEFAULT_VALUES[name]))
        self._values.setVisible(name not in (NONE, MODEL, PRESET))
        self._chip_box.setVisible(name in (MODEL, PRESET))
        self._on_changed()

    def _make_chips(self, values: Sequence[str], checked: Sequence[str]) -> None:
        for value in values:
            chip = QPushButton(self._chip_text(value), self._chip_box)
            role(chip, "chip")
            chip.setCheckable(True)
            chip.setChecked(value in checked)
            chip.toggled.connect(self._on_changed)
            self._flow.addWidget(chip)
            chip.show()
            self._chips[value] = chip

    def _chip_text(self, value: str) -> str:
        return preset_name(value) if self._selected == PRESET else self._models.get(value, value)

    def _on_changed(self, *_: object) -> None:
        self._show_problem()
        self.changed.emit()

    def _show_problem(self) -> None:
        self._problem.setText(self.problem)
        self._problem.setVisible(bool(self.problem))


def _number_problem(name: str, text: str) -> str:
    least, most = RANGES[name]
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return tr("chat", "“{value}” is no number.", value=text)
    if least <= value <= most:
        return ""
    return tr("chat", "“{value}” is not between {least} and {most}.", value=text, least=f"{least:g}", most=f"{most:g}")
