"""Routes of the system capability."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property

from engine.capabilities.system import api, process_usage
from engine.capabilities.system.health_check import run_checks
from engine.context import Capability, EngineContext
from engine.models import hardware
from engine.models.selection import ModelSelection
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress
from engine.rpc.routes import route
from engine.store.settings import LibrarySettings


def build(context: EngineContext) -> Capability:
    """Return the routes."""
    handlers = SystemHandlers(context)
    return Capability(
        routes=(
            route(api.STATUS, "quick", handlers.status),
            route(api.HEALTH_CHECK, "index", handlers.check_health),
            route(api.BACK_UP, "index", handlers.back_up),
        )
    )


class SystemHandlers:
    """Handlers that look at this machine and copy the library."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._selection = ModelSelection(context.registry, LibrarySettings(context.store))

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
        )

    def check_health(
        self, request: api.CheckHealth, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.HealthReport]:
        """All checks; a cancelled run returns the results so far."""
        return (yield from run_checks(self._context, request, is_cancelled))

    def back_up(self, request: api.BackUp, _: IsCancelled) -> api.BackupFile:
        """Make a backup, check it, and return its path and size in bytes. Raises DiskFull, LibraryDamaged."""
        path = self._context.store.back_up()
        return api.BackupFile(str(path), path.stat().st_size)
