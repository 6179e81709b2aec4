"""Routes of classification. Methods that embed many texts run in the index lane, those of one text in the quick one."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import TYPE_CHECKING

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import ClassifierStore
from engine.capabilities.classification.purging import purge_classifiers, removed_classifiers
from engine.capabilities.classification.training.fine_tune_folder import (
    delete_of_purged,
    delete_unused,
    resumable_requests,
)
from engine.context import FINE_TUNED_FOLDER, Capability, EngineContext
from engine.models.training.fine_tuning import studio_is_installed
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.fine_tuning import EpochMetrics
from engine.protocol.classification import PredictedLabel
from engine.protocol.done import Done, Purged
from engine.protocol.errors import TextEmpty
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress
from engine.rpc.generators import exhaust
from engine.rpc.routes import Lane, Route, route
from engine.tables.sources import TableOpener

if TYPE_CHECKING:
    from engine.capabilities.classification.evaluation.evaluator import Evaluator
    from engine.capabilities.classification.predictors.predictor import Predictor
    from engine.capabilities.classification.predictors.zero_shot_predictors import ZeroShotPredictors
    from engine.capabilities.classification.training.fine_tune import EncoderFineTuner


def build(context: EngineContext) -> Capability:
    """Return the routes, and `label` for other capabilities: a text's label by the name of a classifier."""
    store = ClassifierStore(context.store)
    store.purge()
    delete_unused(context.home, store)
    tables = TableOpener(context)
    classifiers = ClassifierHandlers(context, store, tables)
    models = PredictionHandlers(context, store, tables)
    return Capability(
        classifiers.routes() + models.routes(), exports={"label": models.label, "classifier_names": store.names}
    )


def classify_lane(request: api.Classify) -> Lane:
    """Return "index" for several texts, "model" for one that another model than the embedder classifies, else "quick"."""
    if len(request.texts) > 1:
        return "index"
    return "quick" if request.method is None or request.method.kind == "meaning" else "model"


class ClassifierHandlers:
    """Handlers that only read and write SQLite: classifiers, labels and examples."""

    def __init__(self, context: EngineContext, store: ClassifierStore, tables: TableOpener) -> None:
        self._context, self._store, self._tables = context, store, tables

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of these handlers."""
        changed = (api.CLASSIFIERS,)
        return (
            route(api.LIST_CLASSIFIERS, "quick", self.list_classifiers),
            route(api.CREATE_CLASSIFIER, "quick", self.create, changed),
            route(api.OPEN_CLASSIFIER, "quick", self.open),
            route(api.RENAME_CLASSIFIER, "quick", self.rename, changed),
            route(api.REMOVE_CLASSIFIER, "quick", self.remove, changed),
            route(api.RESTORE_CLASSIFIER, "quick", self.restore, changed),
            route(api.PURGE_CLASSIFIERS, "quick", self.purge, changed),
            route(api.SET_LABELS, "quick", self.set_labels, changed),
            route(api.ADD_EXAMPLES, "index", self.add_examples, changed),
            route(api.LIST_EXAMPLES, "quick", self.list_examples),
            route(api.LABEL_EXAMPLES, "quick", self.label_examples, changed),
            route(api.REMOVE_EXAMPLES, "quick", self.remove_examples, changed),
            route(api.RESTORE_EXAMPLES, "quick", self.restore_examples, changed),
            route(api.SPLIT_EXAMPLES, "quick", self.split_examples, changed),
        )

    def list_classifiers(self, request: api.ListClassifiers, _: IsCancelled) -> api.Classifiers:
        """Return all classifiers, sorted by name."""
        return api.Classifiers(self._store.list_classifiers())

    def create(self, request: api.CreateClassifier, _: IsCancelled) -> api.Classifier:
        """Create a classifier and return it. Raises NameTaken."""
        return self._store.create(request.name, request.labels, request.wording)

    def open(self, request: api.OpenClassifier, _: IsCancelled) -> api.Classifier:
        """Return one classifier. Raises NotFound."""
        return self._store.get(request.classifier)

    def rename(self, request: api.RenameClassifier, _: IsCancelled) -> Done:
        """Rename a classifier. Raises NotFound, NameTaken."""
        self._store.rename(request.classifier, request.name)
        return Done()

    def remove(self, request: api.RemoveClassifier, _: IsCancelled) -> Done:
        """Hide a classifier, which `restore` shows again until it is purged."""
        self._store.remove(request.classifier)
        return Done()

    def restore(self, request: api.RestoreClassifier, _: IsCancelled) -> Done:
        """Show a removed classifier again. Raises NameTaken."""
        self._store.restore(request.classifier)
        return Done()

    def purge(self, request: api.PurgeClassifiers, _: IsCancelled) -> Purged:
        """Delete classifiers for good, or all that were removed."""
        library = self._context.store
        ids = removed_classifiers(library) if request.classifiers is None else request.classifiers
        encoders = self._store.fine_tuned_models()
        count = purge_classifiers(library, ids)
        self._store.delete_orphan_embeddings()
        delete_of_purged(self._context.home, encoders - self._store.fine_tuned_models(), ids)
        return Purged(count)

    def set_labels(self, request: api.SetLabels, _: IsCancelled) -> api.Classifier:
        """Replace the labels and return the classifier. Raises NotFound."""
        return self._store.set_labels(request.classifier, request.labels, request.wording)

    def add_examples(
        self, request: api.AddExamples, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.AddExamplesResult]:
        """Add the rows of a source and count them. Raises NoTexts, TooManyLabels, Cancelled and the errors of tables."""
        with (yield from self._tables.open(request.source, is_cancelled)) as table:
            if not any(row.text for row in table.rows()):
                raise api.NoTexts(name=table.name)
            return self._store.add_examples(request.classifier, table.rows, request.split, table.name)

    def list_examples(self, request: api.ListExamples, _: IsCancelled) -> api.ExamplePage:
        """Return a page of examples in the order they were added."""
        return api.ExamplePage(*self._store.list_examples(request))

    def label_examples(self, request: api.LabelExamples, _: IsCancelled) -> Done:
        """Give these examples a label, which is added if it is new; an empty label removes theirs."""
        self._store.label_examples(request.examples, request.label)
        return Done()

    def remove_examples(self, request: api.RemoveExamples, _: IsCancelled) -> Done:
        """Delete examples. `restore_examples` puts them back from what the window still has of them."""
        self._store.remove_examples(request.examples)
        return Done()

    def restore_examples(self, request: api.RestoreExamples, _: IsCancelled) -> Done:
        """Put removed examples back. Raises NotFound."""
        self._store.restore_examples(request.classifier, request.examples)
        return Done()

    def split_examples(self, request: api.SplitExamples, _: IsCancelled) -> Done:
        """Hold out a part of each label's examples for testing."""
        from engine.capabilities.classification.evaluation.hold_out import draw_test_examples  # imports numpy

        examples = self._store.labelled_examples(request.classifier)
        self._store.hold_out(request.classifier, draw_test_examples(examples, request.test_fraction, request.seed))
        return Done()


