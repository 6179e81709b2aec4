"""Follows the folders of collections while the window is open, so that what changes in them is read at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from engine.capabilities.documents.api import ATTACHED, Collection
from engine.capabilities.documents.api.following import FOLLOW, CollectionChanged, FollowEvent, FollowFolders


class FolderFollowing(QObject):
    """Calls `read` with a collection and its folders in which something changed; at first with all of them."""

    def __init__(self, shell: Shell, read: Callable[[str, Sequence[str]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._read = shell, read
        self._followed: frozenset[tuple[object, ...]] | None = None
        self._call: Call[object, object] | None = None

    def follow(self, collections: Sequence[Collection]) -> None:
        """Follow the folders that are there; nothing happens when they are followed already."""
        followed = frozenset(
            (c.name, c.on_battery, *(folder for folder in c.folders if folder not in c.gone))
            for c in collections
            if c.is_followed and c.folders and c.name != ATTACHED
        )
        if followed == self._followed:
            return
        self._followed = followed
        if self._call is not None:
            self._call.cancel()
            self._call = None
        if followed:
            self._start()

    def _start(self) -> None:
        call = self._call = self._shell.client.call(FOLLOW, FollowFolders(), self)
        call.on_event(self._on_event)
        call.on_ended(lambda: self._on_ended(call))

    def _on_event(self, event: FollowEvent) -> None:
        if isinstance(event, CollectionChanged):
            self._read(event.collection, event.folders)
            return
        message = tr("documents", "Changes in “{folder}” are read only when you add it again.", folder=event.folder)
        self._shell.show_message(message, event.detail)

    def _on_ended(self, call: Call[object, object]) -> None:
        """Forget a call that ended with its engine; the next list of collections starts another."""
        if call is self._call:
            self._call, self._followed = None, None
