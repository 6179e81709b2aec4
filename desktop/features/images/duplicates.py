"""Groups of the same or nearly the same picture, the one to keep first; nothing is ever deleted here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets import amounts
from desktop.words import Worded, mark, tr
from engine.capabilities.images import api as images

ROLE = Qt.ItemDataRole.UserRole
TIERS = {
    "same": mark("images", "The same file"),
    "reencoded": mark("images", "The same picture, saved another way"),
    "similar": mark("images", "Nearly the same picture"),
}


class DuplicatesView(Worded):
    picture_clicked = Signal(int)
    export_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: images.Duplicates | None = None
        self._line, self._export, self.tree = QLabel(self), QPushButton(self), QTreeWidget(self)
        role(self._line, "soft")
        self.tree.setColumnCount(3)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        top = QHBoxLayout()
        top.addWidget(self._line, 1)
        top.addWidget(self._export)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column_of.addLayout(top)
        column_of.addWidget(self.tree, 1)
        self._export.clicked.connect(self.export_clicked)
        self.tree.currentItemChanged.connect(self._told)
        self.retranslate()

    def show_found(self, found: images.Duplicates | None) -> None:
        """None while they are looked for."""
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        found = self._found
        self.tree.setHeaderLabels([tr("images", "Picture"), tr("images", "Pixels"), tr("images", "Bytes")])
        self.tree.setAccessibleName(tr("images", "Duplicates"))
        self._export.setText(tr("images", "Export the list…"))
        self._export.setEnabled(bool(found and found.total))
        self.tree.clear()
        if found is None:
            self._line.setText(tr("images", "Comparing pictures…"))
            return
        if not found.total:
            self._line.setText(tr("images", "There are no duplicates."))
            return
        groups = tr("images", "%n group(s)", found.total)
        spare = tr("images", "{size} in copies", size=amounts.size(found.spare_bytes))
        self._line.setText(f"{groups} · {spare}")
        for group in found.groups:
            self._add(group)

    def _add(self, group: images.Group) -> None:
        copies = tr("images", "%n picture(s)", len(group.copies))
        top = QTreeWidgetItem(self.tree, [f"{tr('images', TIERS[group.tier])} · {copies}"])
        top.setFirstColumnSpanned(True)
        for number, copy in enumerate(group.copies):
            one = copy.picture
            best = f"   ✓ {tr('images', 'best')}" if number == 0 else ""
            row = QTreeWidgetItem(top, [one.path + best, f"{one.width} × {one.height}", amounts.size(copy.bytes)])
            row.setData(0, ROLE, one.id)
            row.setToolTip(0, one.path)
        top.setExpanded(True)

    def _told(self, now: QTreeWidgetItem | None, _: QTreeWidgetItem | None) -> None:
        picture = now.data(0, ROLE) if now else None
        if isinstance(picture, int):
            self.picture_clicked.emit(picture)
