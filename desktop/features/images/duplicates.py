"""View of groups of equal or nearly equal pictures, the best one first. It deletes nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.features.images.tiles import name_of
from desktop.i18n import TranslatedMixin, TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.picture_strip import PictureStrip, StripPicture
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

LEVELS = {
    "same": tr_noop("images", "The same file"),
    "reencoded": tr_noop("images", "The same picture, saved another way"),
    "similar": tr_noop("images", "Nearly the same picture"),
}
GROUPS_PER_PAGE = 50
"""Groups loaded at a time."""


class DuplicatesView(TranslatedWidget):
    picture_clicked = Signal(int)
    export_clicked = Signal()
    more_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._duplicates: images.Duplicates | None = None
        self.groups: list[DuplicateGroupCard] = []
        self._summary, self._promise = QLabel(self), QLabel(self)
        role(self._summary, "strong")
        role(self._promise, "soft")
        self._promise.setWordWrap(True)
        self._export, self._more = QPushButton(self), QPushButton(self)
        self._export.setIcon(theme.icon("export"))
        role(self._more, "link")
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._lay_out()
        self._export.clicked.connect(self.export_clicked)
        self._more.clicked.connect(self.more_clicked)
        self.retranslate()

    @property
    def summary(self) -> str:
        return self._summary.text()

    def show_duplicates(self, duplicates: images.Duplicates | None) -> None:
        """Show the first groups; None while the search runs."""
        self._duplicates = duplicates
        for card in self.groups:
            card.hide()
            card.deleteLater()
        self.groups = []
        if duplicates is not None:
            self.add_groups(duplicates)
        self.retranslate()

    def add_groups(self, duplicates: images.Duplicates) -> None:
        """Add the next groups below those shown."""
        for group in duplicates.groups:
            card = DuplicateGroupCard(self._theme, group, self)
            card.strip.clicked.connect(self.picture_clicked)
            self._cards.insertWidget(len(self.groups), card)
            self.groups.append(card)
        self.retranslate()

    def retranslate(self) -> None:
        duplicates = self._duplicates
        self._area.setAccessibleName(tr("images", "Duplicates"))
        self._promise.setText(tr("images", "Ateneo deletes nothing: export the list and decide yourself."))
        self._export.setText(tr("images", "Export the list…"))
        self._export.setEnabled(bool(duplicates and duplicates.total))
        self._promise.setVisible(bool(duplicates and duplicates.total))
        more = duplicates.total - len(self.groups) if duplicates else 0
        self._more.setText(tr("images", "Show %n more group(s)", max(more, 0)))
        self._more.setVisible(more > 0)
        if duplicates is None:
            self._summary.setText(tr("images", "Comparing pictures…"))
        elif not duplicates.total:
            self._summary.setText(tr("images", "There are no duplicates."))
        else:
            groups = tr("images", "%n group(s)", duplicates.total)
            spare = tr("images", "{size} in copies", size=formatting.size(duplicates.spare_bytes))
            self._summary.setText(f"{groups} · {spare}")

    def _lay_out(self) -> None:
        inside = QWidget()
        role(inside, "page")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(Space.NONE, Space.NONE, Space.S, Space.L)
        self._cards.setSpacing(Space.M)
        self._cards.addWidget(self._more)
        self._cards.addStretch(1)
        self._area.setWidget(inside)
        texts = QVBoxLayout()
        texts.setSpacing(Space.XS)
        texts.addWidget(self._summary)
        texts.addWidget(self._promise)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addLayout(texts, 1)
        top.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addWidget(self._area, 1)


class DuplicateGroupCard(TranslatedMixin, QFrame):
    def __init__(self, theme: Theme, group: images.DuplicateGroup, parent: QWidget) -> None:
        super().__init__(parent)
        role(self, "card")
        self.group = group
        self.heading = QLabel(self)
        role(self.heading, "strong")
        self.strip = PictureStrip(theme, Size.COPY, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.heading)
        column.addWidget(self.strip)
        self.retranslate()

    def retranslate(self) -> None:
        copies = tr("images", "%n picture(s)", len(self.group.copies))
        self.heading.setText(f"{tr('images', LEVELS[self.group.level])} · {copies}")
        self.strip.show_pictures([copy_tile(copy, best=at == 0) for at, copy in enumerate(self.group.copies)])


def copy_tile(copy: images.DuplicatePicture, best: bool) -> StripPicture:
    picture = copy.picture
    facts = f"{picture.width} × {picture.height} · {formatting.size(copy.bytes)}"
    badge = tr("images", "best") if best else ""
    name = ", ".join(part for part in (badge, picture.path, facts) if part)
    return StripPicture(picture.id, picture.thumbnail, (name_of(picture.path), facts), badge, name)
