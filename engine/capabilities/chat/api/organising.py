"""Folders of conversations, pins, the archive, privacy, and titles written by a model."""

from __future__ import annotations

import msgspec

from engine.protocol.errors import ModelError


class ConversationFolder(msgspec.Struct, frozen=True):
    """A folder of the list of conversations; `count` conversations are in it."""

    id: int
    name: str
    count: int = 0


class ListFolders(msgspec.Struct, frozen=True):
    """Ask for the folders of conversations."""


class ConversationFolders(msgspec.Struct, frozen=True):
    """The folders, by name."""

    folders: tuple[ConversationFolder, ...]


class AddFolder(msgspec.Struct, frozen=True):
    """Make a folder. Raises NameTaken."""

    name: str


class RenameFolder(msgspec.Struct, frozen=True):
    """Give a folder another name. Raises NotFound, NameTaken."""

    folder: int
    name: str


class DeleteFolder(msgspec.Struct, frozen=True):
    """Take a folder away; its conversations stay and are in no folder. Raises NotFound."""

    folder: int


class RestoreFolder(msgspec.Struct, frozen=True):
    """Undo DeleteFolder: its conversations are in it again. Raises NotFound."""

    folder: int


class OrganiseConversations(msgspec.Struct, frozen=True, omit_defaults=True):
    """Change where conversations stand in the list. What is None stays as it is; `folder` 0 is none.

    A private conversation is remembered nowhere: it gets no memories, no cache file on the disk and no vectors. One that
    becomes private loses its vectors. Raises NotFound for a conversation or folder that does not exist; then nothing changes.
    """

    conversations: tuple[int, ...]
    folder: int | None = None
    is_pinned: bool | None = None
    is_archived: bool | None = None
    is_private: bool | None = None


class WriteTitle(msgspec.Struct, frozen=True, omit_defaults=True):
    """Let the model write the title of a conversation, which has only the first words of its question.

    It ends when anything else wants the model, and does nothing where the person gave a title or the model is not loaded.
    `is_asked`: the person wants another title now, whoever gave the one it has. Then it raises NotFound, BadRequest where
    nothing was answered yet, ModelWeak where the model writes no good titles, and the errors of loading a model.
    """

    conversation: int
    is_asked: bool = False


class TitleWritten(msgspec.Struct, frozen=True):
    """The title that the conversation has now, empty where it has kept the one it had."""

    title: str


class ModelWeak(ModelError):
    """A model whose titles would be worse than the first words of the question."""

    kind = "model_weak"
    sentence = "“{name}” is too small to write good titles. Choose a bigger model, or type the title yourself."
