"""The Classify page: the classifiers, and the steps of the one chosen. Forwards; the engine holds what is true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.features.classification.classifier_list import NONE, QUICK, TOOLS, ClassifierList
from desktop.features.classification.drop_targets import Ways, offered
from desktop.features.classification.evaluation.scores_step import ScoresStep
from desktop.features.classification.examples.examples_step import ExamplesStep
from desktop.features.classification.labels.labels_step import LabelsStep
from desktop.features.classification.training.training_step import TrainingStep
from desktop.features.classification.use.try_panels import QuickTry, UseStep, invited
from desktop.features.feature import Action, DropAction, Page, Shell
from desktop.features.text_tools.tabs import COLUMN, COMPARE, ONE, TOPICS, TextTools
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.panels.requests import Errands, usual_wording
from desktop.paths import SAMPLES
from desktop.theme.tokens import Space
from desktop.widgets.layout.focus_order import follow_layout
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.lists.empty_page import Invitation
from engine.capabilities.classification import api as classification
from engine.protocol import tables
from engine.protocol.changes import CLASSIFIERS

LABELS, EXAMPLES, TRAIN, SCORES, USE = range(5)
STEPS = (
    tr_noop("language", "Labels"),
    tr_noop("language", "Examples"),
    tr_noop("language", "Train"),
    tr_noop("language", "How good"),
    tr_noop("language", "Use"),
)
SAMPLE = SAMPLES / "texts" / "messages.csv"
TEST_SHARE = 0.2


class LanguagePage(TranslatedMixin, Page):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._above = QVBoxLayout()
        self.errands = Errands(shell, self, self._above)
        self.list, self.quick = ClassifierList(shell.theme), QuickTry(self.errands)
        self.tools = TextTools(self.errands)
        self._invitation = Invitation(shell.theme, "tag", invited)
        self.labels, self.examples = LabelsStep(self.errands), ExamplesStep(self.errands)
        self.training, self.scores, self.use = (
            TrainingStep(self.errands),
            ScoresStep(self.errands),
            UseStep(self.errands),
        )
        self.steps, self._tabs, self._whole = QTabBar(self), QStackedWidget(self), QStackedWidget(self)
        self._wanted, self._naming = (QUICK, LABELS), False
        self._lay_out()
        self._connect()
        self.retranslate()
        self.reload()

    # what the window asks for

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return _actions(self)

    def entries(self) -> Sequence[Action]:
        return [
            Action(tr("language", "Classifier: {name}", name=c.name), lambda id=c.id: self._go(id))  # type: ignore[misc]
            for c in self.list.classifiers
        ]

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        if len(files) != 1:
            return ()
        ways = Ways(
            self._classify,
            self._take_examples,
            lambda path: self._take_table(TOPICS, path),
            lambda path: self._take_table(COLUMN, path),
            self._take_text,
        )
        return offered(files[0], ways)

    def perform(self, action: str, argument: object = None) -> None:
        if action == "try":
            self.try_it()
        elif action == "classify" and isinstance(argument, Path):
            self._classify(argument)

    def stop(self) -> None:
        if not self._pane.close_list():
            self.errands.stop()

    def retranslate(self) -> None:
        self.steps.setAccessibleName(tr("language", "Steps"))
        for at, name in enumerate(STEPS):
            self.steps.setTabText(at, tr("language", name))

    # the classifiers

    def reload(self) -> None:
        self.errands.ask(
            classification.LIST, classification.ListClassifiers(), lambda found: self._show(found.classifiers)
        )

    def make(self) -> None:
        """Its name is ready to be written over."""
        self._shell.go("language")
        self._make(tr("language", "New classifier"), lambda _: None, naming=True)

    def try_it(self) -> None:
        self._shell.go("language")
        self.list.choose(QUICK)
        self.quick.labels.setFocus()

    def open_tool(self, tool: str) -> None:
        self.open_tab(ONE)
        self.tools.open(tool)

    def open_tab(self, tab: int) -> None:
        self._shell.go("language")
        self.list.choose(TOOLS)
        self.tools.tabs.setCurrentIndex(tab)

    def classify_copied(self) -> None:
        """By the classifier that is open, or the labels of the quick try."""
        if self.list.current is None:
            self.try_it()
            self.quick.panel.classify_copied()
            return
        self._shell.go("language")
        self.steps.setCurrentIndex(USE)
        self.use.panel.classify_copied()

    def try_sample(self) -> None:
        """A classifier with the sample's messages, a fifth of them set aside, ready to train."""
        self._make(tr("language", "Messages to the neighbours' office"), self._fill_sample, TRAIN)

    def remove(self, id: int) -> None:
        name = next((c.name for c in self.list.classifiers if c.id == id), "")
        said = tr("language", "“{name}” was removed.", name=name)
        self.errands.ask(
            classification.REMOVE,
            classification.Remove(id),
            lambda _: self._shell.tell(said, undo=lambda: self._restore(id)),
        )

    def _restore(self, id: int) -> None:
        self.errands.ask(classification.RESTORE, classification.Restore(id), lambda _: self.reload())

    def _fill_sample(self, made: classification.Classifier) -> None:
        column = tr("language", "label")
        source = tables.Source(str(SAMPLE), text_column="text", label_column=column)
        divide = classification.Divide(made.id, TEST_SHARE)
        self.errands.ask(
            classification.ADD,
            classification.AddExamples(made.id, source),
            lambda _: self.errands.ask(classification.DIVIDE, divide, lambda _: self.reload()),
        )

    def _make(self, name: str, then: object, step: int = LABELS, naming: bool = False) -> None:
        """Under the first of "name", "name 2", … that is free; renamed in the list."""
        assert callable(then)
        taken = {c.name for c in self.list.classifiers}
        free = name if name not in taken else next(n for i in range(2, 999) if (n := f"{name} {i}") not in taken)

        def made(classifier: classification.Classifier) -> None:
            self._wanted, self._naming = (classifier.id, step), naming
            then(classifier)
            self.reload()

        self.errands.ask(classification.CREATE, classification.Create(free, wording=usual_wording()), made)

    def _rename(self, id: int, name: str) -> None:
        self.errands.ask(classification.RENAME, classification.Rename(id, name), lambda _: self.reload())

    def _show(self, classifiers: Sequence[classification.Classifier]) -> None:
        self.list.show_classifiers(classifiers)
        id, step = self._wanted
        if id and any(c.id == id for c in classifiers):
            self._wanted = (QUICK, LABELS)
            self.list.choose(id)
            self.steps.setCurrentIndex(step)
            if self._naming:
                self._pane.open_list()
                self.list.rename()
        elif self.list.chosen_id == NONE and classifiers:
            self.list.choose(classifiers[0].id)
        self._show_which()

    def _show_which(self) -> None:
        current, chosen = self.list.current, self.list.chosen_id
        if chosen == NONE:
            self._whole.setCurrentWidget(self._invitation)
        elif chosen == TOOLS:
            self.tools.show_panel()
            self._whole.setCurrentWidget(self.tools)
        elif current is None:
            self._whole.setCurrentWidget(self.quick)
        else:
            for step in (self.labels, self.examples, self.training, self.scores, self.use):
                step.show_classifier(current)
            self._whole.setCurrentWidget(self._one)

    # what is dropped

    def _classify(self, path: Path) -> None:
        self._shell.go("language")
        if self.list.current is None:
            self.list.choose(QUICK)
        panel = self.use.panel if self.list.current else self.quick.panel
        self.steps.setCurrentIndex(USE)
        self._show_which()
        panel.take(str(path))

    def _take_examples(self, path: Path) -> None:
        self._shell.go("language")
        if self.list.current is None:
            self._make(path.stem, lambda made: self._open_adding(made, path), EXAMPLES)
            return
        self.steps.setCurrentIndex(EXAMPLES)
        self.examples.add(str(path))

    def _open_adding(self, made: classification.Classifier, path: Path) -> None:
        """Shown before the list is read again, which would clear what another classifier was given."""
        self.examples.show_classifier(made)
        self.examples.add(str(path))

    def _take_text(self, path: Path) -> None:
        self.open_tab(ONE)
        self.tools.one.take(str(path))

    def _take_table(self, tab: int, path: Path) -> None:
        self.open_tab(tab)
        (self.tools.topics if tab == TOPICS else self.tools.column).take(str(path))

    def _go(self, id: int) -> None:
        self._shell.go("language")
        self.list.choose(id)

    def _changed(self, nouns: frozenset[str]) -> None:
        if CLASSIFIERS in nouns:
            self.reload()

    # building

    def _lay_out(self) -> None:
        self.steps.setExpanding(False)
        self.steps.setDrawBase(False)
        for step in (self.labels, self.examples, self.training, self.scores, self.use):
            self.steps.addTab("")
            self._tabs.addWidget(step)
        self._one = QWidget(self)
        inside = QVBoxLayout(self._one)
        inside.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        inside.setSpacing(Space.M)
        inside.addWidget(self.steps)
        inside.addWidget(self._tabs, 1)
        for widget in (self._invitation, self.tools, self.quick, self._one):
            self._whole.addWidget(widget)
        self._above.setSpacing(Space.S)
        main = QWidget(self)
        right = QVBoxLayout(main)
        right.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        right.setSpacing(Space.M)
        right.addLayout(self._above)
        right.addWidget(self._whole, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        whole.setSpacing(Space.NONE)
        self._pane = ListPane(self._shell.theme, self.list, main, self)
        whole.addWidget(self._pane)
        follow_layout(self)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._show_which())
        self.list.renamed.connect(self._rename)
        self.list.removed.connect(self.remove)
        self.list.new_clicked.connect(self.make)
        self.steps.currentChanged.connect(self._tabs.setCurrentIndex)
        self._invitation.folder_clicked.connect(self.make)
        self._invitation.files_clicked.connect(self.try_it)
        self._invitation.samples_clicked.connect(self.try_sample)
        self._shell.client.changed.connect(self._changed)


def _actions(page: LanguagePage) -> tuple[Action, ...]:
    return (
        Action(tr("language", "New classifier"), page.make),
        Action(tr("language", "Classify a text by labels"), page.try_it),
        Action(tr("texts", "Find names and figures in a text"), lambda: page.open_tool("entities")),
        Action(tr("texts", "Ask a text"), lambda: page.open_tool("ask")),
        Action(tr("texts", "Summarise a text"), lambda: page.open_tool("summarise")),
        Action(tr("texts", "Rewrite a text"), lambda: page.open_tool("rewrite")),
        Action(tr("texts", "Translate a text"), lambda: page.open_tool("translate")),
        Action(tr("texts", "Compare texts"), lambda: page.open_tab(COMPARE)),
        Action(tr("texts", "Find topics in many texts"), lambda: page.open_tab(TOPICS)),
        Action(tr("texts", "Work through a table's column"), lambda: page.open_tab(COLUMN)),
        Action(tr("language", "Classify what is copied"), page.classify_copied),
    )
