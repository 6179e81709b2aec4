"""The five steps of a classifier on tabs, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.features.classification.evaluation.scores_step import ScoresStep
from desktop.features.classification.examples.examples_step import ExamplesStep
from desktop.features.classification.labels.labels_step import LabelsStep
from desktop.features.classification.training.training_step import TrainingStep
from desktop.features.classification.use.try_panels import UseStep
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.panels.requests import EngineRequests
from desktop.theme.tokens import Space
from desktop.widgets.layout.focus_order import set_tab_order
from desktop.widgets.shell.drop_zone import disable_drops
from engine.capabilities.classification import api as classification

LABELS, EXAMPLES, TRAIN, SCORES, USE = range(5)
STEPS = (
    tr_noop("classification", "Labels"),
    tr_noop("classification", "Examples"),
    tr_noop("classification", "Train"),
    tr_noop("classification", "How good"),
    tr_noop("classification", "Use"),
)
Step = LabelsStep | ExamplesStep | TrainingStep | ScoresStep | UseStep
StepT = TypeVar("StepT", LabelsStep, ExamplesStep, TrainingStep, ScoresStep, UseStep)


class ClassifierSteps(TranslatedWidget):
    """All steps at once would stop the window for a quarter of a second, for a page that is perhaps never opened."""

    def __init__(self, requests: EngineRequests, parent: QWidget) -> None:
        super().__init__(parent)
        self._requests = requests
        self._classifier: classification.Classifier | None = None
        self._made: list[Step] = []
        self.tabs, self._stack = QTabBar(self), QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.M)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _ in STEPS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda _: self._show_step())
        self.retranslate()

    @cached_property
    def labels(self) -> LabelsStep:
        return self._add(LabelsStep(self._requests))

    @cached_property
    def examples(self) -> ExamplesStep:
        return self._add(ExamplesStep(self._requests))

    @cached_property
    def training(self) -> TrainingStep:
        return self._add(TrainingStep(self._requests))

    @cached_property
    def scores(self) -> ScoresStep:
        return self._add(ScoresStep(self._requests))

    @cached_property
    def use(self) -> UseStep:
        return self._add(UseStep(self._requests))

    def show_classifier(self, classifier: classification.Classifier) -> None:
        """Show a classifier in the steps that are made; those to come will show it too."""
        self._classifier = classifier
        for step in self._made:
            step.show_classifier(classifier)
        self._show_step()

    def retranslate(self) -> None:
        self.tabs.setAccessibleName(tr("classification", "Steps"))
        for index, name in enumerate(STEPS):
            self.tabs.setTabText(index, tr("classification", name))

    def _show_step(self) -> None:
        make: tuple[Callable[[], Step], ...] = (
            lambda: self.labels,
            lambda: self.examples,
            lambda: self.training,
            lambda: self.scores,
            lambda: self.use,
        )
        if self._classifier is not None:
            self._stack.setCurrentWidget(make[self.tabs.currentIndex()]())

    def _add(self, step: StepT) -> StepT:
        disable_drops(step)
        self._stack.addWidget(step)
        set_tab_order(self)
        self._made.append(step)
        if self._classifier is not None:
            step.show_classifier(self._classifier)
        return step
