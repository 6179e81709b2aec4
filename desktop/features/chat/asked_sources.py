"""The sources that a question is put to: collections of documents, and folders of conversations, in one list of the composer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.i18n import tr
from desktop.widgets.forms.composer import Composer
from engine.capabilities.chat.api import ConversationFolder

_FOLDER = "\x1f"
"""Begins the composer's name of a folder of conversations. No collection's name begins so."""


class AskedSources:
    """Sets and reads the composer's choice. Names of collections and ids of folders stay apart."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._collections: Mapping[str, str] = {}
        self._folders: Sequence[ConversationFolder] = ()

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of the chosen collections."""
        return tuple(name for name in self._composer.collections if not name.startswith(_FOLDER))

    @property
    def folders(self) -> tuple[int, ...]:
        """The ids of the chosen folders of conversations that are there."""
        known = {folder.id for folder in self._folders}
        chosen = (name[len(_FOLDER) :] for name in self._composer.collections if name.startswith(_FOLDER))
        return tuple(int(id) for id in chosen if int(id) in known)

    def choose(self, collections: Sequence[str], folders: Sequence[int] = ()) -> None:
        """Choose exactly these."""
        self._composer.choose_collections((*collections, *map(_name, folders)))

    def set_collections(self, collections: Mapping[str, str]) -> None:
        """Set the collections that can be chosen: their names, and what a person reads."""
        self._collections = collections
        self._show()

    def set_folders(self, folders: Sequence[ConversationFolder]) -> None:
        """Set the folders of conversations that can be chosen: those that hold some."""
        self._folders = [folder for folder in folders if folder.count]
        self._show()

    def _show(self) -> None:
        folders = {_name(f.id): tr("chat", "{name} (conversations)", name=f.name) for f in self._folders}
        self._composer.set_collections({**self._collections, **folders})


def _name(folder: int) -> str:
    return f"{_FOLDER}{folder}"
