"""Routes of grading: judging runs in the model lane, all else answers at once."""

from __future__ import annotations

from engine.capabilities.documents.api import grading as api
from engine.capabilities.documents.grading.grading_report import grading_report
from engine.capabilities.documents.grading.grading_run import GradingRun
from engine.capabilities.documents.grading.grading_store import GradingStore
from engine.capabilities.documents.grading.rubric_reader import RubricReader
from engine.capabilities.documents.reports.report import ReportWording
from engine.capabilities.documents.reports.writers import write_report
from engine.capabilities.documents.whole.whole_document import OpenDocument
from engine.context import EngineContext
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.rpc.routes import Route, route

FOLDER = "rubrics"


def grading_routes(context: EngineContext, open: OpenDocument) -> tuple[Route, ...]:
    """Return the routes. Gradings removed long ago are purged now."""
    gradings = GradingStore(context.store)
    gradings.purge_old()
    rubrics = RubricReader(context.interactive_indexer or context.indexer, context.home / FOLDER)
    run = GradingRun(gradings, rubrics, open, context.pool)
    handlers = GradingHandlers(gradings, rubrics, run)
    changed = (api.GRADINGS,)
    return (
        route(api.GRADE, "model", run.grade, changed),
        route(api.READ_RUBRIC, "transfer", handlers.read_rubric),
        route(api.DESCRIBE_JUDGE, "quick", handlers.describe_judge),
        route(api.LIST_GRADINGS, "quick", handlers.list_gradings),
        route(api.CHOOSE_LEVEL, "quick", handlers.choose_level, changed),
        route(api.REMOVE_GRADING, "quick", handlers.remove, changed),
        route(api.RESTORE_GRADING, "quick", handlers.restore, changed),
        route(api.EXPORT_GRADING, "transfer", handlers.export),
    )


class GradingHandlers:
    """Handlers that answer at once."""

    def __init__(self, gradings: GradingStore, rubrics: RubricReader, run: GradingRun) -> None:
        self._gradings, self._rubrics, self._run = gradings, rubrics, run

    def read_rubric(self, request: api.ReadRubric, is_cancelled: IsCancelled) -> api.Rubric:
        """Return the rubric in a file. Raises RubricUnreadable, FileError."""
        return self._rubrics.read(request.path, is_cancelled)

    def describe_judge(self, request: api.DescribeJudge, _: IsCancelled) -> api.JudgingModel:
        """Return the model that would judge."""
        return self._run.describe_judge(request.language)

    def list_gradings(self, request: api.ListGradings, _: IsCancelled) -> api.Gradings:
        """Return the saved gradings, the newest first."""
        return api.Gradings(self._gradings.list(request.path))

    def choose_level(self, request: api.ChooseLevel, _: IsCancelled) -> api.Grading:
        """Keep the person's level and return the grading with its new total. Raises NotFound."""
        return self._gradings.choose(request.grading, request.position, request.level)

    def remove(self, request: api.RemoveGrading, _: IsCancelled) -> Done:
        """Hide a grading. Raises NotFound."""
        self._gradings.set_removed(request.grading, removed=True)
        return Done()

    def restore(self, request: api.RestoreGrading, _: IsCancelled) -> Done:
        """Show a removed grading again. Raises NotFound."""
        self._gradings.set_removed(request.grading, removed=False)
        return Done()

    def export(self, request: api.ExportGrading, _: IsCancelled) -> Done:
        """Write a grading to a file. Raises NotFound, FileUnwritable, TargetNotAFile, DiskFull."""
        report = grading_report(self._gradings.find(request.grading), ReportWording(request.language))
        write_report(report, request.path, request.format)
        return Done()
