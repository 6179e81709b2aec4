"""The Images page: folders of pictures, found by words and by pictures. Forwards; the engine holds what is true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTemporaryDir, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.images.duplicates import DuplicatesView
from desktop.features.images.folder_watch import Following
from desktop.features.images.gallery_controller import Looking
from desktop.features.images.image_requests import Errands
from desktop.features.images.inspector.details import folder_of, open_file
from desktop.features.images.inspector.inspector_controller import Inspecting
from desktop.features.images.labels_bar import LabelsBar
from desktop.features.images.problems import ProblemsView
from desktop.features.images.search.empty_results import Nothing
from desktop.features.images.search.search_bar import SearchBar, counted
from desktop.features.images.sidebar import ALL, Place, Places
from desktop.i18n import TranslatedMixin, tr
from desktop.paths import sample_pictures
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.cards.empty_page import EmptyPage, EmptyPageTexts
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.images.picture_grid import PictureGrid
from desktop.widgets.images.picture_tile import PictureTile
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.shell.drop_zone import dropped_files
from engine.capabilities.images import api as images
from engine.capabilities.images.api import PICTURES
from engine.capabilities.models.api import MODELS
from engine.protocol.indexing import IMAGE_SUFFIXES

GATHER_MS = 1500
"""While pictures are read, the list is asked for again this often at most."""
SETTLE_MS = 120
"""A key held down runs past pictures that nobody asks about."""


class ImagesPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self.errands = shell, Errands(shell, self)
        self.places, self.bar, self.labels = Places(shell.theme), SearchBar(shell.theme), LabelsBar(shell.theme)
        self.grid, self.duplicates = PictureGrid(shell.theme), DuplicatesView(shell.theme)
        self.problems, self.nothing = ProblemsView(), Nothing(shell.theme)
        self.looking = Looking(
            self.errands, self.places, self.bar, self.labels, self.grid, self.duplicates, self.problems
        )
        self.inspecting = Inspecting(shell, self.errands, self.looking)
        self._invitation = EmptyPage(shell.theme, "image", _invited)
        self._following = Following(shell, self.errands.look_again, self)
        self._running: list[RunCard] = []
        self._known: images.PictureFolders | None = None
        self._may_look_anew = False
        self._pasted = QTemporaryDir()
        self._describe_soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._reload_soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.reload()

    # what the window asks for

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("images", "Add a folder of pictures…"), self.errands.add_folder),
            Action(tr("images", "Search pictures"), self._go_and_search),
            Action(tr("images", "Search by a picture"), self._pick),
            Action(tr("images", "Look for new pictures in all folders"), lambda: self.index(())),
            Action(tr("images", "Read the text in your pictures"), self.errands.read_text),
            Action(tr("images", "Sort pictures by your labels"), lambda: self._go_to(Place(labels=True))),
            Action(tr("images", "Find duplicate pictures"), lambda: self._go_to(Place(duplicates=True))),
        )

    def palette_entries(self) -> Sequence[Action]:
        return [
            Action(tr("images", "Album: {name}", name=album.name), lambda id=album.id: self._go_to(Place(album=id)))  # type: ignore[misc]
            for album in self.places.albums
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        pictures = [file for file in files if file.suffix.lower() in IMAGE_SUFFIXES]
        folders = [file for file in files if file.is_dir()]
        choices = []
        if pictures or folders:
            choices.append(DropAction(tr("images", "Add to the pictures"), self.index))
        if len(pictures) == 1:
            choices.append(DropAction(tr("images", "Find similar pictures"), lambda files: self.find_like(files[0])))
        return tuple(choices)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "search" and isinstance(argument, str):
            self._go_to(ALL)
            self.bar.write(argument)
        elif action == "like" and isinstance(argument, Path):
            self.find_like(argument)

    def find_in_page(self) -> None:
        if not self.places.place.is_list:
            self.places.go(ALL)
        self.bar.search()

    def stop(self) -> None:
        if self._pane.close_list():
            return
        if self._running:
            self._running[-1].stop()
        elif self.bar.asks:
            self.bar.clear()

    def retranslate(self) -> None:
        self.grid.setAccessibleName(tr("images", "Pictures"))
        self._count.setText(counted(self.looking.reached, self.looking.total))

    # looking

    def index(self, paths: Sequence[Path]) -> None:
        self._shell.show_page("images")
        self.errands.index(paths)

    def reload(self) -> None:
        self.errands.ask(images.FOLDERS, images.ListPictureFolders(), self._take_folders)
        self.errands.ask(images.ALBUMS, images.ListAlbums(), lambda found: self.places.show_albums(found.albums))
        self.looking.look()

    def find_like(self, file: Path) -> None:
        self._go_to(ALL)
        self.bar.like(images.ExampleImage(path=str(file)), file.name)

    def find_similar(self, picture: int, name: str, thumbnail: str) -> None:
        self.bar.clear()
        self._go_to(ALL)
        self.bar.like(images.ExampleImage(picture=picture), name, thumbnail)

    def _take_folders(self, folders: images.PictureFolders) -> None:
        self._known = folders
        self.places.show_folders(folders)
        self._following.follow(folders)
        self._show_which()
        if not self._running:
            self._go_on(folders)

    def _go_on(self, folders: images.PictureFolders) -> None:
        """With what an earlier run, or another model, left to do; once, so that what was stopped stays so."""
        lacking = folders.changing or (folders.waiting if folders.model else 0)
        if lacking and self._may_look_anew:
            self._may_look_anew = False
            self.errands.index(())
        elif folders.unread:
            self.errands.go_on_reading_text()

    def _changed(self, nouns: frozenset[str]) -> None:
        self._may_look_anew = self._may_look_anew or MODELS in nouns
        if nouns & {PICTURES, MODELS} and not self._reload_soon.isActive():
            self._reload_soon.start()

    def _refresh(self) -> None:
        """What costs the engine minutes over a large library is not asked for anew at each picture that is read."""
        if self._running and not self.places.place.is_list:
            self.errands.ask(images.FOLDERS, images.ListPictureFolders(), self._take_folders)
        else:
            self.reload()

    def _show_which(self) -> None:
        """The invitation while there is nothing."""
        empty = self._known is not None and not self._known.folders and not self._known.pictures and not self._running
        place = self.places.place
        self._pane.set_available(not empty)
        self.bar.setVisible(not empty and place.is_list)
        self.labels.setVisible(not empty and place.labels)
        self._count.setVisible(not empty and bool(place.album))
        self._count.setText(counted(self.looking.reached, self.looking.total))
        self._stack.setCurrentWidget(self._invitation if empty else self._view(place))

    def _view(self, place: Place) -> DuplicatesView | ProblemsView | Nothing | PictureGrid:
        if place.duplicates:
            return self.duplicates
        if place.problems:
            return self.problems
        found = self.looking.found
        if place.is_list and self.bar.asks and found is not None and not found.results:
            self.nothing.show_found(found)
            return self.nothing
        return self.grid

    # one picture

    def _describe_current(self) -> None:
        if (tile := self.grid.current) is not None:
            self.inspecting.describe(tile.id)

    def _moved(self) -> None:
        """Where the inspector would lie over the pictures it comes when it is asked for."""
        if self.window().width() >= self._shell.theme.px(Size.NARROW):
            self._describe_soon.start()

    def _with_path(self, tile: PictureTile, use: str) -> None:
        """A tile knows no path: the engine says where the file is now."""

        def take(details: images.PictureDetails) -> None:
            path = details.picture.path
            if use == "copy":
                QGuiApplication.clipboard().setText(path)
            else:
                open_file(path if use == "open" else folder_of(path))

        self.errands.ask(images.DETAILS, images.DescribePicture(tile.id), take)

    def _open(self) -> None:
        if (tile := self.grid.current) is not None:
            self._with_path(tile, "open")

    def _menu(self, at: QPoint) -> None:
        tile = self.grid.current
        if tile is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        details = menu.addAction(tr("images", "Details"), QKeySequence(Qt.Key.Key_Space))
        details.triggered.connect(self._describe_current)
        similar = menu.addAction(tr("images", "Similar pictures"))
        similar.triggered.connect(lambda: self.find_similar(tile.id, tile.name, tile.thumbnail))
        opening = menu.addAction(tr("images", "Open in the system's viewer"), QKeySequence(Qt.Key.Key_Return))
        opening.triggered.connect(self._open)
        menu.addAction(tr("images", "Show in its folder")).triggered.connect(lambda: self._with_path(tile, "folder"))
        menu.addAction(tr("images", "Copy the path")).triggered.connect(lambda: self._with_path(tile, "copy"))
        menu.addSeparator()
        remove = menu.addAction(tr("images", "Remove from the library"), QKeySequence(Qt.Key.Key_Delete))
        remove.triggered.connect(self.remove)
        menu.popup(at)

    def remove(self) -> None:
        self.errands.remove(tuple(tile.id for tile in self.grid.chosen))

    # a picture to start from

    def _pick(self) -> None:
        self.errands.pick(self.find_like)

    def _paste(self) -> None:
        """A copied file is searched by where it is; a copied picture is kept until the window closes."""
        data = QGuiApplication.clipboard().mimeData()
        files = [file for file in dropped_files(data) if file.suffix.lower() in IMAGE_SUFFIXES]
        picture = QGuiApplication.clipboard().image() if data.hasImage() else None
        if files:
            self.find_like(files[0])
        elif picture is not None and not picture.isNull():
            name = f"{len(self.bar.likes) + 1}-{picture.cacheKey()}.png"
            if picture.save(self._pasted.filePath(name)):
                like = images.ExampleImage(path=self._pasted.filePath(name))
                self._go_to(ALL)
                self.bar.like(like, tr("images", "the pasted picture"), like.path)

    # building

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        for widget in (self.grid, self.duplicates, self.problems, self.nothing, self._invitation):
            self._stack.addWidget(widget)
        self._count = QLabel(self)
        role(self._count, "strong")
        self._jobs_above = QVBoxLayout()
        self._jobs_above.setSpacing(Space.S)
        main = QWidget(self)
        right = QVBoxLayout(main)
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.S)
        right.setSpacing(Space.M)
        right.addWidget(self.bar)
        right.addWidget(self.labels)
        right.addWidget(self._count)
        right.addLayout(self._jobs_above)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        self._pane = ListPane(self._shell.theme, self.places, main, self)
        whole.addWidget(self._pane)

    def _connect(self) -> None:
        self._connect_places()
        for asked in (self.bar.searched, self.bar.weaker_clicked, self.labels.asked):
            asked.connect(self.looking.look)
        self.nothing.weaker_clicked.connect(self.bar.ask_weaker)
        self.bar.pick_clicked.connect(self._pick)
        self.bar.picture_pasted.connect(self._paste)
        self.bar.save_clicked.connect(lambda: self.errands.save_album(self.bar.words, self.looking.rule()))
        self.labels.save_clicked.connect(lambda: self.errands.save_album(self.labels.label, self.looking.rule()))
        self.labels.copy_clicked.connect(lambda: self.errands.copy_sorted(self.looking.classify_request()))
        self.labels.export_clicked.connect(lambda: self.errands.export_classes(self.looking.classify_request()))
        self.looking.shown.connect(self._show_which)
        self.inspecting.similar_wanted.connect(self.find_similar)
        self.grid.current_changed.connect(self._moved)
        self._describe_soon.timeout.connect(self._describe_current)
        self.grid.details_wanted.connect(self._describe_current)
        self.grid.opened.connect(self._open)
        self.grid.removed.connect(self.remove)
        self.grid.menu_wanted.connect(self._menu)
        for chosen in (self.duplicates.picture_clicked, self.problems.picture_clicked):
            chosen.connect(self.inspecting.describe)
        self.duplicates.export_clicked.connect(self.errands.export_duplicates)
        self.problems.retry_clicked.connect(self.errands.retry)
        self._reload_soon.timeout.connect(self._refresh)
        self._shell.client.changed.connect(self._changed)
        QShortcut(
            QKeySequence.StandardKey.Paste, self, self._paste, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _connect_places(self) -> None:
        places, invitation, errands = self.places, self._invitation, self.errands
        places.chosen.connect(self.looking.look)
        places.removed.connect(errands.remove_place)
        places.renamed.connect(errands.rename_album)
        places.read_again.connect(lambda folder: errands.index([Path(folder)]))
        places.models_clicked.connect(lambda: self._shell.show_page("models"))
        for folder in (places.add_folder_clicked, invitation.folder_clicked):
            folder.connect(errands.add_folder)
        for files in (places.add_files_clicked, invitation.files_clicked):
            files.connect(errands.add_files)
        invitation.samples_clicked.connect(lambda: errands.index(sample_pictures()))
        errands.started.connect(self._begin)
        errands.ended.connect(self._end)
        errands.changed.connect(self.reload)

    def _begin(self, card: RunCard) -> None:
        card.problems_clicked.connect(lambda: self._go_to(Place(problems=True)))
        self._running.append(card)
        self._jobs_above.addWidget(card)
        self._show_which()

    def _end(self, card: RunCard) -> None:
        self._running.remove(card)
        card.hide()
        card.deleteLater()
        self.reload()

    def _go_to(self, place: Place) -> None:
        self._shell.show_page("images")
        self.places.go(place)

    def _go_and_search(self) -> None:
        self._go_to(ALL)
        self.bar.search()


def _invited() -> EmptyPageTexts:
    return EmptyPageTexts(
        tr("images", "Drop pictures or folders here"),
        tr("images", "They are looked at on this computer; then find any of them by saying what is in it."),
        tr("images", "Add a folder…"),
        tr("images", "Add pictures…"),
        tr("images", "Try it with sample pictures"),
    )
