"""Routes of comparisons. They are not kept: comparing again takes a moment."""

from __future__ import annotations

from engine.capabilities.documents.api import comparison as api
from engine.capabilities.documents.comparison.comparer import DocumentComparer
from engine.capabilities.documents.comparison.comparison_report import comparison_report
from engine.capabilities.documents.comparison.difference_summary import DifferenceSummariser
from engine.capabilities.documents.reports.report import ReportWording
from engine.capabilities.documents.reports.writers import write_report
from engine.capabilities.documents.whole.whole_document import OpenDocument
from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route


def comparison_routes(context: EngineContext, open: OpenDocument) -> tuple[Route, ...]:
    """Return the routes. Comparing has the lane of exports: neither a long answer nor long reading holds it up."""
    return (
        route(api.COMPARE, "transfer", DocumentComparer(open, context.pool).compare),
        route(api.SUMMARISE_DIFFERENCES, "model", DifferenceSummariser(context.pool).summarise),
        route(api.EXPORT_COMPARED, "transfer", export),
    )


def export(request: api.ExportComparedDocuments, _: IsCancelled) -> Done:
    """Write a comparison to a file. Raises FileUnwritable, TargetNotAFile, DiskFull."""
    report = comparison_report(request.comparison, request.summary, ReportWording(request.language))
    write_report(report, request.path, request.format)
    return Done()
