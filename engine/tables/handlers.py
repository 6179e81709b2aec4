"""Route of the tables that several capabilities read from: the preview of a source."""

from __future__ import annotations

from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.tables import PREVIEW_TABLE, PreviewTable, TablePreview
from engine.rpc.routes import Route, route
from engine.tables.sources import TableOpener


def build_table_routes(context: EngineContext) -> tuple[Route, ...]:
    """Return the routes, in the model lane: a large spreadsheet takes seconds."""
    tables = TableOpener(context)

    def preview(request: PreviewTable, is_cancelled: IsCancelled) -> TablePreview:
        with tables.open_first_rows(request.source, is_cancelled) as table:
            return table.preview()

    return (route(PREVIEW_TABLE, "model", preview),)
