"""Watched folders, followed while the window is open: what is new in them is read without being asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.link.call import Call
from engine.capabilities.images import api as images


class Following(QObject):
    """`look` is given the folders worth another look: at first all of them."""

    def __init__(self, shell: Shell, look: Callable[[Sequence[Path]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._look = shell, look
        self._followed: frozenset[str] | None = None
        self._call: Call[object, object] | None = None

    def follow(self, folders: images.PictureFolders) -> None:
        """Those there now; the same as before are followed already."""
        wanted = frozenset(one.path for one in folders.folders if one.watched and one.exists)
        if wanted == self._followed:
            return
        self._followed = wanted
        if self._call is not None:
            self._call.cancel()
            self._call = None
        if wanted:
            self._begin()

    def _begin(self) -> None:
        call = self._call = self._shell.client.call(images.WATCH_CHANGES, images.WatchFolders(), self)
        call.on_event(self._hear)
        call.on_ended(lambda: self._ended(call))

    def _hear(self, event: images.WatchEvent) -> None:
        if isinstance(event, images.FoldersChanged):
            self._look([Path(folder) for folder in event.folders])
            return
        said = tr("images", "New pictures in “{folder}” are only seen when you look for them.", folder=event.folder)
        self._shell.show_message(said, event.detail)

    def _ended(self, call: Call[object, object]) -> None:
        """By the engine's end and not by us: its successor is asked when the folders are listed next."""
        if call is self._call:
            self._call, self._followed = None, None
