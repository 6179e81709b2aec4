"""Errors of files with conversations: exports of this program and of others."""

from __future__ import annotations

from engine.protocol.errors.file_errors import FileError


class ConversationsUnknown(FileError):
    """A file of a kind that no reader of conversations knows, or a known kind without any conversation."""

    kind = "conversations_unknown"
    sentence = (
        "There are no conversations in {name} that Ateneo can read. It reads its own exports and those of ChatGPT, Claude, "
        "GPT4All, Jan, LM Studio and Open WebUI, and Markdown that names who speaks."
    )


class ConversationsDamaged(FileError):
    """A file of conversations that ends or breaks before its first whole conversation."""

    kind = "conversations_damaged"
    sentence = "{name} is damaged: no conversation in it is whole. Export it again from the program that it comes from."


class ConversationsNewer(FileError):
    """An export of a later version of this program."""

    kind = "conversations_newer"
    sentence = "{name} was written by a newer Ateneo. Update this one, then import it."
