"""What is being written: a question, an earlier one that is changed, its draft, and the files it asks about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTemporaryDir
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from desktop.features.chat.chat_requests import Errands
from desktop.features.chat.conversation_settings import Manners
from desktop.features.chat.conversation_view import Room
from desktop.features.chat.session import NEW, ChatDesk
from desktop.features.feature import Shell
from desktop.i18n import tr
from desktop.paths import sample_files
from desktop.widgets.images.picture_chips import PictureFile
from engine.capabilities.chat import api as chat
from engine.protocol.indexing import PICTURE_SUFFIXES


def is_picture(file: Path) -> bool:
    return file.suffix.lower() in PICTURE_SUFFIXES


class Writing(QObject):
    """Nothing that was typed is lost: a draft is kept with its conversation, a refused question is given back."""

    def __init__(
        self, shell: Shell, room: Room, desk: ChatDesk, errands: Errands, manners: Manners, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._shell, self._room, self._composer = shell, room, room.composer
        self._desk, self._errands, self._manners = desk, errands, manners
        self._edited: chat.Message | None = None
        self._before_edit = self._then_ask = ""
        self._pictures_before: tuple[PictureFile, ...] = ()
        self._asked_about: tuple[PictureFile, ...] = ()
        self._attached: dict[int, tuple[PictureFile, ...]] = {}
        """Pictures of other conversations that were not sent yet, until the window closes."""
        self._pasted = QTemporaryDir()
        self._connect()

    @property
    def edits(self) -> bool:
        return self._edited is not None

    def end_edit(self, *, restore: bool = True) -> None:
        if self._edited is None:
            return
        self._edited = None
        self._room.edit_bar.hide()
        if restore:
            self._composer.show_draft(self._before_edit)
            self._composer.pictures.show_files(self._pictures_before)

    def clear(self) -> None:
        """Before another conversation comes: what was attached waits for one's return."""
        self._attached[self._desk.id] = self._composer.pictures.files
        self._composer.show_draft("")
        self._composer.pictures.show_files(())
        self._composer.choose(())
        self._composer.choose_classifier("")

    def show(self, opened: chat.Opened) -> None:
        self._composer.show_draft(opened.draft)
        self._composer.choose(opened.conversation.collections)
        self._attach_again(opened.conversation.id)
        last = next((one for one in reversed(opened.messages) if one.role == "user"), None)
        self._composer.choose_classifier(last.labelled.classifier if last and last.labelled else "")

    def load_new(self) -> None:
        self._errands.load_draft(self._show_new_draft)
        self._attach_again(NEW)

    def attach(self, files: Sequence[Path]) -> None:
        """Pictures are shown with the question, other files are read and searched."""
        self._shell.go("chat")
        pictures = [file for file in files if is_picture(file)]
        self.look_at(pictures)
        if others := [file for file in files if file not in pictures]:
            self._errands.index(others, tr("chat", "Attached files"))

    def look_at(self, pictures: Sequence[Path]) -> None:
        added = [PictureFile(str(path), path.name) for path in pictures]
        self._composer.pictures.show_files((*self._composer.pictures.files, *added))
        self._composer.write()

    def describe(self, picture: Path) -> None:
        self.look_at([picture])
        self._send(tr("chat", "Describe this picture."))

    def try_samples(self) -> None:
        self._then_ask = tr("chat", "When does the boiler have to be serviced, and whom do I call?")
        self._errands.index(sample_files(), tr("chat", "Samples"))

    def _connect(self) -> None:
        self._composer.sent.connect(self._send)
        self._composer.draft_changed.connect(self._save_draft)
        self._composer.attach_clicked.connect(self._ask_files)
        self._composer.pasted.connect(self._paste)
        self._composer.files_pasted.connect(lambda files: self.attach([Path(file) for file in files]))
        self._room.edit_bar.ended.connect(self.end_edit)
        self._room.transcript.edit_clicked.connect(self._edit)
        self._room.transcript.go_on_clicked.connect(self._go_on)
        self._room.welcome.asked.connect(self._send)
        self._room.welcome.samples_clicked.connect(self.try_samples)
        self._desk.refused.connect(self._give_back)
        self._errands.collections_found.connect(self._composer.offer)
        self._errands.classifiers_found.connect(self._composer.offer_classifiers)
        self._errands.context_found.connect(self._composer.show_context)
        self._errands.indexed.connect(self._indexed)

    def _send(self, text: str) -> None:
        if self._desk.busy:
            self._composer.show_draft(text)
            return
        edits = self._edited.id if self._edited else None
        self.end_edit(restore=False)
        self._asked_about = self._composer.pictures.files
        self._composer.pictures.show_files(())
        self._errands.save_draft(self._desk.id, "")
        self._room.transcript.to_the_end()
        pictures = tuple(file.path for file in self._asked_about)
        self._desk.send(text, self._composer.collections, self._manners.now, edits, pictures, self._composer.classifier)

    def _go_on(self) -> None:
        """From where the answer ended; its words are in the history, so no document is searched again."""
        if not self._desk.busy:
            self._room.transcript.to_the_end()
            self._asked_about = ()
            self._desk.send(tr("chat", "Go on from where you stopped."), (), self._manners.now)

    def _edit(self, question: chat.Message) -> None:
        self._composer.flush()
        self._edited = question
        self._before_edit, self._pictures_before = self._composer.text, self._composer.pictures.files
        self._composer.show_draft(question.text)
        self._composer.pictures.show_files([PictureFile(one.path, one.name) for one in question.pictures])
        self._room.edit_bar.show()
        self._composer.write()

    def _give_back(self, text: str) -> None:
        if text and not self._composer.text:
            self._composer.show_draft(text)
            self._errands.save_draft(self._desk.id, text)
            self._composer.pictures.show_files((*self._asked_about, *self._composer.pictures.files))

    def _attach_again(self, conversation: int) -> None:
        waiting = self._attached.pop(conversation, ())
        self._composer.pictures.show_files((*waiting, *self._composer.pictures.files))

    def _paste(self, picture: QImage) -> None:
        """A picture without a file becomes one, until it is sent and copied, or the window closes."""
        name = f"{tr('chat', 'Pasted picture')} {len(list(Path(self._pasted.path()).iterdir())) + 1}.png"
        path = Path(self._pasted.path()) / name
        if picture.save(str(path)):
            self.look_at([path])

    def _save_draft(self, text: str) -> None:
        if self._edited is None:
            self._errands.save_draft(self._desk.id, text)

    def _show_new_draft(self, text: str) -> None:
        if self._desk.id == NEW and not self._composer.text:
            self._composer.show_draft(text)

    def _indexed(self, collection: str) -> None:
        self._composer.choose(tuple(dict.fromkeys((*self._composer.collections, collection))))
        question, self._then_ask = self._then_ask, ""
        if question:
            self._send(question)
        else:
            self._composer.write()

    def _ask_files(self) -> None:
        dialog = QFileDialog(self._room.window(), tr("chat", "Files to ask about"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.attach([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
