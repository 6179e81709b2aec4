"""Types and methods of chat. A conversation is a tree of messages; the path from the root to one leaf is shown."""

from __future__ import annotations

from engine.capabilities.chat.api.context import MEASURE, PIN, READ_SUMMARY, SAVE_SUMMARY, SUMMARISE
from engine.capabilities.chat.api.conversations import (
    CONVERSATIONS,
    ChooseLeaf,
    Conversation,
    ConversationMatch,
    Conversations,
    DeleteConversation,
    Draft,
    EarlierMessages,
    ListConversations,
    LoadDraft,
    OpenConversation,
    OpenedConversation,
    PurgeConversation,
    PurgeDeletedConversations,
    RenameConversation,
    RestoreConversation,
    SaveConversationSettings,
    SaveDraft,
    SaveFiles,
)
from engine.capabilities.chat.api.messages import (
    AnswerRemarks,
    Attachment,
    Message,
    MessageState,
    Notice,
    UnsupportedSentence,
)
from engine.capabilities.chat.api.organising import (
    AddFolder,
    ConversationFolder,
    ConversationFolders,
    DeleteFolder,
    ListFolders,
    ModelWeak,
    OrganiseConversations,
    RenameFolder,
    RestoreFolder,
    TitleWritten,
    WriteTitle,
)
from engine.capabilities.chat.api.queue import (
    ChangeQueued,
    DropQueued,
    Enqueue,
    ListQueue,
    QuestionQueueList,
    QueuedQuestion,
    RestoreQueued,
)
from engine.capabilities.chat.api.replies import (
    AnswerDelta,
    AnsweringModel,
    AnswerReplaced,
    BestSentence,
    ContinueAnswer,
    ConversationSettings,
    DescribeModel,
    FinishReason,
    HandedOver,
    HistoryMode,
    MemoriesNoted,
    ModelLoading,
    PicturesTooLong,
    PicturesTooMany,
    PromptPrefix,
    PromptProgress,
    ReadAhead,
    Reply,
    ReplyEvent,
    ReplyStarted,
    Retry,
    Send,
    SourcesFound,
    ThinkingDelta,
    ToolUsed,
)
from engine.capabilities.chat.api.search import (
    EmbedMessages,
    MessageMatch,
    MessageSearchResults,
    MessagesEmbedded,
    SearchMessages,
)
from engine.capabilities.chat.api.transfer import (
    EXPORT,
    IMPORT,
    READ_TREE,
    SAVE_PASTED,
    UNDO_IMPORT,
    ConversationTree,
    Export,
    Exported,
    ExportFormat,
    Import,
    Imported,
    ImportSource,
    NothingToExport,
    PastedFile,
    ReadTree,
    SavePasted,
    UndoImport,
)
from engine.protocol.done import Done, Purged
from engine.protocol.method import Method
from engine.protocol.model_kinds import ThinkingSupport
from engine.protocol.progress import Progress

__all__ = [
    "ADD_FOLDER",
    "CHANGE_QUEUED",
    "CHOOSE",
    "CONTINUE",
    "CONVERSATIONS",
    "DELETE",
    "DELETE_FOLDER",
    "DESCRIBE_MODEL",
    "DROP_QUEUED",
    "EMBED_MESSAGES",
    "ENQUEUE",
    "EXPORT",
    "IMPORT",
    "LIST",
    "LIST_FOLDERS",
    "LIST_QUEUE",
    "LOAD_DRAFT",
    "MEASURE",
    "OPEN",
    "ORGANISE",
    "PIN",
    "PURGE",
    "PURGE_DELETED",
    "READ_AHEAD",
    "READ_SUMMARY",
    "READ_TREE",
    "RENAME",
    "RENAME_FOLDER",
    "RESTORE",
    "RESTORE_FOLDER",
    "RESTORE_QUEUED",
    "RETRY",
    "SAVE_DRAFT",
    "SAVE_FILES",
    "SAVE_PASTED",
    "SAVE_SETTINGS",
    "SAVE_SUMMARY",
    "SEARCH",
    "SEND",
    "SUMMARISE",
    "UNDO_IMPORT",
    "WRITE_TITLE",
    "AddFolder",
    "AnswerDelta",
    "AnswerRemarks",
    "AnswerReplaced",
    "AnsweringModel",
    "Attachment",
    "BestSentence",
    "ChangeQueued",
    "ChooseLeaf",
    "ContinueAnswer",
    "Conversation",
    "ConversationFolder",
    "ConversationFolders",
    "ConversationMatch",
    "ConversationSettings",
    "ConversationTree",
    "Conversations",
    "DeleteConversation",
    "DeleteFolder",
    "DescribeModel",
    "Draft",
    "DropQueued",
    "EarlierMessages",
    "EmbedMessages",
    "Enqueue",
    "Export",
    "ExportFormat",
    "Exported",
    "FinishReason",
    "HandedOver",
    "HistoryMode",
    "Import",
    "ImportSource",
    "Imported",
    "ListConversations",
    "ListFolders",
    "ListQueue",
    "LoadDraft",
    "MemoriesNoted",
    "Message",
    "MessageMatch",
    "MessageSearchResults",
    "MessageState",
    "MessagesEmbedded",
    "ModelLoading",
    "ModelWeak",
    "NothingToExport",
    "Notice",
    "OpenConversation",
    "OpenedConversation",
    "OrganiseConversations",
    "PastedFile",
    "PicturesTooLong",
    "PicturesTooMany",
    "PromptPrefix",
    "PromptProgress",
    "PurgeConversation",
    "PurgeDeletedConversations",
    "QuestionQueueList",
    "QueuedQuestion",
    "ReadAhead",
    "ReadTree",
    "RenameConversation",
    "RenameFolder",
    "Reply",
    "ReplyEvent",
    "ReplyStarted",
    "RestoreConversation",
    "RestoreFolder",
    "RestoreQueued",
    "Retry",
    "SaveConversationSettings",
    "SaveDraft",
    "SaveFiles",
    "SavePasted",
    "SearchMessages",
    "Send",
    "SourcesFound",
    "ThinkingDelta",
    "ThinkingSupport",
    "TitleWritten",
    "ToolUsed",
    "UndoImport",
    "UnsupportedSentence",
    "WriteTitle",
]

