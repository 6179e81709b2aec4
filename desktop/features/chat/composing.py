"""The question being written: a new one, an earlier one or a waiting one that is changed, its draft and its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir
from PySide6.QtGui import QImage, QKeyEvent

from desktop.feature import Shell
from desktop.features.chat.answers.live_answer import LiveAnswer
from desktop.features.chat.asked_sources import AskedSources
from desktop.features.chat.attached.attached_files import AttachedFiles
from desktop.features.chat.chat_requests import ChatRequests
from desktop.features.chat.conversation_settings import ConversationSettingsController
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.queue.question_queue import QuestionQueue
from desktop.features.chat.queue.waiting_question import WaitingQuestion
from desktop.features.chat.session import NEW, ChatSession
from desktop.i18n import tr
from desktop.paths import sample_files
from desktop.temporary_files import temporary_folder
from desktop.widgets.forms.file_dialog import ask_for_files
from desktop.widgets.forms.picture_chips import PictureFile
from engine.capabilities.chat import api as chat
from engine.capabilities.documents.api import ATTACHED
from engine.protocol.children.indexing import IMAGE_SUFFIXES


def is_picture(file: Path) -> bool:
    """Whether the name of a file is that of a picture."""
    return file.suffix.lower() in IMAGE_SUFFIXES


def typed_text(event: QKeyEvent) -> str:
    """Return the characters that a key types; empty for a command."""
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    text = event.text()
    return text if text.strip() and text.isprintable() and not event.modifiers() & commands else ""


class ComposerController(QObject):
    """Fills and empties the composer. No typed word is lost: drafts are saved, a refused question comes back."""

    def __init__(
        self,
        shell: Shell,
        view: ConversationView,
        session: ChatSession,
        queue: QuestionQueue,
        attached: AttachedFiles,
        requests: ChatRequests,
        settings: ConversationSettingsController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._view, self._composer = shell, view, view.composer
        self._session, self._queue, self._attached = session, queue, attached
        self._requests, self._settings = requests, settings
        self.sources = AskedSources(self._composer)
        self._changed: chat.Message | WaitingQuestion | None = None
        """The earlier question, or the waiting one, whose text is in the composer."""
        self._text_before_change = ""
        self._pictures_before_change: tuple[PictureFile, ...] = ()
        self._unsent_pictures: dict[int, tuple[PictureFile, ...]] = {}
        """Pictures attached in other conversations, until the window closes."""
        self._pasted: QTemporaryDir | None = None
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Whether an earlier or a waiting question is being changed."""
        return self._changed is not None

    def end_edit(self, *, restore: bool = True) -> None:
        """Leave the changed question as it was; with `restore` the draft from before comes back."""
        if self._changed is None:
            return
        if isinstance(self._changed, WaitingQuestion):
            self._queue.hold(0)
        self._changed = None
        self._view.change_bar.hide()
        if restore:
            self._composer.show_draft(self._text_before_change)
            self._composer.pictures.show_files(self._pictures_before_change)
        self._composer.focus_text()

    def clear(self) -> None:
        """Empty the composer before another conversation opens. Attached pictures come back with this one."""
        self._unsent_pictures[self._session.id] = self._composer.pictures.files
        self._composer.show_draft("")
        self._composer.pictures.show_files(())
        self._composer.choose_collections(())
        self._composer.choose_classifier("")
        self._composer.show_documents(())

    def show(self, opened: chat.OpenedConversation) -> None:
        """Show the draft, the collections, the files and the classifier of a conversation that was opened."""
        self._composer.show_draft(opened.draft)
        self.sources.choose(opened.conversation.collections, opened.conversation.source_folders)
        self._attached.show(opened.conversation.id, opened.files)
        self._show_unsent_pictures(opened.conversation.id)
        last = next((message for message in reversed(opened.messages) if message.role == "user"), None)
        self._composer.choose_classifier(last.label.classifier if last and last.label else "")

    def show_new(self) -> None:
        """Show the draft and the files of the new conversation."""
        self._attached.show(NEW, ())
        self._requests.load_draft(self._show_new_draft)
        self._show_unsent_pictures(NEW)

    def attach(self, files: Sequence[Path]) -> None:
        """Attach pictures to the question, and other files to the conversation, which is then answered from them."""
        self._shell.show_page("chat")
        pictures = [file for file in files if is_picture(file)]
        self.attach_pictures(pictures)
        if others := [file for file in files if file not in pictures]:
            self._attached.add(others)

    def attach_pictures(self, pictures: Sequence[Path]) -> None:
        """Attach pictures to the question."""
        files = [PictureFile(str(path), path.name) for path in pictures]
        self._composer.pictures.show_files((*self._composer.pictures.files, *files))
        self._composer.focus_text()

    def look(self, picture: Path) -> None:
        """Attach a picture, to be asked about."""
        self.attach_pictures([picture])

    def describe(self, picture: Path) -> None:
        """Ask for a description of a picture."""
        self.attach_pictures([picture])
        self._send(tr("chat", "Describe this picture."))

    def try_samples(self) -> None:
        """Have the sample documents read and ask a question about them, which waits until they are."""
        collection = tr("chat", "Samples")
        self._requests.index(sample_files(), collection)
        self._composer.choose_collections((collection,))
        self._send(tr("chat", "When does the boiler have to be serviced, and whom do I call?"))

    def choose_files(self) -> None:
        """Let the person choose files to ask about."""
        ask_for_files(self._view, tr("chat", "Choose files to ask about"), self.attach)

    def request(self, text: str) -> chat.Send:
        """Return what is sent with a text as things stand in the composer."""
        return chat.Send(
            text,
            self._session.id or None,
            edits=self._changed.id if isinstance(self._changed, chat.Message) else None,
            collections=self.sources.collections,
            folders=self.sources.folders,
            folder=self._session.new_folder if self._session.id == NEW else None,
            is_private=self._session.id == NEW and self._session.is_private,
            settings=self._settings.current,
            pictures=tuple(file.path for file in self._composer.pictures.files),
            classifier=self._composer.classifier,
            files=self._attached.paths,
        )

    def change_waiting(self, question: WaitingQuestion) -> None:
        """Put a waiting question into the composer; it is not asked meanwhile."""
        self.end_edit()
        self._queue.hold(question.id)
        self._begin_change(question, ())

    def _connect(self) -> None:
        composer, view = self._composer, self._view
        composer.sent.connect(self._send)
        composer.draft_changed.connect(self._save_draft)
        composer.typing_began.connect(self._read_ahead)
        composer.attach_clicked.connect(self.choose_files)
        composer.add_documents_clicked.connect(lambda: self._shell.show_page("documents", "add"))
        composer.documents.removed.connect(self._attached.remove)
        composer.pasted.connect(self._attach_pasted)
        composer.files_pasted.connect(lambda files: self.attach([Path(file) for file in files]))
        view.change_bar.ended.connect(self.end_edit)
        view.transcript.edit_clicked.connect(self._change_earlier)
        view.transcript.continue_clicked.connect(self._continue)
        view.welcome.question_clicked.connect(self._send)
        view.welcome.samples_clicked.connect(self.try_samples)
        view.welcome.add_model_clicked.connect(lambda: self._shell.show_page("models", "add"))
        self._session.refused.connect(self._give_back)
        self._session.answer_started.connect(self._keep_draft)
        self._session.begun.connect(self._on_begun)
        self._queue.refused.connect(self._give_back)
        self._attached.changed.connect(lambda: composer.show_documents(self._attached.chips))
        self._attached.wanted.connect(lambda paths: self._requests.index([Path(path) for path in paths], ATTACHED))
        self._requests.collections_found.connect(self.sources.set_collections)
        self._requests.classifiers_found.connect(composer.set_classifiers)
        self._requests.has_model_found.connect(view.welcome.show_has_model)

    def _send(self, text: str) -> None:
        """Send a question, or put a waiting one that was changed back into its place."""
        if isinstance(self._changed, WaitingQuestion):
            self._queue.change(self._changed.id, text)
            self.end_edit()
            return
        request = self.request(text)
        self.end_edit(restore=False)
        self._composer.pictures.show_files(())
        self._view.transcript.scroll_to_end()
        self._queue.ask(request)
        self._composer.focus_text()

    def _continue(self, answer: chat.Message) -> None:
        """Have the model go on with an answer."""
        self._view.transcript.scroll_to_end()
        self._session.continue_answer(answer.id, self._settings.current)
        self._composer.focus_text()

    def _change_earlier(self, question: chat.Message) -> None:
        self.end_edit()
        self._begin_change(question, [PictureFile(picture.path, picture.name) for picture in question.pictures])

    def _begin_change(self, question: chat.Message | WaitingQuestion, pictures: Sequence[PictureFile]) -> None:
        self._composer.flush()
        self._changed = question
        self._text_before_change, self._pictures_before_change = self._composer.text, self._composer.pictures.files
        self._composer.show_draft(question.text)
        self._composer.pictures.show_files(pictures)
        self._view.change_bar.show_change(is_waiting=isinstance(question, WaitingQuestion))
        self._composer.focus_text()

    def _give_back(self, request: chat.Send) -> None:
        """A question that was not saved comes back, above what was typed meanwhile; a waiting one stays in the queue."""
        if request.queued is not None or (request.conversation or NEW) != self._session.id:
            return
        text = "\n\n".join(part for part in (request.text, self._composer.text) if part)
        self._composer.show_draft(text)
        self._requests.save_draft(self._session.id, text)
        pictures = [PictureFile(path, Path(path).name) for path in request.pictures]
        self._composer.pictures.show_files((*pictures, *self._composer.pictures.files))

    def _on_begun(self, place: int, conversation: int) -> None:
        if self._session.id == conversation:
            self._attached.show_begun(conversation)

    def _keep_draft(self, live: LiveAnswer) -> None:
        """The engine removes a draft with the question that it became; what was typed since is a new one."""
        if live.place == self._session.id and self._composer.text and not self.is_editing:
            self._requests.save_draft(live.place, self._composer.text)

    def _show_unsent_pictures(self, conversation: int) -> None:
        unsent = self._unsent_pictures.pop(conversation, ())
        self._composer.pictures.show_files((*unsent, *self._composer.pictures.files))

    def _attach_pasted(self, picture: QImage) -> None:
        """Save a pasted picture as a file, which lives until the window closes; sending copies it."""
        self._pasted = self._pasted or temporary_folder(self._shell.paths.temporary)
        folder = Path(self._pasted.path())
        path = folder / f"{tr('chat', 'Pasted picture')} {len(list(folder.glob('*'))) + 1}.png"
        if picture.save(str(path)):
            self.attach_pictures([path])

    def _save_draft(self, text: str) -> None:
        if self._changed is None:
            self._requests.save_draft(self._session.id, text)

    def _read_ahead(self) -> None:
        """Have the model read what it can while the person types."""
        if not self._session.is_busy and not self.is_editing:
            request = chat.ReadAhead(
                self._composer.text,
                self._session.id or None,
                self.sources.collections,
                files=self._attached.paths,
                settings=self._settings.current,
                folders=self.sources.folders,
            )
            self._requests.read_ahead(request)

    def _show_new_draft(self, draft: chat.Draft) -> None:
        if self._session.id != NEW:
            return
        if not self._composer.text:
            self._composer.show_draft(draft.text)
        if draft.files and not self._attached.paths:
            self._attached.show(NEW, draft.files)
