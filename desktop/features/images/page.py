"""The Images page: folders of pictures, searched by words and by pictures. It shows and forwards; the engine holds the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.images.current_picture import CurrentPicture
from desktop.features.images.duplicates import DuplicatesView
from desktop.features.images.folder_watch import FolderWatch
from desktop.features.images.gallery_controller import GalleryController
from desktop.features.images.image_requests import ImageRequests
from desktop.features.images.inspector.inspector_controller import InspectorController
from desktop.features.images.labels_bar import LabelsBar
from desktop.features.images.pending_work import PendingWork
from desktop.features.images.picture_files import PictureFileActions
from desktop.features.images.problems import ProblemsView
from desktop.features.images.search.empty_results import EmptyResults
from desktop.features.images.search.search_bar import SearchBar, count_text
from desktop.features.images.sidebar import ALL, GalleryView, Sidebar
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.run_cards import RunCards
from desktop.paths import sample_pictures
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.cards.empty_page import EmptyPage, EmptyPageTexts
from desktop.widgets.images.picture_grid import PictureGrid
from desktop.widgets.layout.list_pane import ListPane
from engine.capabilities.images import api as images
from engine.capabilities.images.api import PICTURES
from engine.capabilities.models.api import MODELS
from engine.protocol.children.indexing import IMAGE_SUFFIXES

RELOAD_MS = 1500
"""Shortest interval between two reloads of the list while pictures are read."""
PICTURES_PER_MS = 4
"""In a large library a reload costs more, and is done less often."""


class ImagesPage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self.requests = shell, ImageRequests(shell, self)
        self.sidebar, self._main = Sidebar(shell.theme, self), QWidget(self)
        self._pane = ListPane(shell.theme, self.sidebar, self._main, self)
        self._stack, self.count_label = QStackedWidget(self._main), QLabel(self._main)

    def build_rest(self) -> Iterator[None]:
        """Build from the outside inwards: Qt restyles all that a widget holds each time it gets another parent."""
        shell, stack = self._shell, self._stack
        self.bar, self.labels = SearchBar(shell.theme, self._main), LabelsBar(shell.theme, self._main)
        yield
        self.grid, self.duplicates = PictureGrid(shell.theme, stack), DuplicatesView(shell.theme, stack)
        yield
        self.problems, self.empty_results = ProblemsView(stack), EmptyResults(shell.theme, stack)
        self._empty_page = EmptyPage(shell.theme, "image", _empty_page_texts, stack)
        self._lay_out()
        yield
        self.gallery = GalleryController(
            self.requests, self.sidebar, self.bar, self.labels, self.grid, self.duplicates, self.problems
        )
        self.inspector = InspectorController(shell, self.requests, self.gallery)
        self.run_cards = RunCards(shell.theme, self)
        self._files = PictureFileActions(self.requests, shell.paths.temporary)
        self._current_picture = CurrentPicture(shell, self.grid, self.inspector, self._files, self.requests, self)
        self._folder_watch = FolderWatch(shell, self.requests.index_changed, self)
        self._folders: images.PictureFolders | None = None
        self._pending_work = PendingWork(self.requests)
        self._reload_timer = QTimer(self, singleShot=True, interval=RELOAD_MS)
        self._connect()
        self.retranslate()
        self.reload()

    # for the window

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("images", "Add a folder of pictures…"), self.requests.add_folder),
            Action(tr("images", "Search pictures"), self._open_search),
            Action(tr("images", "Search by a picture"), self._pick_example),
            Action(tr("images", "Look for new pictures in all folders"), lambda: self.index(())),
            Action(tr("images", "Read the text in your pictures"), self.requests.read_text),
            Action(tr("images", "Sort pictures by your labels"), lambda: self._show_view(GalleryView(labels=True))),
            Action(tr("images", "Find duplicate pictures"), lambda: self._show_view(GalleryView(duplicates=True))),
        )

    def palette_entries(self) -> Sequence[Action]:
        kind = tr("images", "Folder of pictures")
        albums = [
            Action(album.name, partial(self._show_view, GalleryView(album=album.id)), kind=tr("images", "Album"))
            for album in self.sidebar.albums
        ]
        folders = [
            Action(Path(folder.path).name, partial(self._show_view, GalleryView(folder=folder.path)), kind=kind)
            for folder in self.sidebar.folders
        ]
        return [*albums, *folders]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        pictures = [file for file in files if file.suffix.lower() in IMAGE_SUFFIXES]
        add = DropAction(tr("images", "Add to the pictures"), self.index)
        similar = DropAction(tr("images", "Find similar pictures"), lambda files: self.find_like(files[0]))
        can_add = bool(pictures) or any(file.is_dir() for file in files)
        return ((add,) if can_add else ()) + ((similar,) if len(pictures) == 1 else ())

    def perform(self, action: str, argument: object = None) -> None:
        if action == "search" and isinstance(argument, str):
            self._show_view(ALL)
            self.bar.set_query(argument)
        elif action == "like" and isinstance(argument, Path):
            self.find_like(argument)

    def find_in_page(self) -> None:
        if not self.sidebar.view.is_list:
            self.sidebar.select(ALL)
        self.bar.focus_query()

    def stop(self) -> None:
        if self._pane.close_list():
            return
        if self.run_cards.are_running:
            self.run_cards.stop_newest()
        elif self.bar.has_query:
            self.bar.clear()

    def retranslate(self) -> None:
        self.grid.setAccessibleName(tr("images", "Pictures"))
        self.gallery.retranslate()
        self.count_label.setText(count_text(self.gallery.reached, self.gallery.total))

    # views and searches

    def index(self, paths: Sequence[Path]) -> None:
        self._shell.show_page("images")
        self.requests.index(paths)

    def reload(self) -> None:
        self.requests.ask(images.FOLDERS, images.ListPictureFolders(), self._on_folders)
        self.requests.ask(images.ALBUMS, images.ListAlbums(), lambda albums: self.sidebar.show_albums(albums.albums))
        self.gallery.load()

    def find_like(self, file: Path) -> None:
        self._show_view(ALL)
        self.bar.add_example(images.ExampleImage(path=str(file)), file.name)

    def find_similar(self, picture: int, name: str, thumbnail: str) -> None:
        self.bar.clear()
        self._show_view(ALL)
        self.bar.add_example(images.ExampleImage(picture=picture), name, thumbnail)

    def _on_folders(self, folders: images.PictureFolders) -> None:
        self._folders = folders
        self.sidebar.show_folders(folders)
        self._folder_watch.watch(folders)
        self._show_current_view()
        if not self.run_cards.are_running:
            self._pending_work.resume(folders)

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if MODELS in nouns:
            self._pending_work.allow_indexing()
        if nouns & {PICTURES, MODELS}:
            self._reload_soon()

    def _reload_soon(self) -> None:
        """Reload after a moment, so that the counts stay true while pictures or their texts are read."""
        if not self._reload_timer.isActive():
            self._reload_timer.start(max(RELOAD_MS, self.gallery.total // PICTURES_PER_MS))

    def _on_reload_due(self) -> None:
        """Reload; while text is read only the counts, and while pictures are read no duplicates, which take minutes."""
        is_reading_text = self.run_cards.are_running and not self.requests.is_indexing
        if is_reading_text or (self.run_cards.are_running and self.sidebar.view.duplicates):
            self.requests.ask(images.FOLDERS, images.ListPictureFolders(), self._on_folders)
        else:
            self.reload()

    @property
    def _is_empty(self) -> bool:
        folders = self._folders
        return folders is not None and not (folders.folders or folders.pictures or self.run_cards.are_running)

    def _show_current_view(self) -> None:
        """Show the empty page while there are no pictures, else the chosen view."""
        empty = self._is_empty
        view = self.sidebar.view
        self._pane.set_available(not empty)
        self.bar.setVisible(not empty and view.is_list)
        self.labels.setVisible(not empty and view.labels)
        self.count_label.setVisible(not empty and bool(view.album))
        self.count_label.setText(count_text(self.gallery.reached, self.gallery.total))
        self.bar.show_reading(self.requests.is_indexing)
        self._stack.setCurrentWidget(self._empty_page if empty else self._widget_of(view))

    def _widget_of(self, view: GalleryView) -> DuplicatesView | ProblemsView | EmptyResults | PictureGrid:
        if view.duplicates:
            return self.duplicates
        if view.problems:
            return self.problems
        results = self.gallery.results
        if view.is_list and self.bar.has_query and results is not None and not results.results:
            self.empty_results.show_results(results)
            return self.empty_results
        return self.grid

    # pictures to start from

    def _pick_example(self) -> None:
        self.requests.pick(self.find_like)

    def paste_example(self) -> None:
        """Search by the picture in the clipboard, a file or image data."""
        if (pasted := self._files.pasted()) is not None:
            self._show_view(ALL)
            self.bar.add_example(images.ExampleImage(path=pasted.path), pasted.name, pasted.thumbnail)

    # construction

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        whole.addWidget(self._pane)
        role(self.count_label, "strong")
        right = QVBoxLayout(self._main)
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.S)
        right.setSpacing(Space.M)
        for part in (self.bar, self.labels, self.count_label):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        for widget in (self.grid, self.duplicates, self.problems, self.empty_results, self._empty_page):
            self._stack.addWidget(widget)

    def _connect(self) -> None:
        self._connect_sidebar()
        for signal in (self.bar.searched, self.bar.weaker_clicked, self.labels.requested):
            signal.connect(self.gallery.load)
        self.empty_results.weaker_clicked.connect(self.bar.show_weaker)
        self.bar.pick_clicked.connect(self._pick_example)
        self.bar.picture_pasted.connect(self.paste_example)
        self.bar.save_clicked.connect(lambda: self.requests.save_album(self.bar.words, self.gallery.rule()))
        self.labels.save_clicked.connect(lambda: self.requests.save_album(self.labels.label, self.gallery.rule()))
        self.labels.copy_clicked.connect(lambda: self.requests.copy_sorted(self.gallery.label_request()))
        self.labels.export_clicked.connect(lambda: self.requests.export_labels(self.gallery.label_request()))
        self.gallery.shown.connect(self._show_current_view)
        for controller in (self.inspector, self._current_picture):
            controller.similar_requested.connect(self.find_similar)
        for signal in (self.duplicates.picture_clicked, self.problems.picture_clicked):
            signal.connect(self.inspector.describe)
        self.duplicates.export_clicked.connect(self.requests.export_duplicates)
        self.problems.retry_clicked.connect(self.requests.retry)
        self._reload_timer.timeout.connect(self._on_reload_due)
        self._shell.client.changed.connect(self._on_changed)
        QShortcut(
            QKeySequence.StandardKey.Paste,
            self,
            self.paste_example,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )

    def _connect_sidebar(self) -> None:
        sidebar, empty_page, requests = self.sidebar, self._empty_page, self.requests
        sidebar.chosen.connect(self.gallery.load)
        sidebar.removed.connect(requests.remove_view)
        sidebar.renamed.connect(requests.rename_album)
        sidebar.read_again.connect(lambda folder: requests.index([Path(folder)]))
        sidebar.models_clicked.connect(lambda: self._shell.show_page("models"))
        for folder in (sidebar.add_folder_clicked, empty_page.folder_clicked):
            folder.connect(requests.add_folder)
        for files in (sidebar.add_files_clicked, empty_page.files_clicked):
            files.connect(requests.add_files)
        empty_page.samples_clicked.connect(lambda: requests.index(sample_pictures()))
        requests.started.connect(self.run_cards.add)
        requests.ended.connect(self.run_cards.remove)
        requests.ended.connect(lambda _: self.reload())
        requests.progressed.connect(self._reload_soon)
        self.run_cards.changed.connect(self._show_current_view)
        self.run_cards.problems_clicked.connect(lambda: self._show_view(GalleryView(problems=True)))
        requests.changed.connect(self.reload)

    def _show_view(self, view: GalleryView) -> None:
        self._shell.show_page("images")
        self.sidebar.select(view)

    def _open_search(self) -> None:
        self._show_view(ALL)
        self.bar.focus_query()


def _empty_page_texts() -> EmptyPageTexts:
    return EmptyPageTexts(
        tr("images", "Drop pictures or folders here"),
        tr("images", "They are read on this computer; then find any of them by describing it."),
        tr("images", "Add a folder…"),
        tr("images", "Add pictures…"),
        tr("images", "Try it with sample pictures"),
    )
