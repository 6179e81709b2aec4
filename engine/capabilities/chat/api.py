"""Chat: conversations are trees of messages; one path from the root to a leaf is shown. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.classification import Labelled
from engine.protocol.method import Method
from engine.protocol.passage import Citation, Passage
from engine.protocol.sampling import Sampling

State = Literal["complete", "writing", "interrupted", "stopped", "failed"]
Finish = Literal["stop", "length", "cancelled"]


class Conversation(msgspec.Struct, frozen=True):
    """Times are milliseconds since the epoch; order comes from `id` and `position`, never from the clock."""

    id: int
    title: str
    changed_at: int
    position: int
    collections: tuple[str, ...] = ()


class Attachment(msgspec.Struct, frozen=True):
    """A picture shown with a question: our copy, a small one of it, and what the file was called."""

    path: str
    thumbnail: str
    name: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """`siblings` are the ids of all answers (or edits) at this place, itself among them, oldest first.

    `labelled`: what a classifier took the question for.
    """

    id: int
    conversation: int
    role: Literal["user", "assistant"]
    text: str
    state: State
    created_at: int
    parent: int | None = None
    siblings: tuple[int, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    model: str = ""
    tokens: int = 0
    seconds: float = 0.0
    first_token_seconds: float = 0.0
    pictures: tuple[Attachment, ...] = ()
    labelled: Labelled | None = None


class ListConversations(msgspec.Struct, frozen=True):
    """`query` searches titles and message texts; empty lists all. Newest change first."""

    query: str = ""
    limit: int = 200
    offset: int = 0


class Conversations(msgspec.Struct, frozen=True):
    conversations: tuple[Conversation, ...]
    total: int


class Manner(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the answers of one conversation are drawn up; kept with it. `model` None is the chosen one."""

    sampling: Sampling = Sampling()
    system: str = ""
    passages: int = 3
    model: str | None = None


class SaveManner(msgspec.Struct, frozen=True):
    """`manner` None: as new conversations."""

    conversation: int
    manner: Manner | None


class OpenConversation(msgspec.Struct, frozen=True):
    conversation: int


class Opened(msgspec.Struct, frozen=True):
    """`messages`: the path to the chosen leaf, root first. `draft` is what was typed and not sent.

    `manner` None where nothing of its own was saved.
    """

    conversation: Conversation
    messages: tuple[Message, ...]
    draft: str = ""
    manner: Manner | None = None


class Send(msgspec.Struct, frozen=True, omit_defaults=True):
    """`conversation` None begins one. `parent` None continues at the chosen leaf; naming one makes an edit (a new branch).

    With `collections` the answer is drawn from their documents and carries citations; a name that does not exist is NotFound.
    `pictures` are files the question is about; they are copied. ModelBlind where the model cannot see them.
    `classifier` names one that labels the question first; the model is told what it found. NotFound where there is none.
    """

    text: str
    conversation: int | None = None
    parent: int | None = None
    edits: int | None = None  # the user message this one replaces, as its sibling
    collections: tuple[str, ...] = ()
    passages: int = 3
    sampling: Sampling = Sampling()
    system: str = ""
    model: str | None = None
    pictures: tuple[str, ...] = ()
    classifier: str = ""


class Retry(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer the same question again: a new sibling of assistant message `message`."""

    message: int
    sampling: Sampling = Sampling()
    system: str = ""
    model: str | None = None


class Started(msgspec.Struct, frozen=True, tag="started", omit_defaults=True):
    """Both messages are on disk when this is sent, and the question's pictures and label."""

    conversation: int
    question: int
    answer: int
    pictures: tuple[Attachment, ...] = ()
    labelled: Labelled | None = None


class SourcesFound(msgspec.Struct, frozen=True, tag="sources"):
    passages: tuple[Passage, ...]


class Loading(msgspec.Struct, frozen=True, tag="loading"):
    """The model is being loaded."""

    model: str


class Reading(msgspec.Struct, frozen=True, tag="reading"):
    """The prompt is being read: tokens done of total, `kept` of them from the last turn."""

    done: int
    total: int
    kept: int


class Token(msgspec.Struct, frozen=True, tag="token", omit_defaults=True):
    text: str
    alternatives: tuple[tuple[str, float], ...] = ()


ReplyEvent = Started | SourcesFound | Loading | Reading | Token


class Replied(msgspec.Struct, frozen=True):
    """`truncated` turns of the oldest history did not fit the window and were left out of the prompt."""

    conversation: int
    message: Message
    title: str
    finish: Finish
    prompt_tokens: int
    kept_tokens: int
    truncated: int = 0


class Rename(msgspec.Struct, frozen=True):
    conversation: int
    title: str


class DeleteConversation(msgspec.Struct, frozen=True):
    """Hidden at once, purged after 30 days or by Purge."""

    conversation: int


class RestoreConversation(msgspec.Struct, frozen=True):
    conversation: int


class PurgeConversation(msgspec.Struct, frozen=True):
    """Remove a deleted conversation's text from the file for good."""

    conversation: int


class ChooseLeaf(msgspec.Struct, frozen=True):
    """Show the branch that holds `message`, followed to its newest leaf."""

    conversation: int
    message: int


class SaveDraft(msgspec.Struct, frozen=True):
    """`conversation` 0 is the one not begun yet."""

    conversation: int
    text: str


class LoadDraft(msgspec.Struct, frozen=True):
    conversation: int = 0


class Draft(msgspec.Struct, frozen=True):
    text: str


class Done(msgspec.Struct, frozen=True):
    pass


LIST: Method[ListConversations, None, Conversations] = Method("chat.list", ListConversations, None, Conversations)
OPEN: Method[OpenConversation, None, Opened] = Method("chat.open", OpenConversation, None, Opened)
SEND: Method[Send, ReplyEvent, Replied] = Method("chat.send", Send, ReplyEvent, Replied)
RETRY: Method[Retry, ReplyEvent, Replied] = Method("chat.retry", Retry, ReplyEvent, Replied)
RENAME: Method[Rename, None, Done] = Method("chat.rename", Rename, None, Done)
DELETE: Method[DeleteConversation, None, Done] = Method("chat.delete", DeleteConversation, None, Done)
RESTORE: Method[RestoreConversation, None, Done] = Method("chat.restore", RestoreConversation, None, Done)
PURGE: Method[PurgeConversation, None, Done] = Method("chat.purge", PurgeConversation, None, Done)
CHOOSE: Method[ChooseLeaf, None, Opened] = Method("chat.choose", ChooseLeaf, None, Opened)
SAVE_DRAFT: Method[SaveDraft, None, Done] = Method("chat.save_draft", SaveDraft, None, Done)
LOAD_DRAFT: Method[LoadDraft, None, Draft] = Method("chat.load_draft", LoadDraft, None, Draft)
SAVE_MANNER: Method[SaveManner, None, Done] = Method("chat.save_manner", SaveManner, None, Done)
