"""Opens the settings of a collection in the inspector, from its menu."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.features.documents.collection_list import CollectionList
from desktop.features.documents.collection_settings.chunking_pane import ChunkingPane
from desktop.features.documents.indexing_runs import IndexingRuns
from desktop.i18n import tr
from desktop.panels.collections import collection_title
from engine.capabilities.documents.api import chunking


class CollectionPanels(QObject):
    """Opens the panels, and starts what a change asks for."""

    def __init__(self, shell: Shell, collections: CollectionList, runs: IndexingRuns, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._runs = shell, runs
        collections.chunking_clicked.connect(self.show_chunking)

    def show_chunking(self, collection: str) -> None:
        """Show how the documents of a collection are divided."""
        call = self._shell.client.call(chunking.GET_CHUNKING, chunking.GetChunking(collection), self)
        call.on_result(self._show_chunking)
        call.on_failed(self._shell.report)

    def _show_chunking(self, known: chunking.CollectionChunking) -> None:
        pane = ChunkingPane(self._shell.client, self._shell.theme, known)
        pane.saved.connect(self._runs.divide)
        title = tr("documents", "How “{name}” is divided", name=collection_title(known.collection))
        self._shell.show_in_inspector(title, pane)
