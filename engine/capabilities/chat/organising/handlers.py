"""Routes of folders, pins, archive, privacy and titles. Only a title needs a model."""

from __future__ import annotations

from engine.capabilities.chat import api
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.chat.organising.folder_store import ConversationFolderStore
from engine.capabilities.chat.organising.title_writer import TitleWriter
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route


def organising_routes(folders: ConversationFolderStore, titles: TitleWriter) -> tuple[Route, ...]:
    """Return the routes; each change changes the list of conversations."""
    handlers = ConversationFolderHandlers(folders)
    changed = (CONVERSATIONS,)
    return (
        route(api.LIST_FOLDERS, "quick", handlers.list),
        route(api.ADD_FOLDER, "quick", handlers.add, changed),
        route(api.RENAME_FOLDER, "quick", handlers.rename, changed),
        route(api.DELETE_FOLDER, "quick", handlers.delete, changed),
        route(api.RESTORE_FOLDER, "quick", handlers.restore, changed),
        route(api.ORGANISE, "quick", handlers.organise, changed),
        route(api.WRITE_TITLE, "model", titles.write, changed, preemptible=True, is_background=True),
    )


class ConversationFolderHandlers:
    """Each answers at once."""

    def __init__(self, folders: ConversationFolderStore) -> None:
        self._folders = folders

    def list(self, _request: api.ListFolders, _: IsCancelled) -> api.ConversationFolders:
        """Return the folders by name."""
        return api.ConversationFolders(self._folders.list())

    def add(self, request: api.AddFolder, _: IsCancelled) -> api.ConversationFolder:
        """Raises NameTaken."""
        return self._folders.add(request.name)

    def rename(self, request: api.RenameFolder, _: IsCancelled) -> Done:
        """Raises NotFound, NameTaken."""
        self._folders.rename(request.folder, request.name)
        return Done()

    def delete(self, request: api.DeleteFolder, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._folders.delete(request.folder)
        return Done()

    def restore(self, request: api.RestoreFolder, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._folders.restore(request.folder)
        return Done()

    def organise(self, request: api.OrganiseConversations, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._folders.organise(request)
        return Done()
