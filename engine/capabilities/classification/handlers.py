"""Language's routes: what computes vectors of many texts has the index lane, one text at a time the quick one."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import TYPE_CHECKING

from engine.capabilities.classification import api
from engine.capabilities.classification.api import CLASSIFIERS, NoTexts
from engine.capabilities.classification.classifier_store import Projects
from engine.capabilities.classification.training.fine_tune_folder import begun, sweep
from engine.context import FINE_TUNED_FOLDER, Capability, EngineContext
from engine.models.training.fine_tuning import studio_is_installed
from engine.protocol.cancellation import IsCancelled
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import TextEmpty
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress
from engine.protocol.tables import PREVIEW, Preview, Previewed
from engine.rpc.routes import Lane, route
from engine.tables.sources import Tables

if TYPE_CHECKING:
    from engine.capabilities.classification.predictors.zero_shot_predictors import Means
    from engine.capabilities.classification.training.fine_tune import Tuner
    from engine.capabilities.classification.training.training import Workshop


def build(context: EngineContext) -> Capability:
    projects = Projects(context.store)
    projects.purge()
    sweep(context.home, projects)
    tables = Tables(context)
    desk, work = Desk(projects, tables), Work(context, projects, tables)
    changed = (CLASSIFIERS,)
    return Capability(
        routes=(
            route(PREVIEW, "model", desk.preview),  # a large spreadsheet takes its time
            route(api.LIST_CLASSIFIERS, "quick", lambda request, _: api.Classifiers(projects.all())),
            route(api.CREATE_CLASSIFIER, "quick", desk.create, changed),
            route(api.OPEN_CLASSIFIER, "quick", lambda request, _: projects.find(request.classifier)),
            route(api.RENAME_CLASSIFIER, "quick", desk.rename, changed),
            route(api.REMOVE_CLASSIFIER, "quick", desk.remove, changed),
            route(api.RESTORE_CLASSIFIER, "quick", desk.restore, changed),
            route(api.SET_LABELS, "quick", desk.set_labels, changed),
            route(api.ADD_EXAMPLES, "index", desk.add, changed),
            route(api.LIST_EXAMPLES, "quick", desk.examples),
            route(api.LIST_BY_UNCERTAINTY, "index", lambda request, is_cancelled: work.shop.listed(request, is_cancelled)),
            route(api.LABEL_EXAMPLES, "quick", desk.set_label, changed),
            route(api.REMOVE_EXAMPLES, "quick", desk.remove_examples, changed),
            route(api.RESTORE_EXAMPLES, "quick", desk.restore_examples, changed),
            route(api.SPLIT_EXAMPLES, "quick", lambda request, is_cancelled: work.shop.divide(request, is_cancelled), changed),
            route(api.FIND_DATA_ISSUES, "index", lambda request, is_cancelled: work.shop.troubles(request, is_cancelled)),
            route(api.TRAIN, "index", lambda request, is_cancelled: work.shop.train(request, is_cancelled), changed),
            route(api.FINE_TUNE_STATE, "quick", lambda request, _: api.FineTuneState(studio_is_installed(), begun(context.home))),
            route(api.EVALUATE, "index", lambda request, is_cancelled: work.shop.evaluate(request, is_cancelled)),
            route(api.CONFUSION_EXAMPLES, "index", lambda request, is_cancelled: work.shop.cell(request, is_cancelled)),
            route(api.EXPORT_REPORT, "index", work.export),
            route(api.CLASSIFY, classify_lane, work.classify),
            route(api.AVAILABLE_METHODS, "quick", lambda request, _: work.means.offers()),
            route(api.CLASSIFY_FILE, "index", work.classify_file),
            route(api.BENCHMARK, "index", work.compare),
            route(
                api.COMPARE_WORDINGS, "index", lambda request, is_cancelled: work.shop.wordings(request, is_cancelled)
            ),
        ),
        exports={"label": work.label},
    )


def classify_lane(request: api.Classify) -> Lane:
    """Return "index" for several texts, "model" for one that a chat or ready-made model classifies, else "quick"."""
    if len(request.texts) > 1:
        return "index"
    return "quick" if request.method is None or request.method.kind == "meaning" else "model"


class Desk:
    """Classifiers, labels and examples."""

    def __init__(self, projects: Projects, tables: Tables) -> None:
        self._projects, self._tables = projects, tables

    def preview(self, request: Preview, is_cancelled: IsCancelled) -> Previewed:
        with self._tables.glimpse(request.source, is_cancelled) as table:
            return table.preview()

    def create(self, request: api.CreateClassifier, _: IsCancelled) -> api.Classifier:
        return self._projects.create(request.name, request.labels, request.wording)

    def rename(self, request: api.RenameClassifier, _: IsCancelled) -> api.Done:
        self._projects.rename(request.classifier, request.name)
        return api.Done()

    def remove(self, request: api.RemoveClassifier, _: IsCancelled) -> api.Done:
        self._projects.hide(request.classifier, hidden=True)
        return api.Done()

    def restore(self, request: api.RestoreClassifier, _: IsCancelled) -> api.Done:
        self._projects.hide(request.classifier, hidden=False)
        return api.Done()

    def set_labels(self, request: api.SetLabels, _: IsCancelled) -> api.Classifier:
        return self._projects.set_labels(request.classifier, request.labels, request.wording)

    def add(self, request: api.AddExamples, is_cancelled: IsCancelled) -> Generator[Progress, None, api.AddExamplesResult]:
        """Raises NoTexts, Cancelled and the errors of tables; then nothing is added."""
        with (yield from self._tables.open(request.source, is_cancelled)) as table:
            if not any(row.text for row in table.rows()):
                raise NoTexts(name=table.name)
            return self._projects.add(request.classifier, table.rows, request.split, table.name)

    def examples(self, request: api.ListExamples, _: IsCancelled) -> api.ExamplePage:
        return api.ExamplePage(*self._projects.examples(request))

    def set_label(self, request: api.LabelExamples, _: IsCancelled) -> api.Done:
        self._projects.set_label(request.examples, request.label)
        return api.Done()

    def restore_examples(self, request: api.RestoreExamples, _: IsCancelled) -> api.Done:
        self._projects.put_back(request.classifier, request.examples)
        return api.Done()

    def remove_examples(self, request: api.RemoveExamples, _: IsCancelled) -> api.Done:
        self._projects.remove(request.examples)
        return api.Done()


class Work:
    """What computes; numpy and scikit-learn are imported when it is first asked for."""

    def __init__(self, context: EngineContext, projects: Projects, tables: Tables) -> None:
        self._context, self._projects, self._tables = context, projects, tables

    @cached_property
    def means(self) -> Means:
        from engine.capabilities.classification.embedding_cache import Space
        from engine.capabilities.classification.predictors.zero_shot_predictors import Means

        space = Space(self._context.store, self._context.pool, self._context.indexer, self._context.home / FINE_TUNED_FOLDER)
        return Means(space, self._context.pool, self._tables)

    @cached_property
    def tuner(self) -> Tuner:
        from engine.capabilities.classification.training.fine_tune import Tuner

        return Tuner(self._context, self.means.space)

    @cached_property
    def shop(self) -> Workshop:
        from engine.capabilities.classification.training.training import Workshop

        return Workshop(self._projects, self.means, self.tuner)

    def export(self, request: api.ExportReport, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ExportResult]:
        from engine.capabilities.classification.evaluation import html_report

        report = yield from self.shop.evaluate(api.Evaluate(request.classifier, method=request.method), is_cancelled)
        found = self._projects.find(request.classifier)
        return api.ExportResult(request.path, html_report.write(request.path, found, report, Translations(request.language)))

    def classify(
        self, request: api.Classify, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.Classification]:
        from engine.capabilities.classification.predictors.predictors import answerer

        if not any(text.strip() for text in request.texts):
            raise TextEmpty
        by = answerer(self._projects, self.means, request.classifier, request.labels, request.wording, request.method)
        shares = yield from by.answer(request.texts, is_cancelled)
        results = (
            api.Prediction(by.label(row, request.threshold), tuple(round(float(share), 6) for share in row))
            for row in shares
        )
        return api.Classification(by.labels, tuple(results), by.independent)

    def label(self, classifier: str, text: str) -> PredictedLabel:
        """By the classifier of that name. Raises NotFound, NotTrained, TooFewLabels, ModelMissing."""
        from engine.capabilities.classification.predictors.predictors import finished

        id = self._projects.named(classifier)
        found = finished(self.classify(api.Classify((text,), id), lambda: False)).predictions[0]
        return PredictedLabel(classifier, found.label, max(found.probabilities))

    def classify_file(
        self, request: api.ClassifyFile, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExportResult]:
        from engine.capabilities.classification.classify_file import classify_file
        from engine.capabilities.classification.predictors.predictors import answerer

        by = answerer(self._projects, self.means, request.classifier, request.labels, request.wording, request.method)
        with (yield from self._tables.open(request.source, is_cancelled)) as table:
            return (yield from classify_file(by, table, request, is_cancelled))

    def compare(self, request: api.Benchmark, is_cancelled: IsCancelled) -> Generator[Progress, None, api.BenchmarkResult]:
        from engine.capabilities.classification.evaluation.benchmark import compare

        return (yield from compare(self._tables, self.means, self.tuner.vectors, request, is_cancelled))
