"""The Classify page: the list of classifiers, and five steps for the chosen one: labels, examples, train, how good, use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.feature import Action, DropAction, Page, Shell
from desktop.features.classification.classifier_list import NONE, QUICK, ClassifierList
from desktop.features.classification.examples.examples_step import TEST_SHARE
from desktop.features.classification.labels.wording_card import default_wording
from desktop.features.classification.steps import EXAMPLES, LABELS, TRAIN, USE, ClassifierSteps
from desktop.features.classification.use.try_panels import QuickTry, empty_page_text
from desktop.i18n import tr
from desktop.panels.delete_for_good import delete_for_good
from desktop.panels.drop_targets import single_file_action
from desktop.panels.requests import EngineRequests
from desktop.panels.run_cards import RunCards
from desktop.panels.source_choice import TABLES
from desktop.paths import SAMPLES
from desktop.theme.tokens import Space
from desktop.widgets.cards.empty_page import EmptyPage
from desktop.widgets.layout.focus_order import set_tab_order
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.shell.drop_zone import disable_drops
from engine.capabilities.classification import api as classification
from engine.capabilities.classification.api import CLASSIFIERS
from engine.protocol import tables

SAMPLE = SAMPLES / "texts" / "messages.csv"


class ClassificationPage(Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.requests = EngineRequests(shell, self, RunCards(shell.theme, self))
        self.list = ClassifierList(shell.theme)
        self._empty_page = EmptyPage(shell.theme, "tag", empty_page_text)
        self._views = QStackedWidget(self)
        self.steps = ClassifierSteps(self.requests, self)
        self._to_open, self._is_naming = (QUICK, LABELS), False
        self._lay_out()
        self._connect()
        self.reload()

    @cached_property
    def quick(self) -> QuickTry:
        """The view without a classifier, made when it is first shown."""
        quick = QuickTry(self.requests)
        disable_drops(quick)
        self._views.addWidget(quick)
        set_tab_order(self)
        return quick

    # the window's side

    def palette_actions(self) -> Sequence[Action]:
        return (
            Action(tr("classification", "New classifier"), self.create_classifier),
            Action(tr("classification", "Classify a text by labels"), self.open_quick_try),
            Action(tr("classification", "Classify what is copied"), self.classify_clipboard),
        )

    def palette_entries(self) -> Sequence[Action]:
        kind = tr("classification", "Classifier")
        return [
            Action(classifier.name, partial(self._open, classifier.id), kind=kind)
            for classifier in self.list.classifiers
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        if len(files) != 1 or not (files[0].is_dir() or files[0].suffix.lower() in TABLES):
            return ()
        return (
            single_file_action(tr("classification", "Classify these texts"), self.classify_file),
            single_file_action(tr("classification", "Take as examples"), self.add_examples_from),
        )

    def perform(self, action: str, argument: object = None) -> None:
        if action == "try":
            self.open_quick_try()
        elif action == "classify" and isinstance(argument, Path):
            self.classify_file(argument)

    def stop(self) -> None:
        if not self._pane.close_list():
            self.requests.stop()

    # the classifiers

    def reload(self) -> None:
        self.requests.send(
            classification.LIST_CLASSIFIERS,
            classification.ListClassifiers(),
            lambda result: self._show_classifiers(result.classifiers),
        )

    def create_classifier(self) -> None:
        """Create a classifier and let the user type its name at once."""
        self._shell.show_page("classification")
        self._create(tr("classification", "New classifier"), lambda _: None, is_naming=True)

    def create_sample(self) -> None:
        """Create a classifier from the sample's messages, a fifth of them held out, ready to train."""
        self._create(tr("classification", "Messages to the neighbours' office"), self._add_sample, TRAIN)

    def remove(self, id: int) -> None:
        name = next((c.name for c in self.list.classifiers if c.id == id), "")
        sentence = tr("classification", "“{name}” was removed.", name=name)
        self.requests.send(
            classification.REMOVE_CLASSIFIER,
            classification.RemoveClassifier(id),
            lambda _: self._shell.show_message(sentence, undo=lambda: self._restore(id)),
        )

    def purge(self, id: int) -> None:
        """Ask, then delete a classifier for good."""
        name = next((c.name for c in self.list.classifiers if c.id == id), "")
        question = tr("classification", "Delete “{name}” for good, with its examples?", name=name)
        requests = ((classification.PURGE_CLASSIFIERS, classification.PurgeClassifiers((id,))),)
        delete_for_good(self._shell, self, question, requests)

    def _restore(self, id: int) -> None:
        request = classification.RestoreClassifier(id)
        self.requests.send(classification.RESTORE_CLASSIFIER, request, lambda _: self.reload())

    def _rename(self, id: int, name: str) -> None:
        request = classification.RenameClassifier(id, name)
        self.requests.send(classification.RENAME_CLASSIFIER, request, lambda _: self.reload())

    def _create(
        self,
        name: str,
        on_created: Callable[[classification.Classifier], object],
        step: int = LABELS,
        is_naming: bool = False,
    ) -> None:
        """Create a classifier under the first of "name", "name 2", … that is free, then open it at `step`."""
        used = {classifier.name for classifier in self.list.classifiers}
        free = name if name not in used else next(n for i in range(2, 999) if (n := f"{name} {i}") not in used)

        def open_created(classifier: classification.Classifier) -> None:
            self._to_open, self._is_naming = (classifier.id, step), is_naming
            on_created(classifier)
            self.reload()

        request = classification.CreateClassifier(free, wording=default_wording())
        self.requests.send(classification.CREATE_CLASSIFIER, request, open_created)

    def _add_sample(self, classifier: classification.Classifier) -> None:
        column = tr("classification", "label")
        source = tables.Source(str(SAMPLE), text_column="text", label_column=column)
        split = classification.SplitExamples(classifier.id, TEST_SHARE)
        self.requests.send(
            classification.ADD_EXAMPLES,
            classification.AddExamples(classifier.id, source),
            lambda _: self.requests.send(classification.SPLIT_EXAMPLES, split, lambda _: self.reload()),
        )

    # showing

    def open_quick_try(self) -> None:
        self._shell.show_page("classification")
        self.list.choose(QUICK)
        self.quick.labels.setFocus()

    def _open(self, id: int) -> None:
        self._shell.show_page("classification")
        self.list.choose(id)

    def _show_classifiers(self, classifiers: Sequence[classification.Classifier]) -> None:
        self.list.show_classifiers(classifiers)
        id, step = self._to_open
        if id and any(c.id == id for c in classifiers):
            self._to_open = (QUICK, LABELS)
            self.list.choose(id)
            self.steps.tabs.setCurrentIndex(step)
            if self._is_naming:
                self._pane.open_list()
                self.list.rename()
        elif self.list.chosen_id == NONE and classifiers:
            self.list.choose(classifiers[0].id)
        self._show_chosen()

    def _show_chosen(self) -> None:
        classifier = self.list.current
        if self.list.chosen_id == NONE:
            self._views.setCurrentWidget(self._empty_page)
        elif classifier is None:
            self._views.setCurrentWidget(self.quick)
        else:
            self.steps.show_classifier(classifier)
            self._views.setCurrentWidget(self.steps)

    def _on_changed(self, nouns: frozenset[str]) -> None:
        if CLASSIFIERS in nouns:
            self.reload()

    # files and the clipboard

    def classify_clipboard(self) -> None:
        """Classify the copied texts by the open classifier, or by the labels of the quick try."""
        if self.list.current is None:
            self.open_quick_try()
            self.quick.panel.classify_clipboard()
            return
        self._shell.show_page("classification")
        self.steps.tabs.setCurrentIndex(USE)
        self.steps.use.panel.classify_clipboard()

    def classify_file(self, path: Path) -> None:
        """Show how a table or folder would be read, to be classified by the open classifier or the quick try."""
        self._shell.show_page("classification")
        if self.list.current is None:
            self.list.choose(QUICK)
        panel = self.steps.use.panel if self.list.current else self.quick.panel
        self.steps.tabs.setCurrentIndex(USE)
        self._show_chosen()
        panel.load_file(str(path))

    def add_examples_from(self, path: Path) -> None:
        """Show how a table or folder would be read as examples of the open classifier, or of a new one."""
        self._shell.show_page("classification")
        if self.list.current is None:
            self._create(path.stem, lambda created: self._show_adding(created, path), EXAMPLES)
            return
        self.steps.tabs.setCurrentIndex(EXAMPLES)
        self.steps.examples.add_from(str(path))

    def _show_adding(self, classifier: classification.Classifier, path: Path) -> None:
        """Switch the step to the new classifier first: switching after the list is read would clear the file again."""
        self.steps.examples.show_classifier(classifier)
        self.steps.examples.add_from(str(path))

    # building

    def _lay_out(self) -> None:
        """Build from the outside inwards: Qt restyles all that a widget holds each time it gets another parent."""
        main = QWidget(self)
        self._pane = ListPane(self._shell.theme, self.list, main, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.NONE)
        row.addWidget(self._pane)
        right = QVBoxLayout(main)
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        right.setSpacing(Space.M)
        right.addWidget(self._views, 1)
        for widget in (self._empty_page, self.steps):
            self._views.addWidget(widget)
        set_tab_order(self)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._show_chosen())
        self.list.renamed.connect(self._rename)
        self.list.removed.connect(self.remove)
        self.list.purged.connect(self.purge)
        self.list.new_clicked.connect(self.create_classifier)
        self.list.text_tools_clicked.connect(lambda: self._shell.show_page("text_tools"))
        self._empty_page.folder_clicked.connect(self.create_classifier)
        self._empty_page.files_clicked.connect(self.open_quick_try)
        self._empty_page.samples_clicked.connect(self.create_sample)
        self._shell.client.changed.connect(self._on_changed)
