"""The classifiers by name, with how many examples each has; above them the text tools, and the way to sort without examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Classifier

Index = QModelIndex | QPersistentModelIndex
QUICK, TOOLS, NONE = 0, -1, -2
"""Quick try: no classifier, labels are typed. NONE: no row."""
ICONS = {TOOLS: "text-aa", QUICK: "lightning"}
ROWS = (TOOLS, QUICK)
"""Above the classifiers."""


class ClassifierModel(QAbstractListModel):
    renamed = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.classifiers: Sequence[Classifier] = ()

    def show_classifiers(self, classifiers: Sequence[Classifier]) -> None:
        self.beginResetModel()
        self.classifiers = classifiers
        self.endResetModel()

    def id(self, index: Index) -> int:
        one = self.classifier(index)
        return one.id if one else ROWS[index.row()] if index.isValid() else NONE

    def classifier(self, index: Index) -> Classifier | None:
        return self.classifiers[index.row() - len(ROWS)] if index.row() >= len(ROWS) else None

    def row_of(self, id: int) -> int:
        """Quick try's for a classifier that is gone; that of none, −1, when it was the last."""
        if id in ROWS:
            return ROWS.index(id)
        gone = ROWS.index(QUICK) if self.classifiers and id != NONE else -1
        return next((at for at, one in enumerate(self.classifiers, start=len(ROWS)) if one.id == id), gone)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.classifiers) + len(ROWS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.classifier(index) else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.classifier(index)
        if one is None:
            return self._fixed(ROWS[index.row()], role)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon("tag")
        if role == Qt.ItemDataRole.EditRole:
            return one.name
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{one.name}  ·  {formatting.number(one.examples)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{one.name}\n{tr('language', '%n example(s)', one.examples)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        one, new = self.classifier(index), str(value).strip()
        if one is None or not new or new == one.name:
            return False
        self.renamed.emit(one.id, new)
        return True

    def _fixed(self, row: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon(ICONS[row])
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("texts", "Text tools") if row == TOOLS else tr("language", "Quick try")
        return None


class ClassifierList(TranslatedWidget):
    chosen = Signal(int)
    renamed = Signal(int, str)
    removed = Signal(int)
    new_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self._new = QPushButton(self)
        self._new.setIcon(theme.icon("plus", "accent"))
        self._model = ClassifierModel(theme, self)
        self._view = NameList(self._model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self._new)
        column.addWidget(self._view)
        self._new.clicked.connect(self.new_clicked)
        self._view.selectionModel().currentChanged.connect(self._told)
        self._view.deleted.connect(lambda index: self.removed.emit(self._model.id(index)))
        self._model.renamed.connect(self.renamed)
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    @property
    def current(self) -> Classifier | None:
        return self._model.classifier(self._view.currentIndex())

    @property
    def chosen_id(self) -> int:
        """Of a classifier, or QUICK, TOOLS or NONE."""
        return self._model.id(self._view.currentIndex())

    @property
    def classifiers(self) -> Sequence[Classifier]:
        return self._model.classifiers

    def show_classifiers(self, classifiers: Sequence[Classifier]) -> None:
        """Nothing moves, and a name being written stays, when they are what they were."""
        if classifiers == self._model.classifiers:
            return
        chosen = self.chosen_id
        self._model.show_classifiers(classifiers)
        self.choose(chosen)

    def choose(self, id: int) -> None:
        self._view.setCurrentIndex(self._model.index(self._model.row_of(id)))

    def rename(self) -> None:
        if self.isVisible():
            self._view.edit(self._view.currentIndex())

    def retranslate(self) -> None:
        self._new.setText(tr("language", "New classifier"))
        self._view.say(tr("language", "Classifiers"), tr("language", "Rename"), tr("language", "Remove the classifier"))
        self._view.viewport().update()

    def _told(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.id(index))

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))
