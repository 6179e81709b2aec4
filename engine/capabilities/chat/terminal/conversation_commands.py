"""`ateneo conversations`: lists the conversations of the window, deletes, restores and purges them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from engine.capabilities.chat import api
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations

ACTIONS = ("list", "delete", "restore", "purge")
ALL = 1_000_000
BACKUPS_KEEP_IT = (
    "Backups made before still hold it, some for up to a year. “ateneo backup --clean” deletes those backups."
)


def add_conversations(add: AddCommand, translations: Translations) -> None:
    """Add `conversations`."""
    about = translations.tr(
        "cli", "list the conversations, delete them, restore them, or purge them: delete them for good"
    )
    conversations = add("conversations", about)
    conversations.add_argument("action", nargs="?", choices=ACTIONS, default="list")
    about = translations.tr("cli", "the conversations' numbers, from the list")
    conversations.add_argument("ids", nargs="*", type=int, metavar="NUMBER", help=about)
    about = translations.tr("cli", "list, restore or purge all that were deleted")
    conversations.add_argument("--deleted", action="store_true", help=about)
    conversations.set_defaults(run=_conversations)


def _conversations(options: argparse.Namespace, console: Console) -> int:
    if options.action == "list":
        return _list(console, options.deleted)
    if not options.ids and not options.deleted:
        console.complain(console.tr("cli", "Name the conversations by their numbers."))
        return 2
    if options.action == "purge":
        return _purge(console, options.ids, options.deleted)
    if options.action == "delete":
        for id in options.ids:
            console.call(api.DELETE, api.DeleteConversation(id))
        return 0
    for id in [*options.ids, *(_deleted(console) if options.deleted else ())]:
        console.call(api.RESTORE, api.RestoreConversation(id))
    return 0


def _list(console: Console, deleted: bool) -> int:
    listed = console.call(api.LIST, api.ListConversations(limit=ALL, deleted=deleted))
    if console.json:
        console.print_json(listed)
        return 0
    console.print_entries(f"{conversation.id:>6}  {conversation.title}" for conversation in listed.conversations)
    return 0


def _purge(console: Console, ids: Sequence[int], deleted: bool) -> int:
    count = len(ids)
    for id in ids:
        console.call(api.PURGE, api.PurgeConversation(id))
    if deleted:
        count += console.call(api.PURGE_DELETED, api.PurgeDeletedConversations()).count
    console.complain(console.tr("cli", "Deleted for good: {count}.", count=count))
    console.complain(console.tr("cli", BACKUPS_KEEP_IT))
    return 0


def _deleted(console: Console) -> tuple[int, ...]:
    listed = console.call(api.LIST, api.ListConversations(limit=ALL, deleted=True))
    return tuple(conversation.id for conversation in listed.conversations)
