"""Sidebar of the Images page: all pictures, folders, albums, duplicates, own labels, and files that could not be read."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedWidget, tr
from desktop.paths import sample_pictures
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

ROLE = Qt.ItemDataRole.UserRole


class GalleryView(msgspec.Struct, frozen=True):
    """One entry of the sidebar; without any field set: all pictures."""

    folder: str = ""
    album: int = 0
    duplicates: bool = False
    labels: bool = False
    problems: bool = False

    @property
    def is_list(self) -> bool:
        """Whether the view is a list of pictures that can be searched and filtered."""
        return not (self.album or self.duplicates or self.labels or self.problems)


ALL = GalleryView()


class Sidebar(TranslatedWidget):
    chosen = Signal()
    removed = Signal(object)
    renamed = Signal(int, str)
    read_again = Signal(str)
    add_folder_clicked = Signal()
    add_files_clicked = Signal()
    models_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "list-panel")
        self._theme = theme
        self._folders: images.PictureFolders | None = None
        self._albums: Sequence[images.Album] = ()
        self._add_folder, self._add_files = QPushButton(self), QPushButton(self)
        self._add_folder.setIcon(theme.icon("folder-plus", "accent"))
        self._add_files.setIcon(theme.icon("plus", "accent"))
        self._list, self._model, self._models = QListWidget(self), QLabel(self), QPushButton(self)
        role(self._list, "plain")
        role(self._model, "faint")
        role(self._models, "link")
        self._model.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        for widget in (self._add_folder, self._add_files, self._list, self._model):
            column.addWidget(widget)
        column.addWidget(self._models, 0, Qt.AlignmentFlag.AlignLeft)
        self._connect()
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    @property
    def view(self) -> GalleryView:
        item = self._list.currentItem()
        return (item.data(ROLE) if item else None) or ALL

    @property
    def albums(self) -> Sequence[images.Album]:
        return self._albums

    @property
    def folders(self) -> Sequence[images.PictureFolder]:
        return self._folders.folders if self._folders else ()

    @property
    def model_line(self) -> str:
        return self._model.text()

    def show_folders(self, folders: images.PictureFolders) -> None:
        self._folders = folders
        self._fill()

    def show_albums(self, albums: Sequence[images.Album]) -> None:
        self._albums = albums
        self._fill()

    def select(self, view: GalleryView) -> None:
        for row in range(self._list.count()):
            if self._list.item(row).data(ROLE) == view:
                self._list.setCurrentRow(row)

    def retranslate(self) -> None:
        self._add_folder.setText(tr("images", "Add a folder…"))
        self._add_files.setText(tr("images", "Add pictures…"))
        self._list.setAccessibleName(tr("images", "Folders and albums"))
        self._models.setText(tr("images", "Add a model"))
        self._fill()

    def _fill(self) -> None:
        """List the entries again. The chosen view stays chosen, and `chosen` is emitted only when it is gone."""
        view, folders = self.view, self._folders
        self._list.blockSignals(True)
        self._list.clear()
        self._add(tr("images", "All pictures"), folders.pictures if folders else 0, "image-square", ALL)
        if folders and folders.failed:
            self._add(tr("images", "Could not be read"), folders.failed, "warning", GalleryView(problems=True))
        if folders and folders.folders:
            self._add_heading(tr("images", "Folders"))
            for folder in folders.folders:
                self._add(
                    _folder_name(folder.path),
                    folder.pictures,
                    "folder-simple",
                    GalleryView(folder.path),
                    _folder_tooltip(folder),
                )
        if self._albums:
            self._add_heading(tr("images", "Albums"))
            for album in self._albums:
                self._add(album.name, album.pictures, "bookmark-simple", GalleryView(album=album.id))
        self._add_heading(tr("images", "Tidy up"))
        self._add(tr("images", "By your labels"), None, "tag", GalleryView(labels=True))
        self._add(tr("images", "Duplicates"), None, "copy", GalleryView(duplicates=True))
        self._list.setCurrentRow(0)
        self.select(view)
        self._list.blockSignals(False)
        self._model.setText(_status_lines(folders) if folders else "")
        self._models.setVisible(folders is not None and (folders.model is None or folders.model.starter))
        if self.view != view:  # the chosen view is gone
            self.chosen.emit()

    def _add(self, name: str, count: int | None, icon: str, view: GalleryView, hint: str = "") -> None:
        text = name if count is None else f"{name}  ·  {formatting.number(count)}"
        item = QListWidgetItem(self._theme.icon(icon), text, self._list)
        item.setData(ROLE, view)
        item.setToolTip(hint)

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text, self._list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._theme.font(Type.SMALL, strong=True))
        item.setForeground(self._theme.colour("faint"))

    def _connect(self) -> None:
        self._add_folder.clicked.connect(self.add_folder_clicked)
        self._add_files.clicked.connect(self.add_files_clicked)
        self._models.clicked.connect(self.models_clicked)
        self._list.currentItemChanged.connect(lambda now, _: self.chosen.emit() if now else None)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._list.itemDelegate().commitData.connect(self._on_name_edited)
        self._list.itemDelegate().closeEditor.connect(lambda _: QTimer.singleShot(0, self, self._fill))
        for key, run in ((Qt.Key.Key_Delete, self._remove), (Qt.Key.Key_F2, self._rename)):
            QShortcut(QKeySequence(key), self._list, run, context=Qt.ShortcutContext.WidgetShortcut)

    def _remove(self) -> None:
        if self.view.folder or self.view.album:
            self.removed.emit(self.view)

    def _rename(self) -> None:
        item, album = self._list.currentItem(), self.view.album
        if not album:
            return
        self._list.blockSignals(True)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setText(next((a.name for a in self._albums if a.id == album), ""))
        self._list.blockSignals(False)
        self._list.editItem(item)

    def _on_name_edited(self) -> None:
        item, album = self._list.currentItem(), self.view.album
        name = item.text().strip() if item else ""
        if album and name and all(name != a.name for a in self._albums):
            self.renamed.emit(album, name)

    def _show_menu(self, at: QPoint) -> None:
        item = self._list.itemAt(at)
        view = (item.data(ROLE) if item else None) or ALL
        if item is None or not (view.folder or view.album):
            return
        self._list.setCurrentItem(item)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if view.folder:
            again = menu.addAction(tr("images", "Look for new pictures"))
            again.triggered.connect(lambda: self.read_again.emit(view.folder))
        else:
            menu.addAction(tr("images", "Rename"), QKeySequence("F2")).triggered.connect(self._rename)
        remove = menu.addAction(tr("images", "Remove from the library"), QKeySequence("Del"))
        remove.triggered.connect(self._remove)
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _apply_theme(self) -> None:
        self.setFixedWidth(self._theme.px(Size.LIST))
        self._fill()


def _folder_name(path: str) -> str:
    if path == str(sample_pictures()[0]):
        return tr("images", "Sample pictures")
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


def _folder_tooltip(folder: images.PictureFolder) -> str:
    lines = [folder.path]
    if folder.failed:
        lines.append(tr("images", "%n could not be read", folder.failed))
    if folder.waiting:
        lines.append(tr("images", "%n found by name and date only, for now", folder.waiting))
    if not folder.exists:
        lines.append(tr("images", "The folder is not there now; its pictures are kept."))
    return "\n".join(lines)


def _status_lines(folders: images.PictureFolders) -> str:
    unread = (
        tr("images", "The text in %n picture(s) is still to be read.", folders.awaiting_ocr)
        if folders.awaiting_ocr
        else ""
    )
    changing = (
        tr("images", "The model has changed: %n picture(s) still to be read.", folders.awaiting_new_model)
        if folders.awaiting_new_model
        else ""
    )
    return "\n".join(line for line in (_model_line(folders.model), changing, unread) if line)


def _model_line(model: images.SearchModel | None) -> str:
    if model is None:
        return tr("images", "No image model is installed: pictures are found by name, date and the text in them.")
    if model.starter:
        return tr(
            "images",
            "{name} is used: it knows a thousand kinds of things. A CLIP model understands any words.",
            name=model.name,
        )
    return tr("images", "{name} is used.", name=model.name)
