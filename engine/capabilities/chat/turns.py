"""Turns of a conversation: a question and the row for its answer, written in one transaction before the model starts."""

from __future__ import annotations

import apsw
import msgspec
from msgspec.structs import replace

from engine.capabilities.chat import attachments, messages
from engine.capabilities.chat.answer_settings import save_settings
from engine.capabilities.chat.api import (
    Attachment,
    ContinueAnswer,
    ConversationSettings,
    Message,
    ReadAhead,
    Retry,
    Send,
)
from engine.capabilities.chat.api.context import MeasureContext
from engine.capabilities.chat.api.lab import BranchAnswer
from engine.capabilities.chat.attachments import StoredPicture
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.folder_check import require_folder
from engine.capabilities.chat.history.selection import WHOLE, HistorySelection
from engine.capabilities.chat.history.summary_store import history_choice
from engine.capabilities.chat.queue.queue_store import QueueStore
from engine.capabilities.chat.titles import title_of
from engine.capabilities.chat.tree import MessageTree
from engine.protocol import errors
from engine.protocol.answering.memories import RecalledMemory
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep
from engine.protocol.classification import PredictedLabel


class ReplyContext(msgspec.Struct, frozen=True):
    """All that the answer to one question needs. `history` is the path before the question, root first.

    `begun` is the answer where one is continued. `memories` are those that the question needs. `folder` is that of the
    conversation; a `private` one neither reads nor writes memories. `hand_overs` are those of this question so far, and `steps`
    the calls of tools before them. `is_typed`: the person wrote the question; nothing of it was piped in or imported.
    """

    conversation: int
    title: str
    question: int
    answer: int
    text: str
    history: tuple[Message, ...]
    collections: tuple[str, ...]
    settings: ConversationSettings
    pictures: tuple[Attachment, ...] = ()
    label: PredictedLabel | None = None
    files: tuple[str, ...] = ()
    begun: Message | None = None
    memories: tuple[RecalledMemory, ...] = ()
    folder: int | None = None
    private: bool = False
    choice: HistorySelection = WHOLE
    """Which part of the history is read again."""
    source_folders: tuple[int, ...] = ()
    """Folders of conversations that are searched."""
    hand_overs: tuple[HandOver, ...] = ()
    steps: tuple[ToolStep, ...] = ()
    is_typed: bool = True

    @property
    def state_key(self) -> str:
        """Name by which what a model computes of this conversation is kept on disk; empty where nothing may be kept."""
        return "" if self.private or not self.conversation else str(self.conversation)

    @property
    def asks_documents(self) -> bool:
        """Whether the answer is drawn from collections, attached files or folders of conversations."""
        return bool(self.collections or self.files or self.source_folders)

    @property
    def earlier_questions(self) -> list[str]:
        """The texts of the questions before this one."""
        return [message.text for message in self.history if message.role == "user"]

    @property
    def typed_before(self) -> str:
        """The question before this one, where the person typed it; empty otherwise."""
        question = next((message for message in reversed(self.history) if message.role == "user"), None)
        return question.text if question is not None and question.is_typed else ""

    @property
    def is_all_typed(self) -> bool:
        """Whether the person typed this question and all those before it."""
        return self.is_typed and all(message.is_typed for message in self.history)

    @property
    def has_pictures(self) -> bool:
        """Whether this question or one before it has pictures."""
        return bool(self.pictures) or any(message.pictures for message in self.history)


