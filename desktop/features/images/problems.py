"""View of the files that could not be read, each with its reason, and a button to try again."""

from __future__ import annotations

from collections.abc import Sequence

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

from desktop.features.images.tiles import name_of
from desktop.i18n import TranslatedWidget, tr
from desktop.i18n.faults import error_sentence
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.images import api as images

ROLE = Qt.ItemDataRole.UserRole


class ProblemsView(TranslatedWidget):
    retry_clicked = Signal()
    picture_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: Sequence[images.Picture] = ()
        self._total = 0
        self._count, self._retry, self.table = QLabel(self), QPushButton(self), QTreeWidget(self)
        role(self._count, "strong")
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setColumnCount(2)
        self.table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(self._count, 1)
        top.addWidget(self._retry)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self._retry.clicked.connect(self.retry_clicked)
        self.table.currentItemChanged.connect(
            lambda item, _: self.picture_clicked.emit(item.data(0, ROLE)) if item else None
        )
        self.retranslate()

    def show_pictures(self, pictures: images.Pictures) -> None:
        self._pictures, self._total = pictures.pictures, pictures.total
        self.retranslate()

    def retranslate(self) -> None:
        self._count.setText(tr("images", "%n could not be read", self._total))
        self._retry.setText(tr("images", "Read them again"))
        self._retry.setEnabled(self._total > 0)
        self.table.setAccessibleName(tr("images", "Files that could not be read"))
        self.table.setHeaderLabels([tr("images", "File"), tr("images", "Reason")])
        self.table.clear()
        for picture in self._pictures:
            reason = error_sentence(picture.reason, picture.values) or picture.detail or picture.reason
            row = QTreeWidgetItem(self.table, [name_of(picture.path), reason])
            row.setData(0, ROLE, picture.id)
            row.setToolTip(0, picture.path)
            row.setToolTip(1, reason)
