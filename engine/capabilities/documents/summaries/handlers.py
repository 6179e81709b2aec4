"""Routes of summaries of whole documents."""

from __future__ import annotations

from collections.abc import Callable

from engine.capabilities.documents.api import PurgeDocuments
from engine.capabilities.documents.api import summaries as api
from engine.capabilities.documents.reports.report import ReportWording
from engine.capabilities.documents.reports.writers import write_report
from engine.capabilities.documents.summaries.summary_cache import SummaryCache
from engine.capabilities.documents.summaries.summary_report import summary_report
from engine.capabilities.documents.summaries.summary_run import SummaryRun
from engine.capabilities.documents.whole.whole_document import OpenDocument
from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done, Purged
from engine.rpc.routes import Lane, Route, route
from engine.store.database import Store


def summary_routes(context: EngineContext, open: OpenDocument) -> tuple[Route, ...]:
    """Return the routes. Without the model a summary does not wait for its lane."""
    run = SummaryRun(SummaryCache(context.store), open, context.pool)
    return (
        route(api.SUMMARISE_DOCUMENT, _lane, run.summarise),
        route(api.EXPORT_SUMMARY, "transfer", export),
    )


def forgetting_summaries(
    store: Store, purge: Callable[[PurgeDocuments, IsCancelled], Purged]
) -> Callable[[PurgeDocuments, IsCancelled], Purged]:
    """Return a handler that purges documents, and what was kept of summaries of them. What is left over goes now."""
    cache = SummaryCache(store)
    cache.forget_deleted()

    def purge_all(request: PurgeDocuments, is_cancelled: IsCancelled) -> Purged:
        purged = purge(request, is_cancelled)
        cache.forget_deleted()
        return purged

    return purge_all


def export(request: api.ExportSummary, _: IsCancelled) -> Done:
    """Write a summary to a file. Raises FileUnwritable, TargetNotAFile, DiskFull."""
    write_report(summary_report(request.summary, ReportWording(request.language)), request.path, request.format)
    return Done()


def _lane(request: api.SummariseDocument) -> Lane:
    return "transfer" if request.method == "extract" else "model"