class PredictionHandlers:
    """Handlers that compute. numpy and scikit-learn are imported when one of them first runs, not when the engine starts."""

    def __init__(self, context: EngineContext, store: ClassifierStore, tables: TableOpener) -> None:
        self._context, self._store, self._tables = context, store, tables

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of these handlers."""
        return (
            route(api.CLASSIFY, classify_lane, self.classify),
            route(api.CLASSIFY_FILE, "index", self.classify_file),
            route(api.AVAILABLE_METHODS, "quick", self.available_methods),
            route(api.TRAIN, "index", self.train, (api.CLASSIFIERS,)),
            route(api.FINE_TUNE_STATE, "quick", self.fine_tune_state),
            route(api.LIST_BY_UNCERTAINTY, "index", self.list_by_uncertainty),
            route(api.FIND_DATA_ISSUES, "index", self.find_data_issues),
            route(api.EVALUATE, "index", self.evaluate),
            route(api.CONFUSION_EXAMPLES, "index", self.confusion_examples),
            route(api.EXPORT_REPORT, "index", self.export_report),
            route(api.COMPARE_WORDINGS, "index", self.compare_wordings),
            route(api.BENCHMARK, "index", self.benchmark),
        )

    @cached_property
    def _zero_shot(self) -> ZeroShotPredictors:
        from engine.capabilities.classification.embedding_cache import EmbeddingCache
        from engine.capabilities.classification.predictors.zero_shot_predictors import ZeroShotPredictors

        context = self._context
        cache = EmbeddingCache(context.store, context.pool, context.indexer, context.home / FINE_TUNED_FOLDER)
        return ZeroShotPredictors(cache, context.pool, self._tables)

    @cached_property
    def _fine_tuner(self) -> EncoderFineTuner:
        from engine.capabilities.classification.training.fine_tune import EncoderFineTuner

        return EncoderFineTuner(self._context, self._zero_shot.cache)

    @cached_property
    def _evaluator(self) -> Evaluator:
        from engine.capabilities.classification.evaluation.evaluator import Evaluator

        return Evaluator(self._store, self._zero_shot)

    def _predictor(self, request: api.Classify | api.ClassifyFile) -> Predictor:
        from engine.capabilities.classification.predictors.classifier_predictor import find_predictor

        return find_predictor(
            self._store, self._zero_shot, request.classifier, request.labels, request.wording, request.method
        )

    def classify(
        self, request: api.Classify, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.Classification]:
        """Return a prediction for each text. Raises TextEmpty and what `find_predictor` raises, ModelError, Cancelled."""
        if not any(text.strip() for text in request.texts):
            raise TextEmpty
        predictor = self._predictor(request)
        rows = yield from predictor.predict(request.texts, is_cancelled)
        predictions = (
            api.Prediction(predictor.label(row, request.threshold), tuple(round(float(value), 6) for value in row))
            for row in rows
        )
        return api.Classification(predictor.labels, tuple(predictions), predictor.multi_label)

    def label(self, classifier: str, text: str) -> PredictedLabel:
        """Return the label of a text by the classifier of that name.

        Raises ClassifierMissing, NotTrained, FineTunedModelMissing, TooFewLabels, ModelMissing.
        """
        request = api.Classify((text,), self._store.id_of(classifier))
        prediction = exhaust(self.classify(request, lambda: False)).predictions[0]
        return PredictedLabel(classifier, prediction.label, max(prediction.probabilities))

    def classify_file(
        self, request: api.ClassifyFile, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExportResult]:
        """Write the file of predictions. Raises what `find_predictor` raises, and the errors of tables."""
        from engine.capabilities.classification.classify_file import classify_file

        predictor = self._predictor(request)
        with (yield from self._tables.open(request.source, is_cancelled)) as table:
            return (yield from classify_file(predictor, table, request, is_cancelled))

    def available_methods(self, request: api.ListPredictionMethods, _: IsCancelled) -> api.AvailableMethods:
        """Return the methods that need no training and are installed."""
        return self._zero_shot.available_methods()

    def train(
        self, request: api.Train, is_cancelled: IsCancelled
    ) -> Generator[Progress | EpochMetrics, None, api.Classifier]:
        """Train the classifier and return it. Raises what Train documents."""
        from engine.capabilities.classification.training.trainer import Trainer

        trainer = Trainer(self._store, self._zero_shot.cache, self._fine_tuner)
        return (yield from trainer.train(request, is_cancelled))

    def fine_tune_state(self, request: api.GetFineTuneState, _: IsCancelled) -> api.FineTuneState:
        """Return whether encoders can be fine-tuned, and the trainings to resume."""
        return api.FineTuneState(studio_is_installed(), resumable_requests(self._context.home))

    def list_by_uncertainty(
        self, request: api.ListExamples, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExamplePage]:
        """Return a page of examples, the least certain first."""
        return (yield from self._evaluator.list_by_uncertainty(request, is_cancelled))

    def find_data_issues(
        self, request: api.FindDataIssues, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.DataIssues]:
        """Return the examples that make the evaluation doubtful. Raises ModelMissing, Cancelled."""
        from engine.capabilities.classification.evaluation.data_issues import find_data_issues

        return (yield from find_data_issues(self._store, self._zero_shot.cache, request, is_cancelled))

    def evaluate(
        self, request: api.Evaluate, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.EvaluationReport]:
        """Return the report on the test examples. Raises what Evaluate documents."""
        return (yield from self._evaluator.evaluate(request, is_cancelled))

    def confusion_examples(
        self, request: api.ListConfusionExamples, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExamplePage]:
        """Return the test examples of one cell of the confusion matrix."""
        return (yield from self._evaluator.confusion_examples(request, is_cancelled))

    def export_report(
        self, request: api.ExportReport, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExportResult]:
        """Evaluate and write the report as HTML. Raises as `evaluate`, FileUnwritable, DiskFull."""
        from engine.capabilities.classification.evaluation import html_report

        evaluate = api.Evaluate(request.classifier, method=request.method)
        report = yield from self._evaluator.evaluate(evaluate, is_cancelled)
        classifier = self._store.get(request.classifier)
        lines = html_report.write(request.path, classifier, report, Translations(request.language))
        return api.ExportResult(request.path, lines)

    def compare_wordings(
        self, request: api.CompareWordings, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.WordingAccuracies]:
        """Return the accuracy of each wording. Raises NoTestExamples."""
        return (yield from self._evaluator.compare_wordings(request, is_cancelled))

    def benchmark(
        self, request: api.Benchmark, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.BenchmarkResult]:
        """Return the metrics of a method over all seeds. Raises what Benchmark documents."""
        from engine.capabilities.classification.evaluation.benchmark import BenchmarkRun

        run = BenchmarkRun(self._tables, self._zero_shot, self._fine_tuner.embeddings, request, is_cancelled)
        return (yield from run.run())
