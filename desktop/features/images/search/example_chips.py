"""Example pictures of a search: each is a chip with its weight and a button that removes it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.i18n import TranslatedMixin, TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.images.thumbnails import crop_rounded
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.images import api as images

WEIGHTS = {"very": 2.0, "like": 1.0, "little": 0.5, "unlike": -0.5}


class ExampleChips(TranslatedWidget):
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chips: list[ExampleChip] = []
        self._flow = FlowLayout(self)
        self.hide()

    @property
    def examples(self) -> tuple[images.ExampleImage, ...]:
        return tuple(chip.example for chip in self.chips)

    def add(self, example: images.ExampleImage, name: str, thumbnail: str = "") -> None:
        """Add an example. `thumbnail` is a file that Ateneo wrote; other image files are never decoded in the window."""
        chip = ExampleChip(self._theme, example, name, thumbnail, self)
        chip.changed.connect(self.changed)
        chip.removed.connect(lambda: self._remove(chip))
        self.chips.append(chip)
        self._flow.addWidget(chip)
        self.show()

    def clear(self) -> None:
        for chip in list(self.chips):
            self._drop(chip)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("images", "Pictures to start from"))

    def _remove(self, chip: ExampleChip) -> None:
        self._drop(chip)
        self.changed.emit()

    def _drop(self, chip: ExampleChip) -> None:
        self.chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self.setVisible(bool(self.chips))


class ExampleChip(TranslatedMixin, QFrame):
    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, example: images.ExampleImage, name: str, thumbnail: str, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "card")
        self._example, self._name = example, name
        self._picture, self._label = QLabel(self), ElidedLabel(name, self, Qt.TextElideMode.ElideMiddle)
        side = theme.px(Size.CHIP_PICTURE)
        pixmap = QPixmap.fromImage(crop_rounded(QImage(thumbnail) if thumbnail else QImage(), QSize(side, side)))
        icon = theme.icon("image", "soft").pixmap(QSize(side, side))
        self._picture.setPixmap(icon if pixmap.isNull() else pixmap)
        self._label.setMaximumWidth(theme.px(Size.PROGRESS_WIDTH))
        self.weight = ComboField(list(WEIGHTS), "like", self._on_weight_chosen)
        self._remove_button = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._remove_button.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.S)
        for widget in (self._picture, self.weight, self._label, self._remove_button):
            row.addWidget(widget)
        row.setStretch(2, 1)
        self._label.setMinimumWidth(min(self._label.sizeHint().width(), self._label.maximumWidth()))
        self.retranslate()

    @property
    def example(self) -> images.ExampleImage:
        return self._example

    def retranslate(self) -> None:
        texts = tr("images", "Very like"), tr("images", "Like"), tr("images", "A little like"), tr("images", "Unlike")
        self.weight.set_texts(texts)
        self.weight.setAccessibleName(tr("images", "How much {name} counts", name=self._name))
        self._remove_button.set_name(tr("images", "Remove {name} from the search", name=self._name))

    def _on_weight_chosen(self, chosen: str) -> None:
        self._example = images.ExampleImage(self._example.picture, self._example.path, WEIGHTS[chosen])
        self.changed.emit()