LIST: Method[ListConversations, None, Conversations] = Method("chat.list", ListConversations, None, Conversations)
OPEN: Method[OpenConversation, EarlierMessages, OpenedConversation] = Method(
    "chat.open", OpenConversation, EarlierMessages, OpenedConversation
)
SEND: Method[Send, ReplyEvent, Reply] = Method("chat.send", Send, ReplyEvent, Reply)
RETRY: Method[Retry, ReplyEvent, Reply] = Method("chat.retry", Retry, ReplyEvent, Reply)
CONTINUE: Method[ContinueAnswer, ReplyEvent, Reply] = Method("chat.continue", ContinueAnswer, ReplyEvent, Reply)
READ_AHEAD: Method[ReadAhead, None, PromptPrefix] = Method("chat.read_ahead", ReadAhead, None, PromptPrefix)
DESCRIBE_MODEL: Method[DescribeModel, None, AnsweringModel] = Method(
    "chat.describe_model", DescribeModel, None, AnsweringModel
)
RENAME: Method[RenameConversation, None, Done] = Method("chat.rename", RenameConversation, None, Done)
DELETE: Method[DeleteConversation, None, Done] = Method("chat.delete", DeleteConversation, None, Done)
RESTORE: Method[RestoreConversation, None, Done] = Method("chat.restore", RestoreConversation, None, Done)
PURGE: Method[PurgeConversation, None, Done] = Method("chat.purge", PurgeConversation, None, Done)
PURGE_DELETED: Method[PurgeDeletedConversations, None, Purged] = Method(
    "chat.purge_deleted", PurgeDeletedConversations, None, Purged
)
CHOOSE: Method[ChooseLeaf, EarlierMessages, OpenedConversation] = Method(
    "chat.choose", ChooseLeaf, EarlierMessages, OpenedConversation
)
SAVE_DRAFT: Method[SaveDraft, None, Done] = Method("chat.save_draft", SaveDraft, None, Done)
LOAD_DRAFT: Method[LoadDraft, None, Draft] = Method("chat.load_draft", LoadDraft, None, Draft)
SAVE_SETTINGS: Method[SaveConversationSettings, None, Done] = Method(
    "chat.save_settings", SaveConversationSettings, None, Done
)
SAVE_FILES: Method[SaveFiles, None, Done] = Method("chat.save_files", SaveFiles, None, Done)
ENQUEUE: Method[Enqueue, None, QueuedQuestion] = Method("chat.enqueue", Enqueue, None, QueuedQuestion)
LIST_QUEUE: Method[ListQueue, None, QuestionQueueList] = Method("chat.list_queue", ListQueue, None, QuestionQueueList)
CHANGE_QUEUED: Method[ChangeQueued, None, Done] = Method("chat.change_queued", ChangeQueued, None, Done)
DROP_QUEUED: Method[DropQueued, None, Done] = Method("chat.drop_queued", DropQueued, None, Done)
RESTORE_QUEUED: Method[RestoreQueued, None, Done] = Method("chat.restore_queued", RestoreQueued, None, Done)
LIST_FOLDERS: Method[ListFolders, None, ConversationFolders] = Method(
    "chat.list_folders", ListFolders, None, ConversationFolders
)
ADD_FOLDER: Method[AddFolder, None, ConversationFolder] = Method("chat.add_folder", AddFolder, None, ConversationFolder)
RENAME_FOLDER: Method[RenameFolder, None, Done] = Method("chat.rename_folder", RenameFolder, None, Done)
DELETE_FOLDER: Method[DeleteFolder, None, Done] = Method("chat.delete_folder", DeleteFolder, None, Done)
RESTORE_FOLDER: Method[RestoreFolder, None, Done] = Method("chat.restore_folder", RestoreFolder, None, Done)
ORGANISE: Method[OrganiseConversations, None, Done] = Method("chat.organise", OrganiseConversations, None, Done)
WRITE_TITLE: Method[WriteTitle, None, TitleWritten] = Method("chat.write_title", WriteTitle, None, TitleWritten)
SEARCH: Method[SearchMessages, None, MessageSearchResults] = Method(
    "chat.search", SearchMessages, None, MessageSearchResults
)
EMBED_MESSAGES: Method[EmbedMessages, Progress, MessagesEmbedded] = Method(
    "chat.embed_messages", EmbedMessages, Progress, MessagesEmbedded
)