class TurnStore:
    """Begins turns: new questions and second answers."""

    def __init__(self, conversations: ConversationStore, queue: QueueStore) -> None:
        self._conversations, self._queue = conversations, queue

    def begin(
        self,
        connection: apsw.Connection,
        request: Send,
        text: str,
        pictures: tuple[StoredPicture, ...],
        label: PredictedLabel | None,
    ) -> ReplyContext:
        """Write a question and an empty answer, in a new conversation where the request names none. Raises NotFound."""
        title = title_of(text)
        history: tuple[Message, ...] = ()
        folder, is_private, is_typed = request.folder, request.is_private, request.remembers
        for source in request.folders:
            require_folder(connection, source)
        if request.conversation is None:
            id = self._conversations.add(connection, title, folder=folder, is_private=is_private)
        else:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            id, title = conversation.id, conversation.title
            folder, is_private = conversation.folder, conversation.is_private
            tree = messages.read_tree(connection, id)
            history = _history(tree, request, leaf)
            if request.edits is not None:
                is_typed = is_typed and tree.find(request.edits).is_typed
        parent = history[-1].id if history else None
        question = messages.add_question(connection, id, parent, text, label, is_typed=is_typed)
        attachments.attach(connection, question, pictures)
        answer = messages.add_answer(connection, id, question)
        save_settings(connection, answer, request.settings)
        self._conversations.move_to_top(connection, id, answer, request.collections, request.folders)
        if request.queued is None:
            self._conversations.end_draft(connection, request, id)
        else:
            self._queue.take(connection, request.queued)
        return ReplyContext(
            conversation=id,
            title=title,
            question=question,
            answer=answer,
            text=text,
            history=history,
            choice=history_choice(connection, history, request.settings),
            collections=request.collections,
            settings=request.settings,
            pictures=attachments.of_message(connection, question) if pictures else (),
            label=label,
            files=request.files,
            folder=folder,
            private=is_private,
            source_folders=request.folders,
            is_typed=is_typed,
        )

    def begin_retry(self, connection: apsw.Connection, request: Retry) -> ReplyContext:
        """Write another empty answer to a question that has one. Raises NotFound; BadRequest for a question's id."""
        conversation, _ = self._conversations.find(connection, messages.conversation_of(connection, request.message))
        tree = messages.read_tree(connection, conversation.id)
        old = tree.find(request.message)
        if old.role != "assistant" or old.parent is None:
            raise errors.BadRequest("only an answer can be tried again")
        *history, question = tree.path(old.parent)
        answer = messages.add_answer(connection, conversation.id, question.id)
        save_settings(connection, answer, request.settings)
        self._conversations.move_to_top(connection, conversation.id, answer, conversation.collections)
        return ReplyContext(
            conversation=conversation.id,
            title=conversation.title,
            question=question.id,
            answer=answer,
            text=question.text,
            history=tuple(history),
            choice=history_choice(connection, history, request.settings),
            collections=conversation.collections if request.documents else (),
            settings=request.settings,
            pictures=question.pictures,
            label=question.label,
            is_typed=question.is_typed,
            files=self._conversations.files(connection, conversation.id) if request.documents else (),
            folder=conversation.folder,
            private=conversation.is_private,
            source_folders=conversation.source_folders if request.documents else (),
        )

    def begin_again(self, connection: apsw.Connection, request: ContinueAnswer) -> ReplyContext:
        """Take up an answer again. Raises NotFound; BadRequest for a question, and for an answer that no model wrote."""
        conversation, _ = self._conversations.find(connection, messages.conversation_of(connection, request.message))
        tree = messages.read_tree(connection, conversation.id)
        begun = tree.find(request.message)
        if begun.role != "assistant" or begun.parent is None or not _is_written(begun):
            raise errors.BadRequest("only words that a model wrote can be continued")
        *history, question = tree.path(begun.parent)
        messages.begin_again(connection, begun)
        leaf = tree.newest_leaf(begun.id)
        self._conversations.move_to_top(connection, conversation.id, leaf, conversation.collections)
        return ReplyContext(
            conversation=conversation.id,
            title=conversation.title,
            question=question.id,
            answer=begun.id,
            text=question.text,
            history=tuple(history),
            choice=history_choice(connection, history, request.settings),
            collections=(),
            settings=request.settings,
            pictures=question.pictures,
            label=question.label,
            is_typed=question.is_typed,
            begun=begun,
            folder=conversation.folder,
            private=conversation.is_private,
        )

    def revisit(
        self, connection: apsw.Connection, message: int, settings: ConversationSettings, *, documents: bool = True
    ) -> ReplyContext:
        """Return the context of an answer that is there, or of one more answer to a question; nothing is written.

        Raises NotFound; BadRequest for an answer without a question.
        """
        conversation, _ = self._conversations.find(connection, messages.conversation_of(connection, message))
        tree = messages.read_tree(connection, conversation.id)
        found = tree.find(message)
        is_answer = found.role == "assistant"
        if is_answer and found.parent is None:
            raise errors.BadRequest("an answer without a question")
        *history, question = tree.path(found.parent if is_answer else found.id)
        return ReplyContext(
            conversation=conversation.id,
            title=conversation.title,
            question=question.id,
            answer=found.id if is_answer else 0,
            text=question.text,
            history=tuple(history),
            choice=history_choice(connection, history, settings),
            collections=conversation.collections if documents else (),
            settings=settings,
            pictures=question.pictures,
            label=question.label,
            is_typed=question.is_typed,
            files=self._conversations.files(connection, conversation.id) if documents else (),
            begun=found if is_answer else None,
            folder=conversation.folder,
            private=conversation.is_private,
            source_folders=conversation.source_folders if documents else (),
        )

    def begin_branch(self, connection: apsw.Connection, request: BranchAnswer) -> ReplyContext:
        """Begin another version of an answer with its text up to a place and a token. Raises NotFound, BadRequest."""
        context = self.revisit(connection, request.message, request.settings, documents=False)
        if context.begun is None or not request.token:
            raise errors.BadRequest("only an answer can be changed in one place, by a token")
        start, end = messages.written_span(context.begun)
        if not start <= request.offset <= end:
            raise errors.BadRequest("the offset is not in the model's own words")
        answer = messages.add_answer(connection, context.conversation, context.question)
        save_settings(connection, answer, request.settings)
        begun = messages.copy_beginning(connection, context.begun, answer, request.offset, request.token)
        self._conversations.move_to_top(
            connection,
            context.conversation,
            answer,
            self._conversations.find(connection, context.conversation)[0].collections,
        )
        return replace(context, answer=answer, begun=begun)

    def foresee(self, connection: apsw.Connection, request: ReadAhead | MeasureContext) -> ReplyContext:
        """Return the context that the question being typed will have; nothing is written. Raises NotFound."""
        history: tuple[Message, ...] = ()
        question = _question(request)
        folder, is_private = question.folder, question.is_private
        if request.conversation is not None:
            conversation, leaf = self._conversations.find(connection, request.conversation)
            folder, is_private = conversation.folder, conversation.is_private
            history = _history(messages.read_tree(connection, conversation.id), question, leaf)
        return ReplyContext(
            conversation=request.conversation or 0,
            title="",
            question=0,
            answer=0,
            text=request.text,
            history=history,
            choice=history_choice(connection, history, request.settings),
            collections=request.collections,
            settings=request.settings,
            files=request.files,
            folder=folder,
            private=is_private,
            source_folders=request.folders,
            pictures=attachments.unsent_pictures(request.pictures) if isinstance(request, MeasureContext) else (),
        )


def _question(request: ReadAhead | MeasureContext) -> Send:
    """Return the question that is being typed, as far as its place in the conversation goes."""
    if isinstance(request, MeasureContext):
        return Send(
            request.text,
            request.conversation,
            request.parent,
            request.edits,
            folder=request.folder,
            is_private=request.is_private,
        )
    return Send(request.text)


def _is_written(answer: Message) -> bool:
    """Return whether the answer holds words of a model: an interrupted one has no model's name yet."""
    start, end = messages.written_span(answer)
    return bool(answer.text[start:end].strip()) and bool(answer.model or answer.state != "complete")


def _history(tree: MessageTree, request: Send, leaf: int | None) -> tuple[Message, ...]:
    """The path that the question continues: to the leaf, to the parent it names, or to the place of the question it edits."""
    if request.edits is not None:
        leaf = tree.find(request.edits).parent
        return tree.path(leaf) if leaf is not None else ()
    if request.parent is not None:
        leaf = tree.find(request.parent).id
    path = tree.path(leaf)
    return path[:-1] if path and path[-1].role == "user" else path
