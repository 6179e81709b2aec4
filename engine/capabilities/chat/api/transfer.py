"""Conversations to and from files: exports, imports with undo, whole trees, and long pasted texts kept as files."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.chat.api.conversations import CONVERSATIONS, Conversation
from engine.capabilities.chat.api.messages import Message
from engine.protocol.done import Done
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method
from engine.protocol.progress import Progress

__all__ = [
    "CONVERSATIONS",
    "EXPORT",
    "IMPORT",
    "READ_TREE",
    "SAVE_PASTED",
    "UNDO_IMPORT",
    "ConversationTree",
    "Export",
    "ExportFormat",
    "Exported",
    "Import",
    "ImportSource",
    "Imported",
    "MergedConversation",
    "NothingToExport",
    "PastedFile",
    "ReadTree",
    "SavePasted",
    "UndoImport",
]

ExportFormat = Literal["md", "html", "docx", "json", "print"]
"""json: whole trees, which an import reads back. The others: the branches that are shown. print: HTML that the window's
converter makes a PDF of."""
ImportSource = Literal[
    "ateneo", "chatgpt", "claude", "gpt4all", "jan", "lm_studio", "open_webui", "messages", "markdown"
]
"""The program that an export comes from. messages: a list of messages with roles, by any program."""


class Export(msgspec.Struct, frozen=True, omit_defaults=True):
    """Write conversations to the file `path`, which is replaced when all are written; none of `conversations` means all.

    With `message`, the id of an answer, only that is written, with its question and its sources; not as json.
    `language` is that of the words around the messages. Raises NotFound, NothingToExport, TargetNotAFile, FileUnwritable,
    DiskFull, Cancelled.
    """

    path: str
    format: ExportFormat
    conversations: tuple[int, ...] = ()
    language: Literal["en", "es"] = "en"
    message: int | None = None


class Exported(msgspec.Struct, frozen=True, omit_defaults=True):
    """Result of writing; `missing_pictures` are no longer in the profile."""

    path: str
    conversations: int
    messages: int
    missing_pictures: int = 0


class Import(msgspec.Struct, frozen=True):
    """Add the conversations of an export: a file, or the folder that a program keeps its conversations in.

    Raises ConversationsUnknown, ConversationsDamaged, ConversationsNewer, DiskFull, and the errors of reading a file.
    Cancelled, it keeps the conversations that were added before.
    """

    path: str


class MergedConversation(msgspec.Struct, frozen=True):
    """A conversation that was here already and has got the messages `messages`, which an import knew in addition."""

    conversation: int
    title: str
    messages: tuple[int, ...]


class Imported(msgspec.Struct, frozen=True, omit_defaults=True):
    """`conversations` are the ids of those that were added, the newest first; `known` ones were there with all their messages.

    `merged` ones were there with some of them and have the others now, as branches. `messages` counts all that were added.
    `damaged` ones could not be read. `is_cut`: the file breaks after those that were read. `missing_pictures` are not in
    the export, or are no pictures. `is_cancelled`: the person stopped it.
    """

    source: ImportSource
    conversations: tuple[int, ...]
    messages: int = 0
    known: int = 0
    damaged: int = 0
    missing_pictures: int = 0
    is_cut: bool = False
    is_cancelled: bool = False
    merged: tuple[MergedConversation, ...] = ()


class UndoImport(msgspec.Struct, frozen=True):
    """Delete conversations that an import added; each can still be restored, as after DeleteConversation.

    Messages that it added to others are removed, but for those on which something was built since.
    """

    conversations: tuple[int, ...]
    merged: tuple[MergedConversation, ...] = ()


class ReadTree(msgspec.Struct, frozen=True):
    """Read all branches of a conversation. Raises NotFound."""

    conversation: int


class ConversationTree(msgspec.Struct, frozen=True):
    """All messages, parents before their children; `leaf` is the last message of the branch that is shown, 0 for none."""

    conversation: Conversation
    messages: tuple[Message, ...]
    leaf: int = 0


class SavePasted(msgspec.Struct, frozen=True):
    """Keep a text that is too long for a question as a file of the profile, to be attached. Raises DiskFull."""

    text: str


class PastedFile(msgspec.Struct, frozen=True):
    """The file with the text: the same text has the same file."""

    path: str


class NothingToExport(AteneoError):
    """There is no conversation with a message."""

    kind = "nothing_to_export"
    sentence = "There is no conversation to export yet."


EXPORT: Method[Export, Progress, Exported] = Method("chat.export", Export, Progress, Exported)
IMPORT: Method[Import, Progress, Imported] = Method("chat.import", Import, Progress, Imported)
UNDO_IMPORT: Method[UndoImport, None, Done] = Method("chat.undo_import", UndoImport, None, Done)
READ_TREE: Method[ReadTree, None, ConversationTree] = Method("chat.read_tree", ReadTree, None, ConversationTree)
SAVE_PASTED: Method[SavePasted, None, PastedFile] = Method("chat.save_pasted", SavePasted, None, PastedFile)
