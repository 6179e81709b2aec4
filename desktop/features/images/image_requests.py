"""Requests of the Images page that change the library or write files: read pictures, remove, save albums, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.images.sidebar import GalleryView
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.link.client import is_cancelled
from desktop.panels.long_calls import make_run_card, show_in_tray
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder, ask_where_to_save
from engine.capabilities.images import api as images
from engine.protocol.children.indexing import IMAGE_SUFFIXES
from engine.protocol.file_run import FileRunEvent
from engine.protocol.method import Method

PATTERNS = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
UndoT = TypeVar("UndoT")


class ImageRequests(QObject):
    """`started` and `ended` carry the card of a long run; `changed` is emitted when the library may have changed.

    `progressed` is emitted while pictures or their texts are read; `is_indexing` tells whether pictures are.
    """

    started = Signal(object)
    ended = Signal(object)
    progressed = Signal()
    changed = Signal()

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self._text_due = True
        self._indexing_runs: set[RunCard] = set()

    @property
    def is_indexing(self) -> bool:
        return bool(self._indexing_runs)

    def ask(
        self, method: Method[RequestT, EventT, ResultT], request: RequestT, receive: Callable[[ResultT], object]
    ) -> Call[EventT, ResultT]:
        """Send a request; `receive` gets the result, failures are reported."""
        call = self._shell.client.call(method, request, self)
        call.on_result(receive)
        call.on_failed(lambda fault: None if is_cancelled(fault) else self._shell.report(fault))
        return call

    # reading

    def index(self, paths: Sequence[Path]) -> None:
        """Read files and folders; without paths, new files of all known folders."""
        request = images.IndexPictures(tuple(str(path) for path in paths))
        self._run_indexing(images.INDEX, request)

    def index_changed(self, paths: Sequence[Path]) -> None:
        """Read folders that changed by themselves: an entry in the tray, and a message only when something changed."""
        call = self._shell.client.call(images.INDEX, images.IndexPictures(tuple(str(path) for path in paths)), self)
        show_in_tray(self._shell, call, tr("images", "Looking for new pictures"), call.cancel)
        call.on_result(lambda done: self._report_indexed(done) if done.added + done.updated + done.removed else None)

    def retry(self) -> None:
        self._run_indexing(images.RETRY_FAILED, images.RetryFailedPictures())

    def resume_reading_text(self) -> None:
        """Read the text of pictures at the start and after each run that added some, but not after it was stopped or failed."""
        if self._text_due:
            self.read_text()

    def read_text(self) -> None:
        self._text_due = False
        reading = lambda: tr("images", "Reading the text in your pictures")  # noqa: E731
        card = self._run(
            images.READ_TEXT, images.ReadPictureText(), reading, lambda done: self._on_text_read(done, card)
        )

    def add_folder(self) -> None:
        ask_for_folder(self._page, tr("images", "Add pictures…"), self.index, kind="pictures")

    def add_files(self) -> None:
        ask_for_files(self._page, tr("images", "Add pictures…"), self.index, _file_filter(), kind="pictures")

    def pick(self, use: Callable[[Path], object]) -> None:
        """Let the person choose one picture and hand its path to `use`."""
        title = tr("images", "Search by a picture")
        ask_for_files(self._page, title, lambda paths: use(paths[0]), _file_filter(), single=True, kind="pictures")

    def _run_indexing(
        self, method: Method[RequestT, FileRunEvent, images.PictureIndexReport], request: RequestT
    ) -> None:
        card = self._run(method, request, lambda: tr("images", "Reading pictures"), self._report_indexed)
        self._indexing_runs.add(card)

    def _run(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        title: Callable[[], str],
        report: Callable[[ResultT], None],
    ) -> RunCard:
        """Run long work with a card over the page and an entry in the tray, both of which can stop it."""
        call = self._shell.client.call(method, request, self)
        card = make_run_card(call, title, self._page)
        show_in_tray(self._shell, call, title(), card.stop)
        call.on_result(report)
        call.on_failed(self._shell.report)
        call.on_event(lambda _: self.progressed.emit())
        call.on_ended(lambda: self._on_run_ended(card))
        self.started.emit(card)
        return card

    def _on_run_ended(self, card: RunCard) -> None:
        self._indexing_runs.discard(card)
        self.ended.emit(card)

    def _on_text_read(self, done: images.OcrReport, card: RunCard) -> None:
        """Report the outcome; a run that made way for another one starts again."""
        if done.cancelled and not card.is_stopping:
            self.read_text()
        elif card.is_stopping:
            self._shell.show_message(tr("images", "Stopped. The rest of the text is read next time."))
        elif done.with_text:
            self._shell.show_message(tr("images", "Text was found in %n picture(s).", done.with_text))

    def _report_indexed(self, done: images.PictureIndexReport) -> None:
        self._text_due = self._text_due or not done.cancelled
        parts = [tr("images", "%n picture(s) read", done.added + done.updated)]
        if done.removed:
            parts.append(tr("images", "%n gone", done.removed))
        if done.failed:
            parts.append(tr("images", "%n could not be read", done.failed))
        stopped = f"{tr('images', 'Stopped.')} " if done.cancelled else ""
        self._shell.show_message(f"{stopped}{', '.join(parts)}.")

    # removing, with undo

    def remove(self, ids: tuple[int, ...]) -> None:
        if ids:
            message = tr("images", "%n picture(s) removed from the library; the files stay where they are.", len(ids))
            self._remove(
                images.REMOVE, images.RemovePictures(ids), images.RESTORE, images.RestorePictures(ids), message
            )

    def remove_view(self, view: GalleryView) -> None:
        if view.album:
            message = tr("images", "The album was removed; its pictures stay.")
            remove, restore = images.RemoveAlbum(view.album), images.RestoreAlbum(view.album)
            self._remove(images.REMOVE_ALBUM, remove, images.RESTORE_ALBUM, restore, message)
        elif view.folder:
            message = tr("images", "Removed from the library; the files stay where they are.")
            hide, show = images.RemovePictureFolder(view.folder), images.RestorePictureFolder(view.folder)
            self._remove(images.REMOVE_FOLDER, hide, images.RESTORE_FOLDER, show, message)

    def _remove(
        self,
        method: Method[RequestT, None, ResultT],
        request: RequestT,
        undo_method: Method[UndoT, None, ResultT],
        undo_request: UndoT,
        message: str,
    ) -> None:
        def restore() -> None:
            self.ask(undo_method, undo_request, lambda _: self.changed.emit())

        def on_removed(_: object) -> None:
            self.changed.emit()
            self._shell.show_message(message, undo=restore)

        self.ask(method, request, on_removed)

    # albums and export

    def save_album(self, name: str, rule: images.AlbumRule) -> None:
        def on_saved(album: images.Album) -> None:
            self._shell.show_message(
                tr(
                    "images",
                    "Saved as the album “{name}”. New pictures that match are added by themselves.",
                    name=album.name,
                )
            )
            self.changed.emit()

        self.ask(images.SAVE_ALBUM, images.SaveAlbum(name, rule), on_saved)

    def rename_album(self, album: int, name: str) -> None:
        call = self.ask(images.RENAME_ALBUM, images.RenameAlbum(album, name), lambda _: None)
        call.on_ended(self.changed.emit)

    def export_duplicates(self) -> None:
        self._save_as(
            tr("images", "duplicates"),
            lambda path: self.ask(images.EXPORT_DUPLICATES, images.ExportDuplicates(path), self._report_saved),
        )

    def export_labels(self, request: images.LabelPictures) -> None:
        self._save_as(
            tr("images", "labels"),
            lambda path: self.ask(images.EXPORT_LABELS, images.ExportPictureLabels(path, request), self._report_saved),
        )

    def copy_sorted(self, request: images.LabelPictures) -> None:
        title = tr("images", "Where to copy the pictures, one folder a label")
        ask_for_folder(self._page, title, lambda paths: self.copy_into(paths[0], request), kind="saved")

    def copy_into(self, folder: Path, request: images.LabelPictures) -> None:
        copying = lambda: tr("images", "Copying pictures into {folder}", folder=folder.name)  # noqa: E731
        self._run(images.COPY_BY_LABEL, images.CopyByLabel(str(folder), request), copying, self._report_copied)

    def _report_saved(self, done: images.PictureExportReport) -> None:
        self._shell.show_message(tr("images", "Saved in {path}.", path=done.path))

    def _report_copied(self, done: images.PictureExportReport) -> None:
        sentences = [
            tr("images", "%n picture(s) copied into {path}; the originals stay.", done.written, path=done.path)
        ]
        if done.failed:
            sentences.append(tr("images", "%n could not be copied.", done.failed))
        self._shell.show_message(" ".join(sentences))

    def report_picture_saved(self, path: str, written: bool) -> None:
        saved, failed = (
            tr("images", "Saved in {path}.", path=path),
            tr("images", "{path} could not be written.", path=path),
        )
        self._shell.show_message(saved if written else failed)

    def _save_as(self, name: str, use: Callable[[str], object]) -> None:
        ask_where_to_save(self._page, tr("images", "Export the list…"), name, "csv", use)


def _file_filter() -> str:
    return f"{tr('images', 'Pictures')} ({PATTERNS})"
