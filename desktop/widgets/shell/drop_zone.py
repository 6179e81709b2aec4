"""A window that takes files dropped anywhere on it and offers what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QCursor, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QMenu, QWidget

from desktop.i18n import TranslatedWidget
from desktop.theme.theme import Theme
from desktop.widgets.shell.drop_overlay import DropOverlay


class Choice(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def run(self) -> Callable[[Sequence[Path]], None]: ...


class DropZone(TranslatedWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._overlay = DropOverlay(theme, self)
        self.setAcceptDrops(True)

    def choices(self, files: Sequence[Path]) -> Sequence[Choice]:
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._overlay.offer([choice.title for choice in self.choices(files)], self.rect())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        event.acceptProposedAction()
        files = dropped_files(event.mimeData())
        choices = self.choices(files)
        if len(choices) == 1:
            choices[0].run(files)
        elif choices:
            self._choose(choices, files)

    def _choose(self, choices: Sequence[Choice], files: Sequence[Path]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in choices:
            menu.addAction(choice.title).triggered.connect(lambda _=False, run=choice.run: run(files))
        menu.popup(QCursor.pos())


def dropped_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def leave_drops_to_the_window(page: QWidget) -> None:
    """Text fields would insert the path as text."""
    for area in page.findChildren(QAbstractScrollArea):
        area.setAcceptDrops(False)
        area.viewport().setAcceptDrops(False)
    for field in page.findChildren(QLineEdit):
        field.setAcceptDrops(False)
