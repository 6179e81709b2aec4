"""Routes of the system capability."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from pathlib import Path

from engine.capabilities.system import api, process_usage
from engine.capabilities.system.health_check import run_checks
from engine.context import Capability, EngineContext
from engine.models import hardware
from engine.models.selection import ModelSelection
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import LibraryDamaged
from engine.protocol.progress import Progress
from engine.rpc.routes import route
from engine.store.automatic_backup import is_automatic, set_automatic
from engine.store.caches.conversation_states import ConversationStates
from engine.store.recovery.backup import backup_folder, list_backups, size
from engine.store.recovery.backup_cleaning import delete_older_copies
from engine.store.settings import LibrarySettings


def build(context: EngineContext) -> Capability:
    """Return the routes."""
    handlers = SystemHandlers(context)
    return Capability(
        routes=(
            route(api.STATUS, "quick", handlers.status),
            route(api.HEALTH_CHECK, "index", handlers.check_health),
            route(api.BACK_UP, "index", handlers.back_up),
            route(api.BACKUPS, "quick", handlers.backups),
            route(api.SET_AUTOMATIC_BACKUPS, "quick", handlers.set_automatic_backups),
            route(api.SAVE_COPY, "index", handlers.save_copy),
            route(api.CLEAN_BACKUPS, "index", handlers.clean_backups),
            route(api.KEPT_STATES, "quick", handlers.kept_states),
            route(api.LIMIT_KEPT_STATES, "quick", handlers.limit_kept_states),
        )
    )


class SystemHandlers:
    """Handlers that look at this machine and copy the library."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._selection = ModelSelection(context.registry, LibrarySettings(context.store))
        self._states = context.states or ConversationStates(context.store)

    @cached_property
    def _gpu(self) -> str:
        """Looked up once: the driver's tool takes a second, and the window asks for the status every few seconds."""
        return ", ".join(gpu.name for gpu in hardware.gpus())

    def status(self, request: api.GetStatus, _: IsCancelled) -> api.Status:
        """The model, the memory and the connections of this moment."""
        loaded, in_use = self._context.pool.loaded_text_model_id(), self._selection.in_use("text")
        return api.Status(
            model=loaded or (in_use.id if in_use else ""),
            loaded=loaded is not None,
            memory_bytes=process_usage.memory_bytes(),
            total_memory_bytes=hardware.total_bytes(),
            gpu=self._gpu,
            internet_sockets=process_usage.internet_sockets(),
            is_damaged=isinstance(self._context.store.backup_failure, LibraryDamaged),
            networked=self._context.launcher.names if self._context.launcher else (),
        )

    def check_health(
        self, request: api.CheckHealth, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.HealthReport]:
        """All checks; a cancelled run returns the results so far."""
        return (yield from run_checks(self._context, request, is_cancelled))

    def back_up(self, request: api.BackUp, is_cancelled: IsCancelled) -> api.BackupMade:
        """Make a backup, check it, and return its folder and size in bytes. Raises DiskFull, LibraryDamaged, Cancelled."""
        made = self._context.store.back_up(is_cancelled)
        self._context.store.backup_failure = None
        return api.BackupMade(str(made.path), size(made))

    def backups(self, request: api.GetBackups, _: IsCancelled) -> api.BackupList:
        """The backups of this profile."""
        store = self._context.store
        backups, failure = list_backups(store.home), store.backup_failure
        newest = backups[-1] if backups else None
        return api.BackupList(
            automatic=is_automatic(store),
            folder=str(backup_folder(store.home)),
            count=len(backups),
            path=str(newest.path) if newest else "",
            made_at=int(newest.made.timestamp() * 1000) if newest else 0,
            failure=failure.kind if failure else "",
            failure_values=failure.values if failure else {},
        )

    def set_automatic_backups(self, request: api.SetAutomaticBackups, is_cancelled: IsCancelled) -> api.BackupList:
        """Save the choice and return the backups. Raises DiskFull, LibraryReadOnly."""
        set_automatic(self._context.store, request.automatic)
        return self.backups(api.GetBackups(), is_cancelled)

    def save_copy(self, request: api.SaveCopy, _: IsCancelled) -> api.SavedCopy:
        """Write a copy of the library elsewhere. Raises DiskFull, LibraryDamaged, LibraryReadOnly."""
        return api.SavedCopy(str(self._context.store.save_copy(Path(request.folder))))

    def clean_backups(self, request: api.CleanBackups, _: IsCancelled) -> api.BackupsCleaned:
        """Make a backup and delete the older ones. Raises DiskFull, LibraryDamaged."""
        self._context.store.checkpoint()
        newest = self._context.store.back_up()
        return api.BackupsCleaned(str(newest.path), delete_older_copies(self._context.home, newest))

    def kept_states(self, request: api.GetKeptStates, _: IsCancelled) -> api.KeptStates:
        """Return how much is kept of conversations beside their words."""
        return api.KeptStates(self._states.used(), self._states.limit())

    def limit_kept_states(self, request: api.LimitKeptStates, _: IsCancelled) -> api.KeptStates:
        """Change the limit, and return what is kept then. Raises DiskFull, LibraryReadOnly."""
        self._states.set_limit(request.limit)
        return api.KeptStates(self._states.used(), self._states.limit())
