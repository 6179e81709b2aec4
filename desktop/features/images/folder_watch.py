"""Watches folders of pictures while the window is open, so that new pictures are read at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from engine.capabilities.images import api as images


class FolderWatch(QObject):
    """Calls `read` with the folders that changed; at first with all of them."""

    def __init__(self, shell: Shell, read: Callable[[Sequence[Path]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._read = shell, read
        self._watched: frozenset[str] | None = None
        self._call: Call[object, object] | None = None

    def watch(self, folders: images.PictureFolders) -> None:
        """Watch the folders that exist; nothing happens when they are watched already."""
        paths = frozenset(f.path for f in folders.folders if f.watched and f.exists)
        if paths == self._watched:
            return
        self._watched = paths
        if self._call is not None:
            self._call.cancel()
            self._call = None
        if paths:
            self._start()

    def _start(self) -> None:
        call = self._call = self._shell.client.call(images.WATCH_CHANGES, images.WatchFolders(), self)
        call.on_event(self._on_event)
        call.on_ended(lambda: self._on_ended(call))

    def _on_event(self, event: images.WatchEvent) -> None:
        if isinstance(event, images.FoldersChanged):
            self._read([Path(folder) for folder in event.folders])
            return
        message = tr("images", "New pictures in “{folder}” are found only when you ask for them.", folder=event.folder)
        self._shell.show_message(message, event.detail)

    def _on_ended(self, call: Call[object, object]) -> None:
        """Forget a call that ended with its engine; the next list of folders starts another."""
        if call is self._call:
            self._call, self._watched = None, None
