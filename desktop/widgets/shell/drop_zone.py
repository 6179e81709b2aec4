"""Widget that accepts files dropped anywhere on it and offers what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QWidget

from desktop.i18n import TranslatedWidget
from desktop.theme.theme import Theme
from desktop.widgets.shell.drop_overlay import DropOverlay


class DropChoice(Protocol):
    """Something to do with dropped files; `title` is in the user's language."""

    @property
    def title(self) -> str: ...
    @property
    def run(self) -> Callable[[Sequence[Path]], None]: ...


class DropZone(TranslatedWidget):
    """Runs the only action at once, and offers them when there are several."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._overlay = DropOverlay(theme, self)
        self.setAcceptDrops(True)

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropChoice]:
        """Return what can be done with these files."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._overlay.show_actions([action.title for action in self.drop_actions(files)], self.rect())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        event.acceptProposedAction()
        files = dropped_files(event.mimeData())
        actions = self.drop_actions(files)
        if len(actions) == 1:
            actions[0].run(files)
        elif actions:
            self._overlay.offer([(action.title, partial(action.run, files)) for action in actions], self.rect())


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the local files of a drag; addresses of other kinds are left out."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def disable_drops(page: QWidget) -> None:
    """Let drops on a page reach the window: text fields would insert the path as text."""
    for area in page.findChildren(QAbstractScrollArea):
        area.setAcceptDrops(False)
        area.viewport().setAcceptDrops(False)
    for field in page.findChildren(QLineEdit):
        field.setAcceptDrops(False)
