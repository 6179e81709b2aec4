"""The Images page: folders of pictures, found by words and by pictures. Forwards; the engine holds what is true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout

from desktop.features.feature import Action, DropAction, Page, Shell
from desktop.features.images.details import DetailsPane
from desktop.features.images.duplicates import DuplicatesView
from desktop.features.images.places import ALL, Place, Places
from desktop.features.images.search_bar import SearchBar, like_file
from desktop.link.call import Call
from desktop.theme.tokens import Space
from desktop.widgets.invitation import Invitation, Invited
from desktop.widgets.picture_grid import PictureGrid, Tile
from desktop.widgets.run_card import RunCard
from desktop.words import Wording, tr
from engine.capabilities.images import api as images
from engine.protocol.changes import MODELS, PICTURES
from engine.protocol.indexing import PICTURE_SUFFIXES
from engine.protocol.method import Method
from engine.protocol.progress import Progress

GATHER_MS = 500
"""While pictures are read, the grid is asked for again this often at most."""
MOST_FOUND = 500
EVERY = 1_000_000
PATTERNS = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))


class ImagesPage(Wording, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.places, self.bar = Places(shell.theme), SearchBar(shell.theme)
        self.grid, self.duplicates = PictureGrid(shell.theme), DuplicatesView()
        self._invitation = Invitation(shell.theme, "image", _invited)
        self._running: list[RunCard] = []
        self._known: images.Folders | None = None
        self._asked: Call | None = None
        self._described: Call | None = None
        self._reload_soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.reload()

    # what the window asks for

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (
            Action(tr("images", "Add a folder of pictures…"), self.add_folder),
            Action(tr("images", "Search pictures"), self._go_and_search),
            Action(tr("images", "Look for new pictures in all folders"), lambda: self.index(())),
            Action(tr("images", "Find duplicate pictures"), lambda: self._go_to(Place(duplicates=True))),
        )

    def entries(self) -> Sequence[Action]:
        return [
            Action(tr("images", "Album: {name}", name=album.name), lambda id=album.id: self._go_to(Place(album=id)))  # type: ignore[misc]
            for album in self.places.albums
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        pictures = [file for file in files if file.suffix.lower() in PICTURE_SUFFIXES]
        folders = [file for file in files if file.is_dir()]
        choices = []
        if pictures or folders:
            choices.append(DropAction(tr("images", "Add to the pictures"), self.index))
        if len(pictures) == 1:
            choices.append(DropAction(tr("images", "Find similar pictures"), lambda files: self.find_like(files[0])))
        return tuple(choices)

    def find(self) -> None:  # type: ignore[override]
        self.bar.search()

    def stop(self) -> None:
        if self._running:
            self._running[-1].stop()
        elif self.bar.asks:
            self.bar.clear()

    def retranslate(self) -> None:
        self.grid.setAccessibleName(tr("images", "Pictures"))

    # indexing

    def index(self, paths: Sequence[Path]) -> None:
        """No paths: every folder known, for what is new."""
        request = images.Index(tuple(str(path) for path in paths))
        call = self._shell.client.call(images.INDEX, request, self)
        card = RunCard(call, lambda: tr("images", "Looking at pictures"), self)
        self._running.append(card)
        self._jobs_above.addWidget(card)
        job = self._shell.jobs.add(tr("images", "Looking at pictures"), card.stop)

        def hear(event: images.IndexEvent) -> None:
            if isinstance(event, Progress):
                job.progress(event.done, event.total, event.note, event.seconds_left)

        call.event.connect(hear)
        call.result.connect(self._say_indexed)
        call.failed.connect(self._shell.report)
        call.ended.connect(job.finished)
        call.ended.connect(lambda: self._done(card))
        self._show_which()

    def add_folder(self) -> None:
        dialog = self._dialog(QFileDialog.FileMode.Directory, self.index)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.show()

    def add_files(self) -> None:
        self._dialog(QFileDialog.FileMode.ExistingFiles, self.index).show()

    def _done(self, card: RunCard) -> None:
        self._running.remove(card)
        card.hide()
        card.deleteLater()
        self.reload()

    def _say_indexed(self, done: images.Indexed) -> None:
        parts = [tr("images", "%n picture(s) read", done.added + done.updated)]
        if done.removed:
            parts.append(tr("images", "%n gone", done.removed))
        if done.failed:
            parts.append(tr("images", "%n could not be read", done.failed))
        stopped = f"{tr('images', 'Stopped.')} " if done.cancelled else ""
        self._shell.tell(f"{stopped}{', '.join(parts)}.")

    # looking

    def reload(self) -> None:
        self._ask(images.FOLDERS, images.ListFolders(), self._take_folders)
        self._ask(images.ALBUMS, images.ListAlbums(), lambda found: self.places.show_albums(found.albums))
        self.show_place()

    def show_place(self) -> None:
        """What was searched, or else the whole place, newest first."""
        place = self.places.place
        if self._asked is not None:
            self._asked.cancel()
        if place.duplicates:
            self.duplicates.show_found(None)
            self._asked = self._ask(images.DUPLICATES, images.FindDuplicates(), self.duplicates.show_found)
        elif self.bar.asks:
            request = images.Search(
                self.bar.words, self.bar.likes, images.Filters(folder=place.folder), MOST_FOUND, 0, self.bar.weaker
            )
            self._asked = self._ask(images.SEARCH, request, self._take_found)
        elif place.album:
            self._asked = self._ask(images.OPEN_ALBUM, images.OpenAlbum(place.album, MOST_FOUND), self._take_album)
        else:
            self._asked = self._ask(images.OUTLINE, self._list_request(0, EVERY), self._take_outline)
        self._show_which()

    def find_like(self, file: Path) -> None:
        self._shell.go("images")
        self.bar.like(like_file(file), file.name)

    def _similar(self, picture: int, name: str) -> None:
        self.bar.clear()
        self.bar.like(images.Like(picture=picture), name)

    def _take_folders(self, folders: images.Folders) -> None:
        self._known = folders
        self.places.show_folders(folders)
        self.bar.show_model(folders.model)
        self._show_which()

    def _take_found(self, found: images.Found) -> None:
        self.bar.show_found(found)
        self._show_pictures(found.results)

    def _take_album(self, found: images.Pictures) -> None:
        self.bar.show_found(None)
        self._show_pictures(found.pictures)

    def _take_outline(self, outline: images.Outline) -> None:
        self.bar.show_found(None)
        self.grid.show_shapes([aspect / 100 for aspect in outline.aspects])

    def _show_pictures(self, pictures: Sequence[images.Picture]) -> None:
        self.grid.show_shapes([_aspect(picture) for picture in pictures])
        self.grid.take(0, [_tile(picture) for picture in pictures])

    def _fetch(self, first: int, count: int) -> None:
        """Tiles of a long list, as they come into view."""
        asked = self._asked
        request = self._list_request(first, count)

        def take(found: images.Pictures) -> None:
            if asked is self._asked:
                self.grid.take(first, [_tile(picture) for picture in found.pictures])

        self._ask(images.LIST, request, take)

    def _list_request(self, first: int, count: int) -> images.ListPictures:
        return images.ListPictures(images.Filters(folder=self.places.place.folder), limit=count, offset=first)

    def _show_which(self) -> None:
        """The invitation while there is nothing."""
        empty = self._known is not None and not self._known.folders and not self._known.pictures and not self._running
        self.places.setVisible(not empty)
        duplicates = self.places.place.duplicates
        self.bar.setVisible(not empty and not duplicates)
        self._stack.setCurrentWidget(self._invitation if empty else self.duplicates if duplicates else self.grid)

    def _describe(self, picture: int) -> None:
        if self._described is not None:
            self._described.cancel()
        self._described = self._ask(images.DETAILS, images.Describe(picture), self._inspect)

    def _inspect(self, details: images.Details) -> None:
        name = _name(details.picture.path)
        pane = DetailsPane(self._shell.theme, details)
        pane.similar_clicked.connect(lambda picture: self._similar(picture, name))
        self._shell.inspect(name, pane)

    # changing

    def remove(self) -> None:
        ids = tuple(tile.id for tile in self.grid.chosen)
        if ids:
            said = tr("images", "%n picture(s) removed from the library; the files stay where they are.", len(ids))
            self._remove(images.REMOVE, images.RemovePictures(ids), images.RESTORE, images.RestorePictures(ids), said)

    def _remove_place(self, place: Place) -> None:
        said = tr("images", "Removed from the library; the files stay where they are.")
        if place.album:
            restore = images.RestoreAlbum(place.album)
            self._remove(images.REMOVE_ALBUM, images.RemoveAlbum(place.album), images.RESTORE_ALBUM, restore, said)
        else:
            restore_folder = images.RestoreFolder(place.folder)
            gone = images.RemoveFolder(place.folder)
            self._remove(images.REMOVE_FOLDER, gone, images.RESTORE_FOLDER, restore_folder, said)

    def _remove(
        self, method: Method[Any, None, Any], request: object, back: Method[Any, None, Any], undo: object, said: str
    ) -> None:
        def restore() -> None:
            self._ask(back, undo, lambda _: self.reload())

        def tell(_: object) -> None:
            self.reload()
            self._shell.tell(said, undo=restore)

        self._ask(method, request, tell)

    def _save_album(self) -> None:
        rule = images.Rule(self.bar.words, images.Filters(folder=self.places.place.folder))

        def saved(album: images.Album) -> None:
            self._shell.tell(tr("images", "Saved as the album “{name}”; it follows your pictures.", name=album.name))
            self.reload()

        self._ask(images.SAVE_ALBUM, images.SaveAlbum(self.bar.words, rule), saved)

    def _export_duplicates(self) -> None:
        dialog = QFileDialog(self.window(), tr("images", "Export the list…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{tr('images', 'duplicates')}.csv")
        dialog.fileSelected.connect(self._export_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _export_to(self, path: str) -> None:
        def said(done: images.Exported) -> None:
            self._shell.tell(tr("images", "Saved in {path}.", path=done.path))

        self._ask(images.EXPORT_DUPLICATES, images.ExportDuplicates(path), said)

    def _ask(self, method: Method[Any, Any, Any], request: object, take: Callable[[Any], object]) -> Call:
        call = self._shell.client.call(method, request, self)
        call.result.connect(take)
        call.failed.connect(lambda trouble: None if trouble.kind == "cancelled" else self._shell.report(trouble))
        return call

    # building

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        for widget in (self.grid, self.duplicates, self._invitation):
            self._stack.addWidget(widget)
        self._jobs_above = QVBoxLayout()
        self._jobs_above.setSpacing(Space.S)
        right = QVBoxLayout()
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        right.setSpacing(Space.M)
        right.addWidget(self.bar)
        right.addLayout(self._jobs_above)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self.places)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        self.places.chosen.connect(self.show_place)
        self.places.removed.connect(self._remove_place)
        self.places.read_again.connect(lambda folder: self.index([Path(folder)]))
        for source in (self.places.add_folder_clicked, self._invitation.folder_clicked):
            source.connect(self.add_folder)
        for source in (self.places.add_files_clicked, self._invitation.files_clicked):
            source.connect(self.add_files)
        self.bar.searched.connect(self.show_place)
        self.bar.weaker_clicked.connect(self.show_place)
        self.bar.pick_clicked.connect(self._pick)
        self.bar.save_clicked.connect(self._save_album)
        self.grid.wanted.connect(self._fetch)
        self.grid.current_changed.connect(self._describe_current)
        self.grid.opened.connect(self._open)
        self.grid.removed.connect(self.remove)
        self.grid.menu_wanted.connect(self._menu)
        self.duplicates.picture_clicked.connect(self._describe)
        self.duplicates.export_clicked.connect(self._export_duplicates)
        self._reload_soon.timeout.connect(self.reload)
        self._shell.client.changed.connect(self._changed)

    def _changed(self, nouns: frozenset[str]) -> None:
        if nouns & {PICTURES, MODELS} and not self._reload_soon.isActive():
            self._reload_soon.start()

    def _describe_current(self) -> None:
        if (tile := self.grid.current) is not None:
            self._describe(tile.id)

    def _open(self) -> None:
        if (tile := self.grid.current) is not None:
            self._ask(
                images.DETAILS,
                images.Describe(tile.id),
                lambda details: QDesktopServices.openUrl(QUrl.fromLocalFile(details.picture.path)),
            )

    def _pick(self) -> None:
        self._dialog(QFileDialog.FileMode.ExistingFile, lambda paths: self.find_like(paths[0])).show()

    def _menu(self, at: QPoint) -> None:
        tile = self.grid.current
        if tile is None:
            return
        menu = QMenu(self)
        menu.addAction(tr("images", "Similar pictures")).triggered.connect(lambda: self._similar(tile.id, tile.name))
        menu.addAction(tr("images", "Open in the system's viewer")).triggered.connect(self._open)
        copy = menu.addAction(tr("images", "Copy the path"))
        copy.triggered.connect(lambda: self._ask(images.DETAILS, images.Describe(tile.id), _copy_path) and None)
        menu.addAction(tr("images", "Remove from the library")).triggered.connect(self.remove)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _dialog(self, mode: QFileDialog.FileMode, use: Callable[[Sequence[Path]], None]) -> QFileDialog:
        dialog = QFileDialog(self.window(), tr("images", "Add pictures…"))
        dialog.setFileMode(mode)
        if mode != QFileDialog.FileMode.Directory:
            dialog.setNameFilter(f"{tr('images', 'Pictures')} ({PATTERNS})")
        dialog.filesSelected.connect(lambda names: use([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _go_to(self, place: Place) -> None:
        self._shell.go("images")
        self.places.go(place)

    def _go_and_search(self) -> None:
        self._go_to(ALL)
        self.bar.search()


def _copy_path(details: images.Details) -> None:
    QGuiApplication.clipboard().setText(details.picture.path)


def _aspect(picture: images.Picture) -> float:
    return picture.width / picture.height if picture.width and picture.height else 1.0


def _tile(picture: images.Picture) -> Tile:
    note = tr("images", "similarity {score}", score=f"{picture.score:.2f}") if picture.score else ""
    return Tile(picture.id, picture.thumbnail, _name(picture.path), note)


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _invited() -> Invited:
    return Invited(
        tr("images", "Drop pictures or folders here"),
        tr("images", "They are looked at on this computer; then find any of them by saying what is in it."),
        tr("images", "Add a folder…"),
        tr("images", "Add pictures…"),
    )
