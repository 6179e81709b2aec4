"""The pictures a search starts from, beside its words: each as a chip that says how much it counts and can be taken away."""

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
from desktop.widgets.images.thumbnails import cut
from desktop.widgets.layout.flow_layout import FlowLayout
from engine.capabilities.images import api as images

WEIGHTS = {"very": 2.0, "like": 1.0, "little": 0.5, "unlike": -0.5}


class Likes(TranslatedWidget):
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chips: list[LikeChip] = []
        self._flow = FlowLayout(self)
        self.hide()

    @property
    def likes(self) -> tuple[images.ExampleImage, ...]:
        return tuple(chip.like for chip in self.chips)

    def add(self, like: images.ExampleImage, name: str, thumbnail: str = "") -> None:
        """`thumbnail` is of our own making; a picture from elsewhere is never decoded here."""
        chip = LikeChip(self._theme, like, name, thumbnail, self)
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

    def _remove(self, chip: LikeChip) -> None:
        self._drop(chip)
        self.changed.emit()

    def _drop(self, chip: LikeChip) -> None:
        self.chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self.setVisible(bool(self.chips))


class LikeChip(TranslatedMixin, QFrame):
    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, like: images.ExampleImage, name: str, thumbnail: str, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "card")
        self._like, self._name = like, name
        self._picture, self._said = QLabel(self), ElidedLabel(name, self, Qt.TextElideMode.ElideMiddle)
        side = theme.px(Size.CHIP_PICTURE)
        pixmap = QPixmap.fromImage(cut(QImage(thumbnail) if thumbnail else QImage(), QSize(side, side)))
        icon = theme.icon("image", "soft").pixmap(QSize(side, side))
        self._picture.setPixmap(icon if pixmap.isNull() else pixmap)
        self._said.setMaximumWidth(theme.px(Size.PROGRESS_WIDTH))
        self.weight = ComboField(list(WEIGHTS), "like", self._weigh)
        self._away = IconButton(theme, "x", Size.ICON_SMALL, parent=self)
        self._away.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.S)
        for widget in (self._picture, self.weight, self._said, self._away):
            row.addWidget(widget)
        row.setStretch(2, 1)
        self._said.setMinimumWidth(min(self._said.sizeHint().width(), self._said.maximumWidth()))
        self.retranslate()

    @property
    def like(self) -> images.ExampleImage:
        return self._like

    def retranslate(self) -> None:
        said = tr("images", "Very like"), tr("images", "Like"), tr("images", "A little like"), tr("images", "Unlike")
        self.weight.set_texts(said)
        self.weight.setAccessibleName(tr("images", "How much {name} counts", name=self._name))
        self._away.set_name(tr("images", "Search no longer by {name}", name=self._name))

    def _weigh(self, chosen: str) -> None:
        self._like = images.ExampleImage(self._like.picture, self._like.path, WEIGHTS[chosen])
        self.changed.emit()
