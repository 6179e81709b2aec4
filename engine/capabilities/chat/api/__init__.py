"""Types and methods of chat. A conversation is a tree of messages; the path from the root to one leaf is shown."""

from __future__ import annotations

from engine.capabilities.chat.api.conversations import (
    CONVERSATIONS,
    ChooseLeaf,
    Conversation,
    ConversationMatch,
    Conversations,
    DeleteConversation,
    Draft,
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
    HistoryMode,
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
)
from engine.protocol.done import Done, Purged
from engine.protocol.method import Method
from engine.protocol.model_kinds import ThinkingSupport

__all__ = [
    "CHANGE_QUEUED",
    "CHOOSE",
    "CONTINUE",
    "CONVERSATIONS",
    "DELETE",
    "DESCRIBE_MODEL",
    "DROP_QUEUED",
    "ENQUEUE",
    "LIST",
    "LIST_QUEUE",
    "LOAD_DRAFT",
    "OPEN",
    "PURGE",
    "PURGE_DELETED",
    "READ_AHEAD",
    "RENAME",
    "RESTORE",
    "RESTORE_QUEUED",
    "RETRY",
    "SAVE_DRAFT",
    "SAVE_FILES",
    "SAVE_SETTINGS",
    "SEND",
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
    "ConversationMatch",
    "ConversationSettings",
    "Conversations",
    "DeleteConversation",
    "DescribeModel",
    "Draft",
    "DropQueued",
    "Enqueue",
    "FinishReason",
    "HistoryMode",
    "ListConversations",
    "ListQueue",
    "LoadDraft",
    "Message",
    "MessageState",
    "ModelLoading",
    "Notice",
    "OpenConversation",
    "OpenedConversation",
    "PicturesTooLong",
    "PicturesTooMany",
    "PromptPrefix",
    "PromptProgress",
    "PurgeConversation",
    "PurgeDeletedConversations",
    "QuestionQueueList",
    "QueuedQuestion",
    "ReadAhead",
    "RenameConversation",
    "Reply",
    "ReplyEvent",
    "ReplyStarted",
    "RestoreConversation",
    "RestoreQueued",
    "Retry",
    "SaveConversationSettings",
    "SaveDraft",
    "SaveFiles",
    "Send",
    "SourcesFound",
    "ThinkingDelta",
    "ThinkingSupport",
    "UnsupportedSentence",
]

LIST: Method[ListConversations, None, Conversations] = Method("chat.list", ListConversations, None, Conversations)
OPEN: Method[OpenConversation, None, OpenedConversation] = Method(
    "chat.open", OpenConversation, None, OpenedConversation
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
CHOOSE: Method[ChooseLeaf, None, OpenedConversation] = Method("chat.choose", ChooseLeaf, None, OpenedConversation)
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
