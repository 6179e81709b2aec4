"""Routes of the questions that wait. None of them needs a model."""

from __future__ import annotations

from engine.capabilities.chat import api
from engine.capabilities.chat.api import CONVERSATIONS
from engine.capabilities.chat.queue.queue_store import QueueStore
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route


def queue_routes(queue: QueueStore) -> tuple[Route, ...]:
    """Return the routes; a change also changes the list of conversations, which shows where questions wait."""
    handlers = QueueHandlers(queue)
    changed = (CONVERSATIONS,)
    return (
        route(api.ENQUEUE, "quick", handlers.enqueue, changed),
        route(api.LIST_QUEUE, "quick", handlers.list),
        route(api.CHANGE_QUEUED, "quick", handlers.change, changed),
        route(api.DROP_QUEUED, "quick", handlers.drop, changed),
        route(api.RESTORE_QUEUED, "quick", handlers.restore, changed),
    )


class QueueHandlers:
    """Each answers at once."""

    def __init__(self, queue: QueueStore) -> None:
        self._queue = queue

    def enqueue(self, request: api.Enqueue, _: IsCancelled) -> api.QueuedQuestion:
        """Return the question as it is saved. Raises NotFound, BadRequest, FileVanished, DiskFull."""
        return self._queue.add(request.request)

    def list(self, request: api.ListQueue, _: IsCancelled) -> api.QuestionQueueList:
        """Return the waiting questions, the oldest first."""
        return api.QuestionQueueList(self._queue.list())

    def change(self, request: api.ChangeQueued, _: IsCancelled) -> Done:
        """Raises NotFound, BadRequest."""
        self._queue.change(request.question, request.text)
        return Done()

    def drop(self, request: api.DropQueued, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._queue.drop(request.question)
        return Done()

    def restore(self, request: api.RestoreQueued, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._queue.restore(request.question)
        return Done()
