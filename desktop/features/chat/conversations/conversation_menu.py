"""Menus of the list of conversations: what can be done with the selected ones, and with a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from desktop.i18n import tr
from engine.capabilities.chat.api import Conversation, ConversationFolder


class ConversationMenu(QObject):
    """Adds lines to a menu. All signals but those of a folder carry the conversations they are about, as a tuple.

    `pinned`, `archived` and `made_private` also carry whether to do it or undo it, `moved` the id of the folder, 0 for none.
    `moved_to_new` asks for a new folder with them. `titled` carries one conversation that the model is to give a title.
    """

    pinned = Signal(tuple, bool)
    archived = Signal(tuple, bool)
    made_private = Signal(tuple, bool)
    moved = Signal(tuple, int)
    moved_to_new = Signal(tuple)
    titled = Signal(object)
    exported = Signal(tuple)
    purged = Signal(object)
    imported = Signal()
    folder_asked = Signal(object)
    begun_in_folder = Signal(object)

    def add_lines(
        self, menu: QMenu, conversations: tuple[Conversation, ...], folders: Sequence[ConversationFolder]
    ) -> None:
        """Add the lines for one or several conversations."""
        first = conversations[0]
        is_pinned, is_archived = _all(conversations, "is_pinned"), _all(conversations, "is_archived")
        pin = tr("chat", "Unpin") if is_pinned else tr("chat", "Pin")
        menu.addAction(pin).triggered.connect(lambda: self.pinned.emit(conversations, not is_pinned))
        self._add_folders(menu.addMenu(tr("chat", "Move to folder")), conversations, folders)
        archive = tr("chat", "Take out of the archive") if is_archived else tr("chat", "Archive")
        menu.addAction(archive).triggered.connect(lambda: self.archived.emit(conversations, not is_archived))
        private = menu.addAction(tr("chat", "Private"))
        private.setCheckable(True)
        private.setChecked(_all(conversations, "is_private"))
        private.setToolTip(
            tr("chat", "Nothing of a private conversation is remembered in others or found by its meaning.")
        )
        private.triggered.connect(lambda is_on: self.made_private.emit(conversations, is_on))
        menu.setToolTipsVisible(True)
        if len(conversations) == 1:
            menu.addAction(tr("chat", "Write a new title")).triggered.connect(lambda: self.titled.emit(first))
        menu.addAction(tr("chat", "Export…")).triggered.connect(lambda: self.exported.emit(conversations))
        menu.addAction(tr("chat", "Import conversations…")).triggered.connect(self.imported)

    def add_purge(self, menu: QMenu, conversation: Conversation) -> None:
        """Add the line that deletes a conversation for good, below a separator."""
        menu.addSeparator()
        menu.addAction(tr("chat", "Delete for good…")).triggered.connect(lambda: self.purged.emit(conversation))

    def add_folder_lines(self, menu: QMenu, folder: ConversationFolder) -> None:
        """Add the lines for a folder."""
        begin = menu.addAction(tr("chat", "New conversation in this folder"))
        begin.triggered.connect(lambda: self.begun_in_folder.emit(folder))
        ask = menu.addAction(tr("chat", "Ask these conversations"))
        ask.triggered.connect(lambda: self.folder_asked.emit(folder))
        ask.setEnabled(folder.count > 0)

    def _add_folders(
        self, menu: QMenu, conversations: tuple[Conversation, ...], folders: Sequence[ConversationFolder]
    ) -> None:
        places = {conversation.folder for conversation in conversations}
        for folder in folders:
            line = menu.addAction(folder.name.replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(places == {folder.id})
            line.triggered.connect(self._mover(conversations, folder.id))
        if places != {None}:
            menu.addSeparator()
            menu.addAction(tr("chat", "In no folder")).triggered.connect(self._mover(conversations, 0))
        menu.addSeparator()
        menu.addAction(tr("chat", "New folder…")).triggered.connect(lambda: self.moved_to_new.emit(conversations))

    def _mover(self, conversations: tuple[Conversation, ...], folder: int) -> Callable[[], None]:
        return lambda: self.moved.emit(conversations, folder)


def _all(conversations: Sequence[Conversation], flag: str) -> bool:
    return all(getattr(conversation, flag) for conversation in conversations)
