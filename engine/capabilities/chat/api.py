"""Types and methods of chat. A conversation is a tree of messages; the path from the root to one leaf is shown."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.classification import PredictedLabel
from engine.protocol.done import Done
from engine.protocol.errors import ModelError
from engine.protocol.method import Method
from engine.protocol.passage import Citation, Passage
from engine.protocol.sampling import Sampling

CONVERSATIONS = "conversations"
"""The noun of change: a page that shows conversations reads them again."""

MessageState = Literal["complete", "writing", "interrupted", "stopped", "failed"]
FinishReason = Literal["stop", "length", "cancelled"]


class Conversation(msgspec.Struct, frozen=True):
    """One entry of the list of conversations.

    `changed_at` is in milliseconds since 1970. The list is ordered by `position`, never by the clock. `collections` are the
    document collections that the last question was put to.
    """

    id: int
    title: str
    changed_at: int
    position: int
    collections: tuple[str, ...] = ()


class Attachment(msgspec.Struct, frozen=True):
    """A picture sent with a question: the paths of our copy and of its thumbnail, and the name of the original file."""

    path: str
    thumbnail: str
    name: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question or an answer.

    `siblings` are the ids of all versions of this message, its own included, oldest first. `label` is the class that a
    classifier predicted for a question. `seconds` is the time of generation, `first_token_seconds` the time until the first
    token.
    """

    id: int
    conversation: int
    role: Literal["user", "assistant"]
    text: str
    state: MessageState
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
    label: PredictedLabel | None = None


class ListConversations(msgspec.Struct, frozen=True):
    """Search titles and message texts for `query`; an empty query lists all. The last changed conversation comes first."""

    query: str = ""
    limit: int = 200
    offset: int = 0


class Conversations(msgspec.Struct, frozen=True):
    """One page of the list; `total` counts all matches."""

    conversations: tuple[Conversation, ...]
    total: int


class ConversationSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the answers of one conversation are generated.

    `system` is the system prompt; empty means our own. `passages` is how many passages of the documents the model reads.
    `model` None means the chosen text model.
    """

    sampling: Sampling = Sampling()
    system: str = ""
    passages: int = 3
    model: str | None = None


class SaveConversationSettings(msgspec.Struct, frozen=True):
    """Keep settings with a conversation. None removes them: it then answers as new conversations do."""

    conversation: int
    settings: ConversationSettings | None


class OpenConversation(msgspec.Struct, frozen=True):
    """Read one conversation. Raises NotFound, also for a deleted one."""

    conversation: int


class OpenedConversation(msgspec.Struct, frozen=True):
    """`messages` is the path to the chosen leaf, root first. `draft` is text that was typed and not sent.

    `settings` is None where none were saved.
    """

    conversation: Conversation
    messages: tuple[Message, ...]
    draft: str = ""
    settings: ConversationSettings | None = None


class Send(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask a question. `conversation` None begins a new one. `parent` None continues at the chosen leaf.

    Another `parent` begins a branch there; `edits` is the id of a question that this one replaces as its sibling.
    With `collections` the answer is drawn from their documents and carries citations. `pictures` are paths; the files are
    copied. `classifier` is the name of a classifier that labels the question first; the model reads the label.
    Raises NotFound for a conversation, parent, collection or classifier that does not exist, ModelNotMultimodal for pictures
    that the model cannot see, and the errors of reading a picture, all before anything is written.
    """

    text: str
    conversation: int | None = None
    parent: int | None = None
    edits: int | None = None
    collections: tuple[str, ...] = ()
    settings: ConversationSettings = ConversationSettings()
    pictures: tuple[str, ...] = ()
    classifier: str = ""


