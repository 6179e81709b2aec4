"""Groups of the same or nearly the same picture, the one to keep first; nothing is ever deleted here."""

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

TIERS = {
    "same": tr_noop("images", "The same file"),
    "reencoded": tr_noop("images", "The same picture, saved another way"),
    "similar": tr_noop("images", "Nearly the same picture"),
}
AT_ONCE = 50
"""Groups shown before more are asked for."""


class DuplicatesView(TranslatedWidget):
    picture_clicked = Signal(int)
    export_clicked = Signal()
    more_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: images.Duplicates | None = None
        self.groups: list[GroupCard] = []
        self._line, self._promise = QLabel(self), QLabel(self)
        role(self._line, "strong")
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
    def line(self) -> str:
        return self._line.text()

    def show_found(self, found: images.Duplicates | None) -> None:
        """None while they are looked for."""
        self._found = found
        for card in self.groups:
            card.hide()
            card.deleteLater()
        self.groups = []
        if found is not None:
            self.add_groups(found)
        self.retranslate()

    def add_groups(self, found: images.Duplicates) -> None:
        """The next ones, below those that are shown."""
        for group in found.groups:
            card = GroupCard(self._theme, group, self)
            card.strip.clicked.connect(self.picture_clicked)
            self._cards.insertWidget(len(self.groups), card)
            self.groups.append(card)
        self.retranslate()

    def retranslate(self) -> None:
        found = self._found
        self._area.setAccessibleName(tr("images", "Duplicates"))
        self._promise.setText(tr("images", "Ateneo deletes nothing: export the list and decide."))
        self._export.setText(tr("images", "Export the list…"))
        self._export.setEnabled(bool(found and found.total))
        self._promise.setVisible(bool(found and found.total))
        more = found.total - len(self.groups) if found else 0
        self._more.setText(tr("images", "Show %n more group(s)", max(more, 0)))
        self._more.setVisible(more > 0)
        if found is None:
            self._line.setText(tr("images", "Comparing pictures…"))
        elif not found.total:
            self._line.setText(tr("images", "There are no duplicates."))
        else:
            groups = tr("images", "%n group(s)", found.total)
            spare = tr("images", "{size} in copies", size=formatting.size(found.spare_bytes))
            self._line.setText(f"{groups} · {spare}")

    def _lay_out(self) -> None:
        inside = QWidget()
        role(inside, "page")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(Space.NONE, Space.NONE, Space.S, Space.L)
        self._cards.setSpacing(Space.M)
        self._cards.addWidget(self._more)
        self._cards.addStretch(1)
        self._area.setWidget(inside)
        said = QVBoxLayout()
        said.setSpacing(Space.XS)
        said.addWidget(self._line)
        said.addWidget(self._promise)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addLayout(said, 1)
        top.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addWidget(self._area, 1)


class GroupCard(TranslatedMixin, QFrame):
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
        self.heading.setText(f"{tr('images', TIERS[self.group.tier])} · {copies}")
        self.strip.show_pictures([shown_copy(copy, best=at == 0) for at, copy in enumerate(self.group.copies)])


def shown_copy(copy: images.DuplicatePicture, best: bool) -> StripPicture:
    one = copy.picture
    facts = f"{one.width} × {one.height} · {formatting.size(copy.bytes)}"
    badge = tr("images", "best") if best else ""
    name = ", ".join(part for part in (badge, one.path, facts) if part)
    return StripPicture(one.id, one.thumbnail, (name_of(one.path), facts), badge, name)
