"""Sources that `ateneo ask` asks: collections, files, folders of conversations, or those of the conversation that goes on."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.organising.commands import find_folder
from engine.cli.arguments import required_path
from engine.cli.console import Console
from engine.cli.failed_files import failed_file
from engine.protocol.answering.scope import PREPARE_SCOPE, PrepareScope, QuestionScope
from engine.protocol.file_run import FileRunEvent
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

DEFAULT = "default"


class AskScope(msgspec.Struct, frozen=True):
    """Names of collections, paths of files, ids of folders of conversations, and the conversation that goes on, None for none."""

    conversation: int | None
    collections: tuple[str, ...]
    files: tuple[str, ...] = ()
    folders: tuple[int, ...] = ()


def add_scope_options(ask: argparse.ArgumentParser, translations: Translations) -> None:
    """Add the options that say what is asked."""
    tr = partial(translations.tr, "cli")
    about = tr("the collection to ask; may be repeated")
    ask.add_argument("--collection", action="append", default=[], help=about)
    ask.add_argument("--everywhere", action="store_true", help=tr("ask all collections"))
    about = tr("a file or folder to ask, read now where that is needed; may be repeated")
    ask.add_argument("--file", action="append", type=required_path, default=[], metavar="PATH", help=about)
    about = tr("a folder of conversations to ask as well; may be repeated")
    ask.add_argument("--conversations", action="append", default=[], metavar="FOLDER", help=about)
    about = tr("go on with the last conversation; without other sources it asks what that one asked")
    ask.add_argument("--continue", action="store_true", dest="continues", help=about)


def scope_of(console: Console, arguments: argparse.Namespace) -> AskScope | None:
    """Return what to ask; None, with a sentence, where there is nothing. Raises NotFound, CollectionMissing, FileVanished."""
    conversation = _last(console) if arguments.continues else arguments.conversation
    if arguments.continues and conversation is None:
        console.complain(console.tr("cli", "There is no conversation to go on with."))
        return None
    folders = tuple(find_folder(console, name).id for name in arguments.conversations)
    collections, files = tuple(arguments.collection), tuple(arguments.file)
    if not (collections or files or folders or arguments.everywhere):
        return _as_before(console, conversation)
    if collections or files or arguments.everywhere:
        scope = _prepared(console, PrepareScope(collections, files, arguments.everywhere))
        if not (scope.collections or scope.files or folders):
            if not scope.unread:
                console.complain(console.tr("cli", "There are no documents yet. Read some with “ateneo index”."))
            return None
        collections, files = scope.collections, scope.files
    return AskScope(conversation, collections, files, folders)


def _last(console: Console) -> int | None:
    """Return the conversation that was changed last; None where there is none."""
    listed = console.call(api.LIST, api.ListConversations(limit=1)).conversations
    return listed[0].id if listed else None


def _as_before(console: Console, conversation: int | None) -> AskScope:
    """Return what the conversation asked last; a new one asks the collection that files are read into by default."""
    if conversation is None:
        return AskScope(None, (DEFAULT,))
    opened = console.call(api.OPEN, api.OpenConversation(conversation))
    known = opened.conversation
    collections = known.collections if known.collections or opened.files or known.source_folders else (DEFAULT,)
    return AskScope(conversation, collections, opened.files, known.source_folders)


def _prepared(console: Console, request: PrepareScope) -> QuestionScope:
    """Read what is not read yet, and tell what could not be read."""

    def on_event(event: FileRunEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif event.outcome == "failed":
            console.complain(failed_file(console, event).sentence)

    return console.call(PREPARE_SCOPE, request, on_event)