class Retry(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer the same question again: the new answer is a sibling of `message`, which must be an answer."""

    message: int
    settings: ConversationSettings = ConversationSettings()


class ReplyStarted(msgspec.Struct, frozen=True, tag="started", omit_defaults=True):
    """Both messages are on the disk, and the question's pictures and label. The numbers are ids."""

    conversation: int
    question: int
    answer: int
    pictures: tuple[Attachment, ...] = ()
    label: PredictedLabel | None = None


class SourcesFound(msgspec.Struct, frozen=True, tag="sources"):
    """The passages that were retrieved, best first; sent before the model reads them."""

    passages: tuple[Passage, ...]


class ModelLoading(msgspec.Struct, frozen=True, tag="loading"):
    """The model is being loaded. `model` is its id; empty for the chosen one."""

    model: str


class PromptProgress(msgspec.Struct, frozen=True, tag="reading"):
    """The model has read `done` of `total` tokens of the prompt; `cached` of them were in its cache already."""

    done: int
    total: int
    cached: int


class AnswerDelta(msgspec.Struct, frozen=True, tag="delta", omit_defaults=True):
    """The next piece of the answer: one or more tokens. `alternatives` are (text, log-probability) of the likeliest tokens."""

    text: str
    alternatives: tuple[tuple[str, float], ...] = ()


ReplyEvent = ReplyStarted | SourcesFound | ModelLoading | PromptProgress | AnswerDelta


class Reply(msgspec.Struct, frozen=True):
    """The end of an answer: both messages as they are stored, so that nothing has to be read again.

    `truncated` messages of the oldest history did not fit the context window and were left out of the prompt.
    """

    conversation: int
    question: Message
    message: Message
    title: str
    finish: FinishReason
    prompt_tokens: int
    cached_tokens: int
    truncated: int = 0


class RenameConversation(msgspec.Struct, frozen=True):
    """Give a conversation another title."""

    conversation: int
    title: str


class DeleteConversation(msgspec.Struct, frozen=True):
    """Hide a conversation at once. It is removed for good after 30 days, or by PurgeConversation."""

    conversation: int


class RestoreConversation(msgspec.Struct, frozen=True):
    """Undo DeleteConversation."""

    conversation: int


class PurgeConversation(msgspec.Struct, frozen=True):
    """Remove a conversation's text from the file and its pictures from the disk for good."""

    conversation: int


class ChooseLeaf(msgspec.Struct, frozen=True):
    """Show the branch that holds `message`, followed down to its newest leaf."""

    conversation: int
    message: int


class SaveDraft(msgspec.Struct, frozen=True):
    """Keep text that is not sent yet. `conversation` 0 is a new one."""

    conversation: int
    text: str


class LoadDraft(msgspec.Struct, frozen=True):
    """Read the draft of a conversation; 0 is a new one."""

    conversation: int = 0


class Draft(msgspec.Struct, frozen=True):
    """Text that was typed and not sent; empty where there is none."""

    text: str


class PicturesTooLong(ModelError):
    """Pictures and question together exceed the model's context window; both figures are tokens."""

    kind = "pictures_too_long"
    sentence = (
        "The pictures and the question take {tokens} tokens and the model reads {context}. "
        "Ask about fewer pictures, or choose a model that reads more."
    )


class PicturesTooMany(ModelError):
    """More files of pictures than one question may have. None of them was read."""

    kind = "pictures_too_many"
    sentence = "{count} pictures are too many for one question; at most {limit} are possible. Remove some."


LIST: Method[ListConversations, None, Conversations] = Method("chat.list", ListConversations, None, Conversations)
OPEN: Method[OpenConversation, None, OpenedConversation] = Method(
    "chat.open", OpenConversation, None, OpenedConversation
)
SEND: Method[Send, ReplyEvent, Reply] = Method("chat.send", Send, ReplyEvent, Reply)
RETRY: Method[Retry, ReplyEvent, Reply] = Method("chat.retry", Retry, ReplyEvent, Reply)
RENAME: Method[RenameConversation, None, Done] = Method("chat.rename", RenameConversation, None, Done)
DELETE: Method[DeleteConversation, None, Done] = Method("chat.delete", DeleteConversation, None, Done)
RESTORE: Method[RestoreConversation, None, Done] = Method("chat.restore", RestoreConversation, None, Done)
PURGE: Method[PurgeConversation, None, Done] = Method("chat.purge", PurgeConversation, None, Done)
CHOOSE: Method[ChooseLeaf, None, OpenedConversation] = Method("chat.choose", ChooseLeaf, None, OpenedConversation)
SAVE_DRAFT: Method[SaveDraft, None, Done] = Method("chat.save_draft", SaveDraft, None, Done)
LOAD_DRAFT: Method[LoadDraft, None, Draft] = Method("chat.load_draft", LoadDraft, None, Draft)
SAVE_SETTINGS: Method[SaveConversationSettings, None, Done] = Method(
    "chat.save_settings", SaveConversationSettings, None, Done
)
