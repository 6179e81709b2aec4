"""The list of conversations: search, titles, settings, drafts, deletion with undo."""

from __future__ import annotations

import msgspec

from engine.capabilities.chat.api.messages import Message
from engine.capabilities.chat.api.replies import ConversationSettings

CONVERSATIONS = "conversations"
"""The noun of change: a page that shows conversations reads them again."""


class ConversationMatch(msgspec.Struct, frozen=True):
    """The sentence of `message` in which a search found a conversation; `marks` are (start, end) of the words in `text`.

    `is_similar`: its meaning was found, not its words.
    """

    message: int
    text: str
    marks: tuple[tuple[int, int], ...]
    is_similar: bool = False


class Conversation(msgspec.Struct, frozen=True, gc=False):
    """One entry of the list of conversations. Thousands of them are no work for the garbage collector.

    `changed_at` is in milliseconds since 1970. The list is ordered by `position`, never by the clock. `collections` are the
    document collections that the last question was put to, `source_folders` the folders of conversations. `match` is where a
    search found it; None for its title. A private conversation is remembered nowhere (see OrganiseConversations).
    """

    id: int
    title: str
    changed_at: int
    position: int
    collections: tuple[str, ...] = ()
    match: ConversationMatch | None = None
    folder: int | None = None
    is_pinned: bool = False
    is_archived: bool = False
    is_private: bool = False
    source_folders: tuple[int, ...] = ()


class ListConversations(msgspec.Struct, frozen=True):
    """Search titles and message texts for `query`; an empty query lists all. The last changed conversation comes first.

    `deleted` lists those that were deleted and can still be restored. `folder` lists those of one folder, `is_archived` the
    archived ones alone, or the others.
    """

    query: str = ""
    limit: int = 200
    offset: int = 0
    deleted: bool = False
    folder: int | None = None
    is_archived: bool | None = None


class Conversations(msgspec.Struct, frozen=True):
    """One page of the list; `total` counts all matches."""

    conversations: tuple[Conversation, ...]
    total: int


class SaveConversationSettings(msgspec.Struct, frozen=True):
    """Keep settings with a conversation. None removes them: it then answers as new conversations do."""

    conversation: int
    settings: ConversationSettings | None


class OpenConversation(msgspec.Struct, frozen=True):
    """Read one conversation. Raises NotFound, also for a deleted one. `in_parts`: a long one comes in several lines."""

    conversation: int
    in_parts: bool = False


class OpenedConversation(msgspec.Struct, frozen=True):
    """`messages` is the path to the chosen leaf, root first. `draft` is text that was typed and not sent.

    Where parts came before it, `messages` are those after them. `settings` is None where none were saved. `files` are the
    paths of the documents and folders attached to it.
    """

    conversation: Conversation
    messages: tuple[Message, ...]
    draft: str = ""
    settings: ConversationSettings | None = None
    files: tuple[str, ...] = ()


class EarlierMessages(msgspec.Struct, frozen=True):
    """A part of the messages of a long conversation: each part goes on where the one before it ended."""

    messages: tuple[Message, ...]


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


class PurgeDeletedConversations(msgspec.Struct, frozen=True):
    """Remove all conversations that were deleted for good, as PurgeConversation does."""


class ChooseLeaf(msgspec.Struct, frozen=True):
    """Show the branch that holds `message`, followed down to its newest leaf. `in_parts` is that of OpenConversation."""

    conversation: int
    message: int
    in_parts: bool = False


class SaveFiles(msgspec.Struct, frozen=True):
    """Attach exactly these documents and folders to a conversation; 0 is a new one. Raises NotFound."""

    conversation: int
    files: tuple[str, ...]


class SaveDraft(msgspec.Struct, frozen=True):
    """Keep text that is not sent yet. `conversation` 0 is a new one."""

    conversation: int
    text: str


class LoadDraft(msgspec.Struct, frozen=True):
    """Read the draft of a conversation; 0 is a new one."""

    conversation: int = 0


class Draft(msgspec.Struct, frozen=True):
    """Text that was typed and not sent, and files that were attached; empty where there are none."""

    text: str
    files: tuple[str, ...] = ()
