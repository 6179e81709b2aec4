"""The parts of chat, made of the engine's context and of the functions that other capabilities export."""

from __future__ import annotations

from collections.abc import Mapping

import apsw
import msgspec

from engine.capabilities.chat import messages
from engine.capabilities.chat.acting.conversation_tool import conversation_search_tool
from engine.capabilities.chat.acting.hand_over import HandOvers
from engine.capabilities.chat.acting.tool_loop import ToolAccess
from engine.capabilities.chat.answering.answer_writer import AnswerWriter
from engine.capabilities.chat.answering.grades import IsWeak, weak_by_manifest
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.answering.remembering import Observe, Recall, RecallAgain, Remembering, RemoveProposals
from engine.capabilities.chat.answering.sources import (
    DocumentAccess,
    FindUnread,
    ReadBeginning,
    Retrieve,
    SentenceVectors,
)
from engine.capabilities.chat.answering.tool_use import ToolUse
from engine.capabilities.chat.aside.questions_aside import QuestionsAside
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.organising.folder_store import ConversationFolderStore
from engine.capabilities.chat.organising.title_writer import TitleWriter
from engine.capabilities.chat.queue.queue_store import QueueStore
from engine.capabilities.chat.reply import LabelQuestion, ReplyHandlers
from engine.capabilities.chat.search.message_passages import MessageRetriever
from engine.capabilities.chat.search.message_search import MessageSearch
from engine.capabilities.chat.transfer.pasted_texts import ForgetFile, PastedTexts
from engine.capabilities.chat.turns import TurnStore
from engine.context import EngineContext
from engine.protocol.answering.asking import AddAnswering, Answering
from engine.protocol.answering.collection_answer import AnswerCollection
from engine.protocol.answering.personas import FindPersona
from engine.protocol.answering.tools import AddTool, FindTools, RunTool
from engine.text.language import Language


class OtherCapabilities(msgspec.Struct, frozen=True):
    """Functions of other capabilities; None for those that are not installed.

    `retrieve` searches the documents, `read_beginning` gives the first passages of attached files, `unread` says which documents
    are still to be read, `nearest` gives passages to show where none answers, `forget_file` deletes what was read of a file,
    `add_answering` takes what they need of chat. `label` classifies a question. `is_weak` grades the models; by their manifests
    when it is not given. `recall`, `recall_again`, `observe` and `remove_proposals` are the memory's. `find_tools` and `run_tool`
    are the tools that a model may call; chat adds its own by `add_tool`. `find_persona` gives the settings of a persona.
    `answer_collection` answers questions about all documents of a collection. `sentence_vectors` are those of passages.
    """

    retrieve: Retrieve | None = None
    label: LabelQuestion | None = None
    is_weak: IsWeak | None = None
    read_beginning: ReadBeginning | None = None
    unread: FindUnread | None = None
    recall: Recall | None = None
    recall_again: RecallAgain | None = None
    observe: Observe | None = None
    remove_proposals: RemoveProposals | None = None
    find_tools: FindTools | None = None
    run_tool: RunTool | None = None
    add_tool: AddTool | None = None
    forget_file: ForgetFile | None = None
    add_answering: AddAnswering | None = None
    nearest: Retrieve | None = None
    find_persona: FindPersona | None = None
    answer_collection: AnswerCollection | None = None
    sentence_vectors: SentenceVectors | None = None


class ChatParts:
    """Stores and handlers that the routes share.

    Making them marks the answers that a crash left half written, and purges old deleted conversations.
    """

    def __init__(self, context: EngineContext, others: OtherCapabilities) -> None:
        store, pool = context.store, context.pool
        store.register(messages.MESSAGES_FTS)
        messages.mark_interrupted(store)
        self.label = others.label
        self.attachments = AttachmentStore(store, context.interactive_indexer or context.indexer)
        self.search = MessageSearch(store, pool)
        self.remembering = Remembering(others.recall, others.recall_again, others.observe)
        vectors = self.search.message_vectors
        remove_traces = _both(vectors.remove, others.remove_proposals)
        self.conversations = ConversationStore(
            store, self.attachments.remove_unused, remove_traces, vectors.erase_removed, pool.forget_conversation
        )
        self.conversations.purge_old()
        vectors.remove_private()
        self.folders = ConversationFolderStore(store, self.conversations, remove_traces)
        self.folders.purge_old()
        self.queue = QueueStore(store, self.conversations)
        self.queue.purge_dropped()
        self.is_weak = others.is_weak or weak_by_manifest(pool)
        self.writer = self._make_writer(context, others)
        self.replies = ReplyHandlers(
            store,
            pool,
            self.attachments,
            self.writer,
            queue=self.queue,
            has_documents=others.retrieve is not None,
            label=others.label,
            remembering=self.remembering,
            find_persona=others.find_persona,
        )
        if others.add_answering is not None:
            aside = QuestionsAside(store, pool, self.writer)
            others.add_answering(Answering(aside.answer, aside.rerank))
        self.turns = TurnStore(self.conversations, self.queue)
        self.titles = TitleWriter(store, pool, self.conversations, self.turns, self.writer.ask_aside, self.is_weak)
        self.pasted = PastedTexts(store, others.forget_file)
        self.pasted.remove_unused()

    def _make_writer(self, context: EngineContext, others: OtherCapabilities) -> AnswerWriter:
        templates: Mapping[Language, PromptTemplates] = {
            "en": PromptTemplates.read("en"),
            "es": PromptTemplates.read("es"),
        }
        retrieve_messages = MessageRetriever(context.store, self.search).retrieve
        documents = DocumentAccess(
            others.retrieve,
            others.read_beginning,
            others.unread,
            retrieve_messages,
            others.answer_collection,
            others.nearest,
            others.sentence_vectors,
        )
        find_tools, run_tool = others.find_tools, others.run_tool
        access = ToolAccess(find_tools, run_tool) if find_tools and run_tool else None
        if others.add_tool is not None:
            others.add_tool(*conversation_search_tool(retrieve_messages))
        find_persona = others.find_persona
        hand_overs = HandOvers(context.store, self.conversations, context.pool, find_persona) if find_persona else None
        tools = ToolUse(access, hand_overs)
        return AnswerWriter(context.pool, self.attachments, templates, documents, self.is_weak, tools)


def _both(first: RemoveProposals, second: RemoveProposals | None) -> RemoveProposals:
    """Return a function that removes what both remove of a conversation."""

    def remove(connection: apsw.Connection, conversation: int) -> None:
        first(connection, conversation)
        if second is not None:
            second(connection, conversation)

    return remove
