"""Card below the collections: a folder is not there, and the person may know where it is now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.documents.collection_settings.following_pane import gone_sentence
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from engine.capabilities.documents.api import Collection


class GoneFolderCard(TranslatedMixin, QFrame):
    """`relink_clicked` carries a collection and the folder of it that is not there."""

    relink_clicked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._gone: Sequence[tuple[str, str]] = ()
        self.sentence, self.button = QLabel(self), QPushButton(self)
        self.sentence.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.sentence)
        column.addWidget(self.button)
        self.button.clicked.connect(self._on_clicked)
        self.hide()

    def show_collections(self, collections: Sequence[Collection], chosen: str) -> None:
        """Show the first folder that is not there, of the chosen collection first; nothing while all are."""
        ordered = sorted(collections, key=lambda collection: collection.name != chosen)
        self._gone = [(collection.name, folder) for collection in ordered for folder in collection.gone]
        self.setVisible(bool(self._gone))
        self.retranslate()

    def _on_clicked(self) -> None:
        collection, folder = self._gone[0]
        self.relink_clicked.emit(collection, folder)

    def retranslate(self) -> None:
        self.button.setText(tr("documents", "Where is it now?…"))
        if self._gone:
            self.sentence.setText(gone_sentence(self._gone[0][1], len(self._gone)))
