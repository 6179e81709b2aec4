"""Opens the settings of a collection in the inspector, from its menu, and follows its folders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.documents.collection_list import CollectionList
from desktop.features.documents.collection_settings.chunking_pane import ChunkingPane
from desktop.features.documents.collection_settings.folder_following import FolderFollowing
from desktop.features.documents.collection_settings.following_pane import FollowingPane
from desktop.features.documents.indexing_runs import IndexingRuns
from desktop.i18n import tr
from desktop.panels.collections import collection_title
from desktop.widgets.forms.file_dialog import ask_for_folder
from engine.capabilities.documents.api import DOCUMENTS, Collection, chunking, following


class CollectionPanels(QWidget):
    """Opens the panels, and starts what a change asks for. It is a widget only to be the parent of dialogs."""

    def __init__(self, shell: Shell, collections: CollectionList, runs: IndexingRuns, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._shell, self._runs = shell, runs
        self._following = FolderFollowing(shell, runs.refresh, self)
        self._pane: FollowingPane | None = None
        shell.client.changed.connect(self._on_library_changed)
        collections.chunking_clicked.connect(self.show_chunking)
        collections.following_clicked.connect(self.show_following)
        collections.gone_card.relink_clicked.connect(self.ask_relink)

    def follow(self, collections: Sequence[Collection]) -> None:
        """Follow the folders of these collections."""
        self._following.follow(collections)

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

    def show_following(self, collection: str) -> None:
        """Show the folders of a collection and how they are followed."""
        call = self._shell.client.call(following.GET_FOLLOWING, following.GetFollowing(collection), self)
        call.on_result(self._show_following)
        call.on_failed(self._shell.report)

    def _show_following(self, known: following.CollectionFollowing) -> None:
        pane = FollowingPane(self._shell.theme, known)
        pane.changed.connect(self._on_following_changed)
        pane.relink_clicked.connect(partial(self.ask_relink, known.collection))
        title = tr("documents", "Folders of “{name}”", name=collection_title(known.collection))
        self._shell.show_in_inspector(title, pane)
        self._pane = pane

    def _on_library_changed(self, nouns: frozenset[str]) -> None:
        """Show the settings in the open panel as they are now. The inspector deletes a panel that it no longer shows."""
        if DOCUMENTS in nouns and self._pane is not None and shiboken6.isValid(self._pane):
            request = following.GetFollowing(self._pane.collection)
            self._shell.client.call(following.GET_FOLLOWING, request, self._pane).on_result(self._pane.show_known)

    def _on_following_changed(self, request: following.SetFollowing) -> None:
        call = self._shell.client.call(following.SET_FOLLOWING, request, self)
        call.on_failed(self._shell.report)
        if request.include is not None or request.exclude is not None:
            call.on_result(lambda _: self._runs.refresh(request.collection, ()))

    def ask_relink(self, collection: str, folder: str) -> None:
        """Ask where a folder is now."""
        title = tr("documents", "Where is “{folder}” now?", folder=Path(folder).name or folder)
        ask_for_folder(self, title, lambda paths: self.relink(collection, folder, str(paths[0])))

    def relink(self, collection: str, folder: str, new: str) -> None:
        """Say where a folder is now; its documents are not read again."""
        request = following.RelinkFolder(collection, folder, new)
        call = self._shell.client.call(following.RELINK, request, self)
        call.on_result(partial(self._on_relinked, collection, new))
        call.on_failed(self._shell.report)

    def _on_relinked(self, collection: str, new: str, report: following.RelinkReport) -> None:
        text = tr("documents", "%n document(s) are now looked for in “{folder}”.", report.documents, folder=new)
        self._shell.show_message(text)
        self._runs.refresh(collection, (new,))
