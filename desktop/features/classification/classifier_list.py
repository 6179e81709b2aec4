"""List of the classifiers with how many examples each has, the quick try above them and a link to the text tools below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.lists.name_list import NameList
from desktop.widgets.lists.name_list_model import NameListModel, NameRow, RowKind
from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Classifier

QUICK, NONE = 0, -1
"""Ids of no classifier: the quick try, where labels are typed, and no row at all."""


class ClassifierList(TranslatedWidget):
    """The first row stands for the quick try; its id is QUICK. `purged` carries one that is to be deleted for good."""

    chosen = Signal(int)
    renamed = Signal(int, str)
    removed = Signal(int)
    purged = Signal(int)
    new_clicked = Signal()
    text_tools_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self.classifiers: Sequence[Classifier] = ()
        self.new_button, self.text_tools_button = QPushButton(self), QPushButton(self)
        self.new_button.setIcon(theme.icon("plus", "accent"))
        self.text_tools_button.setIcon(theme.icon("text-aa"))
        role(self.text_tools_button, "quiet")
        self._model = NameListModel[Classifier | None](theme, self._describe, self)
        self._model.show_items([None])
        self._view = NameList(self._model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self.new_button, self._view, self.text_tools_button):
            column.addWidget(widget)
        self._connect()
        self._set_width()
        self.retranslate()

    @property
    def current(self) -> Classifier | None:
        """The chosen classifier; None for the quick try and for no row."""
        return self._model.item(self._view.currentIndex())

    @property
    def chosen_id(self) -> int:
        """Id of the chosen classifier, or QUICK or NONE."""
        index = self._view.currentIndex()
        return self._id_at(index) if index.isValid() else NONE

    def show_classifiers(self, classifiers: Sequence[Classifier]) -> None:
        """List `classifiers`; when they are the same as before, nothing moves and a name being typed stays."""
        if classifiers == self.classifiers:
            return
        chosen = self.chosen_id
        self.classifiers = classifiers
        self._model.show_items([None, *classifiers])
        self.choose(chosen)

    def choose(self, id: int) -> None:
        """Choose a row by its id: the quick try for a classifier that is gone, no row when it was the last one."""
        index = self._model.find(lambda classifier: id != NONE and (classifier.id if classifier else QUICK) == id)
        if not index.isValid() and id != NONE and self.classifiers:
            index = self._model.index(0)
        self._view.setCurrentIndex(index)

    def rename(self) -> None:
        """Let the user type another name for the chosen classifier."""
        if self.isVisible():
            self._view.edit(self._view.currentIndex())

    def retranslate(self) -> None:
        self.new_button.setText(tr("classification", "New classifier"))
        self.text_tools_button.setText(tr("text_tools", "Text tools"))
        self._view.set_texts(
            tr("classification", "Classifiers"),
            tr("classification", "Rename"),
            tr("classification", "Remove the classifier"),
        )
        self._view.viewport().update()

    def _describe(self, classifier: Classifier | None) -> NameRow:
        if classifier is None:
            return NameRow(tr("classification", "Quick try"), icon="lightning", kind=RowKind.FIXED)
        return NameRow(
            classifier.name,
            f"{classifier.name}  ·  {formatting.number(classifier.examples)}",
            f"{classifier.name}\n{tr('classification', '%n example(s)', classifier.examples)}",
            "tag",
        )

    def _add_purge(self, menu: QMenu, index: QModelIndex) -> None:
        id = self._id_at(index)

        def add() -> None:
            menu.addAction(tr("classification", "Delete for good…")).triggered.connect(lambda: self.purged.emit(id))

        menu.aboutToShow.connect(add)  # below renaming and removing

    def _id_at(self, index: QModelIndex) -> int:
        classifier = self._model.item(index)
        return classifier.id if classifier else QUICK

    def _on_selected(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._id_at(index))

    def _on_renamed(self, classifier: Classifier, name: str) -> None:
        self.renamed.emit(classifier.id, name)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_clicked)
        self.text_tools_button.clicked.connect(self.text_tools_clicked)
        self._view.selectionModel().currentChanged.connect(self._on_selected)
        self._view.deleted.connect(lambda index: self.removed.emit(self._id_at(index)))
        self._view.menu_opened.connect(self._add_purge)
        self._model.renamed.connect(self._on_renamed)
        self._theme.changed.connect(self._set_width)

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))
