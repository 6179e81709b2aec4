"""What the page has the engine do to the library: read pictures, put away, keep as albums, export. Knows no view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.features.images.sidebar import Place
from desktop.i18n import tr
from desktop.link.call import Call
from desktop.link.client import is_cancelled
from desktop.panels.long_calls import make_run_card, show_in_tray
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.forms.file_dialog import ask_for_files, ask_for_folder, ask_where_to_save
from engine.capabilities.images import api as images
from engine.protocol.indexing import IMAGE_SUFFIXES
from engine.protocol.method import Method

PATTERNS = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
UndoT = TypeVar("UndoT")


class Errands(QObject):
    """`started` and `ended` carry the card of a long run; `changed` says that the library may be another."""

    started = Signal(object)
    ended = Signal(object)
    changed = Signal()

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self._text_due = True

    def ask(
        self, method: Method[RequestT, EventT, ResultT], request: RequestT, take: Callable[[ResultT], object]
    ) -> Call[EventT, ResultT]:
        call = self._shell.client.call(method, request, self)
        call.on_result(take)
        call.on_failed(lambda fault: None if is_cancelled(fault) else self._shell.report(fault))
        return call

    # reading

    def index(self, paths: Sequence[Path]) -> None:
        """No paths: every folder known, for what is new."""
        request = images.IndexPictures(tuple(str(path) for path in paths))
        self._run(images.INDEX, request, lambda: tr("images", "Looking at pictures"), self._say_indexed)

    def look_again(self, paths: Sequence[Path]) -> None:
        """Nobody asked for it: a line in the tray, and a word when there was something."""
        call = self._shell.client.call(images.INDEX, images.IndexPictures(tuple(str(path) for path in paths)), self)
        show_in_tray(self._shell, call, tr("images", "Looking for new pictures"), call.cancel)
        call.on_result(lambda done: self._say_indexed(done) if done.added + done.updated + done.removed else None)

    def retry(self) -> None:
        title = lambda: tr("images", "Looking at pictures")  # noqa: E731
        self._run(images.RETRY_FAILED, images.RetryFailedPictures(), title, self._say_indexed)

    def go_on_reading_text(self) -> None:
        """At the start, and after each run that brought pictures; not again when it was stopped or failed."""
        if self._text_due:
            self.read_text()

    def read_text(self) -> None:
        self._text_due = False
        reading = lambda: tr("images", "Reading the text in your pictures")  # noqa: E731
        card = self._run(images.READ_TEXT, images.ReadPictureText(), reading, lambda done: self._take_text(done, card))

    def add_folder(self) -> None:
        ask_for_folder(self._page, tr("images", "Add pictures…"), self.index)

    def add_files(self) -> None:
        ask_for_files(self._page, tr("images", "Add pictures…"), self.index, _kinds())

    def pick(self, use: Callable[[Path], object]) -> None:
        """One picture, to search by it."""
        title = tr("images", "Search by a picture")
        ask_for_files(self._page, title, lambda paths: use(paths[0]), _kinds(), one=True)

    def _run(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        title: Callable[[], str],
        say: Callable[[ResultT], None],
    ) -> RunCard:
        """Long work: a card above the pictures, a line in the tray, both can stop it."""
        call = self._shell.client.call(method, request, self)
        card = make_run_card(call, title, self._page)
        show_in_tray(self._shell, call, title(), card.stop)
        call.on_result(say)
        call.on_failed(self._shell.report)
        call.on_ended(lambda: self.ended.emit(card))
        self.started.emit(card)
        return card

    def _take_text(self, done: images.OcrReport, card: RunCard) -> None:
        """It may have given way to another run: then it waits for its turn again."""
        if done.cancelled and not card.is_stopping:
            self.read_text()
        elif card.is_stopping:
            self._shell.show_message(tr("images", "Stopped; the rest of the text is read the next time."))
        elif done.with_text:
            self._shell.show_message(tr("images", "Text was found in %n picture(s).", done.with_text))

    def _say_indexed(self, done: images.PictureIndexReport) -> None:
        self._text_due = self._text_due or not done.cancelled
        parts = [tr("images", "%n picture(s) read", done.added + done.updated)]
        if done.removed:
            parts.append(tr("images", "%n gone", done.removed))
        if done.failed:
            parts.append(tr("images", "%n could not be read", done.failed))
        stopped = f"{tr('images', 'Stopped.')} " if done.cancelled else ""
        self._shell.show_message(f"{stopped}{', '.join(parts)}.")

    # putting away, with a way back

    def remove(self, ids: tuple[int, ...]) -> None:
        if ids:
            said = tr("images", "%n picture(s) removed from the library; the files stay where they are.", len(ids))
            self._remove(images.REMOVE, images.RemovePictures(ids), images.RESTORE, images.RestorePictures(ids), said)

    def remove_place(self, place: Place) -> None:
        if place.album:
            said = tr("images", "The album was removed; its pictures stay.")
            gone, back = images.RemoveAlbum(place.album), images.RestoreAlbum(place.album)
            self._remove(images.REMOVE_ALBUM, gone, images.RESTORE_ALBUM, back, said)
        elif place.folder:
            said = tr("images", "Removed from the library; the files stay where they are.")
            away, again = images.RemovePictureFolder(place.folder), images.RestorePictureFolder(place.folder)
            self._remove(images.REMOVE_FOLDER, away, images.RESTORE_FOLDER, again, said)

    def _remove(
        self,
        method: Method[RequestT, None, ResultT],
        request: RequestT,
        back: Method[UndoT, None, ResultT],
        undo: UndoT,
        said: str,
    ) -> None:
        def restore() -> None:
            self.ask(back, undo, lambda _: self.changed.emit())

        def tell(_: object) -> None:
            self.changed.emit()
            self._shell.show_message(said, undo=restore)

        self.ask(method, request, tell)

    # keeping

    def save_album(self, name: str, rule: images.AlbumRule) -> None:
        def saved(album: images.Album) -> None:
            self._shell.show_message(tr("images", "Saved as the album “{name}”; it follows your pictures.", name=album.name))
            self.changed.emit()

        self.ask(images.SAVE_ALBUM, images.SaveAlbum(name, rule), saved)

    def rename_album(self, album: int, name: str) -> None:
        call = self.ask(images.RENAME_ALBUM, images.RenameAlbum(album, name), lambda _: None)
        call.on_ended(self.changed.emit)

    def export_duplicates(self) -> None:
        self._save_as(
            tr("images", "duplicates"),
            lambda path: self.ask(images.EXPORT_DUPLICATES, images.ExportDuplicates(path), self._say_saved),
        )

    def export_classes(self, request: images.LabelPictures) -> None:
        self._save_as(
            tr("images", "labels"),
            lambda path: self.ask(images.EXPORT_LABELS, images.ExportPictureLabels(path, request), self._say_saved),
        )

    def copy_sorted(self, request: images.LabelPictures) -> None:
        title = tr("images", "Where to copy the pictures, one folder a label")
        ask_for_folder(self._page, title, lambda paths: self.copy_into(paths[0], request))

    def copy_into(self, folder: Path, request: images.LabelPictures) -> None:
        copying = lambda: tr("images", "Copying pictures into {folder}", folder=folder.name)  # noqa: E731
        self._run(images.COPY_BY_LABEL, images.CopyByLabel(str(folder), request), copying, self._say_copied)

    def _say_saved(self, done: images.PictureExportReport) -> None:
        self._shell.show_message(tr("images", "Saved in {path}.", path=done.path))

    def _say_copied(self, done: images.PictureExportReport) -> None:
        said = [tr("images", "%n picture(s) copied into {path}; the originals stay.", done.written, path=done.path)]
        if done.failed:
            said.append(tr("images", "%n could not be copied.", done.failed))
        self._shell.show_message(" ".join(said))

    def say_picture_saved(self, path: str, written: bool) -> None:
        saved, failed = (
            tr("images", "Saved in {path}.", path=path),
            tr("images", "{path} could not be written.", path=path),
        )
        self._shell.show_message(saved if written else failed)

    def _save_as(self, name: str, use: Callable[[str], object]) -> None:
        ask_where_to_save(self._page, tr("images", "Export the list…"), name, "csv", use)


def _kinds() -> str:
    return f"{tr('images', 'Pictures')} ({PATTERNS})"
