"""The question being written: a new one or an earlier one that is changed, its draft and its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTemporaryDir
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from desktop.feature import Shell
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.session import NEW, ChatSession
from desktop.i18n import tr
from desktop.paths import sample_files
from desktop.widgets.forms.picture_chips import PictureFile
from engine.capabilities.chat import api as chat
from engine.protocol.children.indexing import IMAGE_SUFFIXES


def is_picture(file: Path) -> bool:
    """Whether the name of a file is that of a picture."""
    return file.suffix.lower() in IMAGE_SUFFIXES


class ComposerController(QObject):
    """Fills and empties the composer. No typed word is lost: drafts are saved, a refused question comes back."""

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        requests: ChatRequests,
        settings: ConversationSettingsController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._view, self._composer = shell, view, view.composer
        self._session, self._requests, self._settings = session, requests, settings
        self._edited: chat.Message | None = None
        self._text_before_edit = self._question_after_indexing = ""
        self._pictures_before_edit: tuple[PictureFile, ...] = ()
        self._sent_pictures: tuple[PictureFile, ...] = ()
        self._unsent_pictures: dict[int, tuple[PictureFile, ...]] = {}
        """Pictures attached in other conversations, until the window closes."""
        self._pasted = QTemporaryDir()
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Whether an earlier question is being changed."""
        return self._edited is not None

    def end_edit(self, *, restore: bool = True) -> None:
        """Leave the earlier question; with `restore` the draft from before comes back."""
        if self._edited is None:
            return
        self._edited = None
        self._view.edit_bar.hide()
        if restore:
            self._composer.show_draft(self._text_before_edit)
            self._composer.pictures.show_files(self._pictures_before_edit)

    def clear(self) -> None:
        """Empty the composer before another conversation opens. Attached pictures come back with this one."""
        self._unsent_pictures[self._session.id] = self._composer.pictures.files
        self._composer.show_draft("")
        self._composer.pictures.show_files(())
        self._composer.choose_collections(())
        self._composer.choose_classifier("")

    def show(self, opened: chat.OpenedConversation) -> None:
        """Show the draft, the collections and the classifier of a conversation that was opened."""
        self._composer.show_draft(opened.draft)
        self._composer.choose_collections(opened.conversation.collections)
        self._show_unsent_pictures(opened.conversation.id)
        last = next((message for message in reversed(opened.messages) if message.role == "user"), None)
        self._composer.choose_classifier(last.label.classifier if last and last.label else "")

    def show_new(self) -> None:
        """Show the draft and the pictures of the new conversation."""
        self._requests.load_draft(self._show_new_draft)
        self._show_unsent_pictures(NEW)

    def attach(self, files: Sequence[Path]) -> None:
        """Attach pictures to the question; index other files so that it can be answered from them."""
        self._shell.show_page("chat")
        pictures = [file for file in files if is_picture(file)]
        self.attach_pictures(pictures)
        if others := [file for file in files if file not in pictures]:
            self._requests.index(others, tr("chat", "Attached files"))

    def attach_pictures(self, pictures: Sequence[Path]) -> None:
        """Attach pictures to the question."""
        files = [PictureFile(str(path), path.name) for path in pictures]
        self._composer.pictures.show_files((*self._composer.pictures.files, *files))
        self._composer.focus_text()

    def describe(self, picture: Path) -> None:
        """Ask for a description of a picture."""
        self.attach_pictures([picture])
        self._send(tr("chat", "Describe this picture."))

    def try_samples(self) -> None:
        """Index the sample documents and ask a question about them."""
        self._question_after_indexing = tr("chat", "When does the boiler have to be serviced, and whom do I call?")
        self._requests.index(sample_files(), tr("chat", "Samples"))

    def _connect(self) -> None:
        self._composer.sent.connect(self._send)
        self._composer.draft_changed.connect(self._save_draft)
        self._composer.attach_clicked.connect(self._choose_files)
        self._composer.pasted.connect(self._attach_pasted)
        self._composer.files_pasted.connect(lambda files: self.attach([Path(file) for file in files]))
        self._view.edit_bar.ended.connect(self.end_edit)
        self._view.transcript.edit_clicked.connect(self._edit)
        self._view.transcript.continue_clicked.connect(self._continue)
        self._view.welcome.question_clicked.connect(self._send)
        self._view.welcome.samples_clicked.connect(self.try_samples)
        self._session.refused.connect(self._give_back)
        self._requests.collections_found.connect(self._composer.set_collections)
        self._requests.classifiers_found.connect(self._composer.set_classifiers)
        self._requests.context_found.connect(self._composer.show_context)
        self._requests.indexed.connect(self._on_indexed)

    def _send(self, text: str) -> None:
        if self._session.is_busy:
            self._composer.show_draft(text)
            return
        edits = self._edited.id if self._edited else None
        self.end_edit(restore=False)
        self._sent_pictures = self._composer.pictures.files
        self._composer.pictures.show_files(())
        self._requests.save_draft(self._session.id, "")
        self._view.transcript.scroll_to_end()
        self._session.send(
            text,
            self._composer.collections,
            self._settings.current,
            edits,
            tuple(file.path for file in self._sent_pictures),
            self._composer.classifier,
        )

    def _continue(self) -> None:
        """Ask for the rest of an answer. Its passages are not searched again: the text so far is in the history."""
        if not self._session.is_busy:
            self._view.transcript.scroll_to_end()
            self._sent_pictures = ()
            self._session.send(tr("chat", "Go on from where you stopped."), (), self._settings.current)

    def _edit(self, question: chat.Message) -> None:
        self._composer.flush()
        self._edited = question
        self._text_before_edit, self._pictures_before_edit = self._composer.text, self._composer.pictures.files
        self._composer.show_draft(question.text)
        self._composer.pictures.show_files([PictureFile(picture.path, picture.name) for picture in question.pictures])
        self._view.edit_bar.show()
        self._composer.focus_text()

    def _give_back(self, text: str) -> None:
        if text and not self._composer.text:
            self._composer.show_draft(text)
            self._requests.save_draft(self._session.id, text)
            self._composer.pictures.show_files((*self._sent_pictures, *self._composer.pictures.files))

    def _show_unsent_pictures(self, conversation: int) -> None:
        unsent = self._unsent_pictures.pop(conversation, ())
        self._composer.pictures.show_files((*unsent, *self._composer.pictures.files))

    def _attach_pasted(self, picture: QImage) -> None:
        """Save a pasted picture as a file, which lives until the window closes; sending copies it."""
        name = f"{tr('chat', 'Pasted picture')} {len(list(Path(self._pasted.path()).iterdir())) + 1}.png"
        path = Path(self._pasted.path()) / name
        if picture.save(str(path)):
            self.attach_pictures([path])

    def _save_draft(self, text: str) -> None:
        if self._edited is None:
            self._requests.save_draft(self._session.id, text)

    def _show_new_draft(self, text: str) -> None:
        if self._session.id == NEW and not self._composer.text:
            self._composer.show_draft(text)

    def _on_indexed(self, collection: str) -> None:
        self._composer.choose_collections(tuple(dict.fromkeys((*self._composer.collections, collection))))
        question, self._question_after_indexing = self._question_after_indexing, ""
        if question:
            self._send(question)
        else:
            self._composer.focus_text()

    def _choose_files(self) -> None:
        dialog = QFileDialog(self._view.window(), tr("chat", "Choose files to ask about"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.attach([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
