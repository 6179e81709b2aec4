"""The current picture of the grid: described in the inspector, opened, removed, with a context menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.images.image_requests import ImageRequests
from desktop.features.images.inspector.inspector_controller import InspectorController
from desktop.features.images.picture_files import PictureFileActions
from desktop.features.images.picture_menu import show_picture_menu
from desktop.theme.tokens import Size
from desktop.widgets.images.picture_grid import PictureGrid

SETTLE_MS = 120
"""Delay before a picture's details are requested, so that a held key does not request every picture it passes."""


class CurrentPicture(QObject):
    """`similar_requested` carries the picture's id, name and thumbnail."""

    similar_requested = Signal(int, str, str)

    def __init__(
        self,
        shell: Shell,
        grid: PictureGrid,
        inspector: InspectorController,
        files: PictureFileActions,
        requests: ImageRequests,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._shell, self._page, self._grid = shell, page, grid
        self._inspector, self._files, self._requests = inspector, files, requests
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._describe)
        grid.current_changed.connect(self._on_moved)
        grid.details_requested.connect(self._describe)
        grid.opened.connect(self._open)
        grid.removed.connect(self._remove_selected)
        grid.menu_requested.connect(self._show_menu)

    def _describe(self) -> None:
        self._timer.stop()
        if (tile := self._grid.current) is not None:
            self._inspector.describe(tile.id)

    def _on_moved(self) -> None:
        """Describe the picture, unless the inspector is closed and would cover the grid in a narrow window."""
        is_wide = self._page.window().width() >= self._shell.theme.px(Size.NARROW)
        if self._grid.current is not None and (is_wide or self._shell.is_inspector_open):
            self._timer.start()

    def _open(self) -> None:
        if (tile := self._grid.current) is not None:
            self._files.open(tile.id)

    def _remove_selected(self) -> None:
        self._requests.remove(tuple(tile.id for tile in self._grid.chosen))

    def _show_menu(self, at: QPoint) -> None:
        if (tile := self._grid.current) is not None:
            show_picture_menu(
                self._page,
                at,
                details=self._describe,
                similar=partial(self.similar_requested.emit, tile.id, tile.name, tile.thumbnail),
                open_file=self._open,
                show_in_folder=partial(self._files.show_in_folder, tile.id),
                copy_path=partial(self._files.copy_path, tile.id),
                remove=self._remove_selected,
            )
