"""Routes of tables of facts: reading documents runs in the model's lane and gives way to questions, all else answers at once."""

from __future__ import annotations

from engine.capabilities.documents.api import extraction as api
from engine.capabilities.documents.extraction.extraction_run import ExtractionRun
from engine.capabilities.documents.extraction.extraction_store import ExtractionStore
from engine.capabilities.documents.extraction.table_writers import write_table
from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route


def extraction_routes(context: EngineContext) -> tuple[Route, ...]:
    """Return the routes. Tables removed long ago are purged now."""
    tables = ExtractionStore(context.store)
    tables.purge_old()
    run, handlers = ExtractionRun(context.store, tables, context.pool), ExtractionHandlers(tables)
    changed = (api.EXTRACTIONS,)
    return (
        route(api.EXTRACT, "model", run.extract, changed, preemptible=True),
        route(api.OPEN_FACTS, "quick", handlers.open),
        route(api.LIST_FACTS, "quick", handlers.list),
        route(api.EDIT_FACT, "quick", handlers.edit, changed),
        route(api.REMOVE_FACTS, "quick", handlers.remove, changed),
        route(api.RESTORE_FACTS, "quick", handlers.restore, changed),
        route(api.EXPORT_FACTS, "transfer", handlers.export),
    )


class ExtractionHandlers:
    """Handlers that answer at once."""

    def __init__(self, tables: ExtractionStore) -> None:
        self._tables = tables

    def open(self, request: api.OpenFacts, _: IsCancelled) -> api.FactTable:
        """Return a table. Raises NotFound."""
        return self._tables.find(request.table)

    def list(self, request: api.ListFacts, _: IsCancelled) -> api.FactTables:
        """Return the tables, newest first."""
        return api.FactTables(self._tables.list())

    def edit(self, request: api.EditFact, _: IsCancelled) -> api.FactRow:
        """Keep the person's value and return its row. Raises NotFound."""
        return self._tables.edit(request)

    def remove(self, request: api.RemoveFacts, _: IsCancelled) -> Done:
        """Hide a table. Raises NotFound."""
        self._tables.set_removed(request.table, removed=True)
        return Done()

    def restore(self, request: api.RestoreFacts, _: IsCancelled) -> Done:
        """Show a removed table again. Raises NotFound."""
        self._tables.set_removed(request.table, removed=False)
        return Done()

    def export(self, request: api.ExportFacts, _: IsCancelled) -> Done:
        """Write a table to a file. Raises NotFound, FileUnwritable, TargetNotAFile, DiskFull."""
        write_table(self._tables.find(request.table), request.path, request.format, request.language)
        return Done()
