"""Language's routes: what computes vectors of many texts has the index lane, one text at a time the quick one."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import TYPE_CHECKING

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import Projects
from engine.capabilities.classification.training.fine_tune_folder import begun, sweep
from engine.context import TUNED, Capability, EngineContext, Route
from engine.models.training.fine_tuning import studio_is_installed
from engine.protocol.cancellation import IsCancelled
from engine.protocol.changes import CLASSIFIERS
from engine.protocol.classification import Labelled
from engine.protocol.errors import NoTexts, TextEmpty
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress
from engine.protocol.tables import PREVIEW, Preview, Previewed
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
            Route(PREVIEW, "model", desk.preview),  # a large spreadsheet takes its time
            Route(api.LIST, "quick", lambda request, _: api.Classifiers(projects.all())),
            Route(api.CREATE, "quick", desk.create, changed),
            Route(api.OPEN, "quick", lambda request, _: projects.find(request.classifier)),
            Route(api.RENAME, "quick", desk.rename, changed),
            Route(api.REMOVE, "quick", desk.remove, changed),
            Route(api.RESTORE, "quick", desk.restore, changed),
            Route(api.SET_LABELS, "quick", desk.set_labels, changed),
            Route(api.ADD, "index", desk.add, changed),
            Route(api.EXAMPLES, "quick", desk.examples),
            Route(api.RANKED, "index", lambda request, is_cancelled: work.shop.listed(request, is_cancelled)),
            Route(api.SET_LABEL, "quick", desk.set_label, changed),
            Route(api.REMOVE_EXAMPLES, "quick", desk.remove_examples, changed),
            Route(api.RESTORE_EXAMPLES, "quick", desk.restore_examples, changed),
            Route(api.DIVIDE, "quick", lambda request, is_cancelled: work.shop.divide(request, is_cancelled), changed),
            Route(api.TROUBLES, "index", lambda request, is_cancelled: work.shop.troubles(request, is_cancelled)),
            Route(api.TRAIN, "index", lambda request, is_cancelled: work.shop.train(request, is_cancelled), changed),
            Route(api.TUNING, "quick", lambda request, _: api.TuningState(studio_is_installed(), begun(context.home))),
            Route(api.EVALUATE, "index", lambda request, is_cancelled: work.shop.evaluate(request, is_cancelled)),
            Route(api.READ_CELL, "index", lambda request, is_cancelled: work.shop.cell(request, is_cancelled)),
            Route(api.EXPORT_REPORT, "index", work.export),
            Route(api.CLASSIFY, "quick", work.classify),
            Route(api.CLASSIFY_BY_MODEL, "model", work.classify),
            Route(api.OFFERS, "quick", lambda request, _: work.means.offers()),
            Route(api.CLASSIFY_MANY, "index", work.classify),
            Route(api.CLASSIFY_FILE, "index", work.classify_file),
            Route(api.COMPARE, "index", work.compare),
            Route(
                api.COMPARE_WORDINGS, "index", lambda request, is_cancelled: work.shop.wordings(request, is_cancelled)
            ),
        ),
        offers={"label": work.label},
    )


class Desk:
    """Classifiers, labels and examples."""

    def __init__(self, projects: Projects, tables: Tables) -> None:
        self._projects, self._tables = projects, tables

    def preview(self, request: Preview, is_cancelled: IsCancelled) -> Previewed:
        with self._tables.glimpse(request.source, is_cancelled) as table:
            return table.preview()

    def create(self, request: api.Create, _: IsCancelled) -> api.Classifier:
        return self._projects.create(request.name, request.labels, request.wording)

    def rename(self, request: api.Rename, _: IsCancelled) -> api.Done:
        self._projects.rename(request.classifier, request.name)
        return api.Done()

    def remove(self, request: api.Remove, _: IsCancelled) -> api.Done:
        self._projects.hide(request.classifier, hidden=True)
        return api.Done()

    def restore(self, request: api.Restore, _: IsCancelled) -> api.Done:
        self._projects.hide(request.classifier, hidden=False)
        return api.Done()

    def set_labels(self, request: api.SetLabels, _: IsCancelled) -> api.Classifier:
        return self._projects.set_labels(request.classifier, request.labels, request.wording)

    def add(self, request: api.AddExamples, is_cancelled: IsCancelled) -> Generator[Progress, None, api.Added]:
        """Raises NoTexts, Cancelled and the errors of tables; then nothing is added."""
        with (yield from self._tables.open(request.source, is_cancelled)) as table:
            if not any(row.text for row in table.rows()):
                raise NoTexts(name=table.name)
            return self._projects.add(request.classifier, table.rows, request.split, table.name)

    def examples(self, request: api.ListExamples, _: IsCancelled) -> api.Examples:
        return api.Examples(*self._projects.examples(request))

    def set_label(self, request: api.SetLabel, _: IsCancelled) -> api.Done:
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

        space = Space(self._context.store, self._context.pool, self._context.indexer, self._context.home / TUNED)
        return Means(space, self._context.pool, self._tables)

    @cached_property
    def tuner(self) -> Tuner:
        from engine.capabilities.classification.training.fine_tune import Tuner

        return Tuner(self._context, self.means.space)

    @cached_property
    def shop(self) -> Workshop:
        from engine.capabilities.classification.training.training import Workshop

        return Workshop(self._projects, self.means, self.tuner)

    def export(self, request: api.ExportReport, is_cancelled: IsCancelled) -> Generator[Progress, None, api.Written]:
        from engine.capabilities.classification.evaluation import html_report

        report = yield from self.shop.evaluate(api.Evaluate(request.classifier, by=request.by), is_cancelled)
        found = self._projects.find(request.classifier)
        return api.Written(request.path, html_report.write(request.path, found, report, Translations(request.language)))

    def classify(
        self, request: api.Classify, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.Classification]:
        from engine.capabilities.classification.predictors.predictors import answerer

        if not any(text.strip() for text in request.texts):
            raise TextEmpty
        by = answerer(self._projects, self.means, request.classifier, request.labels, request.wording, request.by)
        shares = yield from by.answer(request.texts, is_cancelled)
        results = (
            api.Classified(by.label(row, request.threshold), tuple(round(float(share), 6) for share in row))
            for row in shares
        )
        return api.Classification(by.labels, tuple(results), by.independent)

    def label(self, classifier: str, text: str) -> Labelled:
        """By the classifier of that name. Raises NotFound, NotTrained, TooFewLabels, ModelMissing."""
        from engine.capabilities.classification.predictors.predictors import finished

        id = self._projects.named(classifier)
        found = finished(self.classify(api.Classify((text,), id), lambda: False)).results[0]
        return Labelled(classifier, found.label, max(found.scores))

    def classify_file(
        self, request: api.ClassifyFile, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.Written]:
        from engine.capabilities.classification.classify_file import classify_file
        from engine.capabilities.classification.predictors.predictors import answerer

        by = answerer(self._projects, self.means, request.classifier, request.labels, request.wording, request.by)
        with (yield from self._tables.open(request.source, is_cancelled)) as table:
            return (yield from classify_file(by, table, request, is_cancelled))

    def compare(self, request: api.Compare, is_cancelled: IsCancelled) -> Generator[Progress, None, api.Comparison]:
        from engine.capabilities.classification.evaluation.benchmark import compare

        return (yield from compare(self._tables, self.means, self.tuner.vectors, request, is_cancelled))
