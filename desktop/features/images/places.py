"""What can be looked at: all pictures, one folder, an album, the duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets import amounts
from desktop.words import Worded, tr
from engine.capabilities.images import api as images

ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Place:
    """All pictures when nothing is set."""

    folder: str = ""
    album: int = 0
    duplicates: bool = False


ALL = Place()


class Places(Worded):
    chosen = Signal()
    removed = Signal(object)
    read_again = Signal(str)
    add_folder_clicked = Signal()
    add_files_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self._folders: images.Folders | None = None
        self._albums: Sequence[images.Album] = ()
        self._add_folder, self._add_files = QPushButton(self), QPushButton(self)
        self._add_folder.setIcon(theme.icon("folder-plus", "accent"))
        self._add_files.setIcon(theme.icon("plus", "accent"))
        self._list = QListWidget(self)
        role(self._list, "plain")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self._add_folder, self._add_files, self._list):
            column.addWidget(widget)
        self._add_folder.clicked.connect(self.add_folder_clicked)
        self._add_files.clicked.connect(self.add_files_clicked)
        self._list.currentItemChanged.connect(lambda now, _: self.chosen.emit() if now else None)
        self._list.customContextMenuRequested.connect(self._menu)
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    @property
    def place(self) -> Place:
        item = self._list.currentItem()
        return item.data(ROLE) if item else ALL

    @property
    def albums(self) -> Sequence[images.Album]:
        return self._albums

    def show_folders(self, folders: images.Folders) -> None:
        self._folders = folders
        self._fill()

    def show_albums(self, albums: Sequence[images.Album]) -> None:
        self._albums = albums
        self._fill()

    def go(self, place: Place) -> None:
        for row in range(self._list.count()):
            if self._list.item(row).data(ROLE) == place:
                self._list.setCurrentRow(row)

    def retranslate(self) -> None:
        self._add_folder.setText(tr("images", "Add a folder…"))
        self._add_files.setText(tr("images", "Add pictures…"))
        self._list.setAccessibleName(tr("images", "Folders and albums"))
        self._fill()

    def _fill(self) -> None:
        """The place looked at stays the one looked at, and nobody is told that nothing changed."""
        place = self.place
        self._list.blockSignals(True)
        self._list.clear()
        pictures = self._folders.pictures if self._folders else 0
        self._add(tr("images", "All pictures"), pictures, "image-square", ALL)
        for folder in self._folders.folders if self._folders else ():
            name = folder.path.replace("\\", "/").rstrip("/").rpartition("/")[2] or folder.path
            self._add(name, folder.pictures, "folder-simple", Place(folder.path), self._hint(folder))
        for album in self._albums:
            self._add(album.name, album.pictures, "bookmark-simple", Place(album=album.id))
        self._add(tr("images", "Duplicates"), None, "copy", Place(duplicates=True))
        self._list.setCurrentRow(0)
        self.go(place)
        self._list.blockSignals(False)

    def _add(self, name: str, count: int | None, icon: str, place: Place, hint: str = "") -> None:
        text = name if count is None else f"{name}  ·  {amounts.number(count)}"
        item = QListWidgetItem(self._theme.icon(icon), text, self._list)
        item.setData(ROLE, place)
        item.setToolTip(hint)

    def _hint(self, folder: images.Folder) -> str:
        lines = [folder.path]
        if folder.failed:
            lines.append(tr("images", "%n could not be read", folder.failed))
        if folder.waiting:
            lines.append(tr("images", "%n found by name and date only, for now", folder.waiting))
        if not folder.exists:
            lines.append(tr("images", "The folder is not there now; its pictures are kept."))
        return "\n".join(lines)

    def _menu(self, at: QPoint) -> None:
        item = self._list.itemAt(at)
        place = item.data(ROLE) if item else ALL
        if not place.folder and not place.album:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if place.folder:
            again = menu.addAction(tr("images", "Look for new pictures"))
            again.triggered.connect(lambda: self.read_again.emit(place.folder))
        remove = menu.addAction(tr("images", "Remove from the library"))
        remove.triggered.connect(lambda: self.removed.emit(place))
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))
