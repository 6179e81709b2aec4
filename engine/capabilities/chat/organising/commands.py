"""`ateneo chat list|folder|pin|archive|private|title`: the conversations of the window, put in order from a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import msgspec

from engine.capabilities.chat import api
from engine.cli.console import AddCommand, Console
from engine.protocol.errors import NotFound
from engine.protocol.i18n import Translations

ALL = 1_000_000
NO_FOLDER = "none"


class FolderOutput(msgspec.Struct, frozen=True):
    """Printed by `chat folder --json`."""

    folders: tuple[api.ConversationFolder, ...]


class ChangedOutput(msgspec.Struct, frozen=True):
    """Printed by `chat pin|archive|private --json`, and by `chat folder` where it moves conversations."""

    conversations: tuple[int, ...]


def add_organising(add: AddCommand, translations: Translations) -> None:
    """Add the commands."""
    tr = translations.tr
    listing = add("chat list", tr("cli", "list the conversations, the pinned ones first and the archived ones last"))
    listing.add_argument("--folder", metavar="NAME", help=tr("cli", "only those of this folder"))
    listing.add_argument("--archived", action="store_true", help=tr("cli", "only the archived ones"))
    listing.set_defaults(run=_list)
    _add_folder(add, translations)
    switches: tuple[tuple[str, str, str, Callable[[tuple[int, ...], bool], api.OrganiseConversations]], ...] = (
        ("pin", tr("cli", "keep conversations at the top of the list"), tr("cli", "unpin them"), _pin),
        ("archive", tr("cli", "put conversations at the end of the list"), tr("cli", "take them out again"), _archive),
        (
            "private",
            tr("cli", "make conversations private: nothing of them is remembered elsewhere, and no vectors are kept"),
            tr("cli", "make them ordinary again"),
            _private,
        ),
    )
    for name, about, off, request in switches:
        parser = add(f"chat {name}", about)
        parser.add_argument("ids", nargs="+", type=int, metavar="NUMBER", help=_numbers(translations))
        parser.add_argument("--off", action="store_true", help=off)
        parser.set_defaults(run=_switch, request=request)
    title = add("chat title", tr("cli", "let the model write the title of a conversation"))
    title.add_argument("id", type=int, metavar="NUMBER", help=_numbers(translations))
    title.set_defaults(run=_title)


def _add_folder(add: AddCommand, translations: Translations) -> None:
    tr = translations.tr
    folder = add("chat folder", tr("cli", "list the folders of conversations, make one, or put conversations into it"))
    about = tr("cli", "the folder's name; it is made where there is none; none takes the conversations out of theirs")
    folder.add_argument("name", nargs="?", metavar="NAME", help=about)
    folder.add_argument("ids", nargs="*", type=int, metavar="NUMBER", help=_numbers(translations))
    about = tr("cli", "give the folder another name")
    folder.add_argument("--rename", metavar="NAME", dest="new_name", help=about)
    about = tr("cli", "delete the folder; its conversations stay")
    folder.add_argument("--delete", action="store_true", help=about)
    folder.set_defaults(run=_folder)


def _numbers(translations: Translations) -> str:
    return translations.tr("cli", "the conversations' numbers, from the list")


def _pin(ids: tuple[int, ...], on: bool) -> api.OrganiseConversations:
    return api.OrganiseConversations(ids, is_pinned=on)


def _archive(ids: tuple[int, ...], on: bool) -> api.OrganiseConversations:
    return api.OrganiseConversations(ids, is_archived=on)


def _private(ids: tuple[int, ...], on: bool) -> api.OrganiseConversations:
    return api.OrganiseConversations(ids, is_private=on)


def _list(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST, api.ListConversations(limit=ALL)).conversations
    if options.folder is not None:
        folder = find_folder(console, options.folder)
        listed = tuple(c for c in listed if c.folder == folder.id)
    if options.archived:
        listed = tuple(c for c in listed if c.is_archived)
    if console.json:
        console.print_json(api.Conversations(listed, len(listed)))
        return 0
    names = {folder.id: folder.name for folder in _folders(console)}
    console.print_entries(_line(conversation, names.get(conversation.folder or 0, "")) for conversation in listed)
    if any(any(_signs(conversation)) for conversation in listed):
        console.complain(console.tr("cli", "* pinned, a archived, p private"))
    return 0


def _line(conversation: api.Conversation, folder: str) -> str:
    signs = "".join(sign for sign, on in zip("*ap", _signs(conversation), strict=True) if on)
    return f"{conversation.id:>6} {signs:<3} {conversation.title}" + (f"  [{folder}]" if folder else "")


def _signs(conversation: api.Conversation) -> tuple[bool, bool, bool]:
    return conversation.is_pinned, conversation.is_archived, conversation.is_private


def _folder(options: argparse.Namespace, console: Console) -> int:
    ids = tuple(options.ids)
    if options.name is None:
        return _print_folders(console)
    if options.name == NO_FOLDER and ids:
        return _organise(console, api.OrganiseConversations(ids, folder=0))
    if options.delete:
        console.call(api.DELETE_FOLDER, api.DeleteFolder(find_folder(console, options.name).id))
        return _print_folders(console)
    if options.new_name is not None:
        folder = find_folder(console, options.name)
        console.call(api.RENAME_FOLDER, api.RenameFolder(folder.id, options.new_name))
        return _print_folders(console)
    folder = _named(console, options.name) or console.call(api.ADD_FOLDER, api.AddFolder(options.name))
    return _organise(console, api.OrganiseConversations(ids, folder=folder.id)) if ids else _print_folders(console)


def _print_folders(console: Console) -> int:
    folders = _folders(console)
    if console.json:
        console.print_json(FolderOutput(folders))
    else:
        console.print_entries(f"{folder.count:>6}  {folder.name}" for folder in folders)
    return 0


def _switch(options: argparse.Namespace, console: Console) -> int:
    return _organise(console, options.request(tuple(options.ids), not options.off))


def _organise(console: Console, request: api.OrganiseConversations) -> int:
    console.call(api.ORGANISE, request)
    if console.json:
        console.print_json(ChangedOutput(request.conversations))
    return 0


def _title(options: argparse.Namespace, console: Console) -> int:
    written = console.call(api.WRITE_TITLE, api.WriteTitle(options.id, is_asked=True))
    if console.json:
        console.print_json(written)
    elif written.title:
        console.print(written.title)
    else:
        console.complain(console.tr("cli", "The model wrote no title that could be used; the old one stays."))
    return 0


def find_folder(console: Console, name: str) -> api.ConversationFolder:
    """Return the folder of conversations of that name. Raises NotFound."""
    folder = _named(console, name)
    if folder is None:
        raise NotFound(f"folder {name}")
    return folder


def _named(console: Console, name: str) -> api.ConversationFolder | None:
    wanted = " ".join(name.split()).casefold()
    return next((folder for folder in _folders(console) if folder.name.casefold() == wanted), None)


def _folders(console: Console) -> tuple[api.ConversationFolder, ...]:
    return console.call(api.LIST_FOLDERS, api.ListFolders()).folders
