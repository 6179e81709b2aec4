"""Using a classifier, and the quick try without one: labels typed in a line, and a few examples where a prompt shows them."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.features.classification.examples.prompt_examples import PromptExamples
from desktop.features.classification.use.method_choice import MethodChoice, is_another_model
from desktop.features.classification.use.use_step import ClassifyPanel
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests, default_wording
from desktop.theme.style import role
from desktop.widgets.cards.empty_page import EmptyPageTexts
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.classification import api as classification


class UseStep(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._classifier = classification.Classifier(0, "", (), 0, "", None, False)
        self._how = QLabel(self)
        role(self._how, "soft")
        self._how.setWordWrap(True)
        self.way = MethodChoice(requests)
        self.panel = ClassifyPanel(requests, self._by)
        self.way.changed.connect(self._show_way)
        for widget in (self._how, self.way, self.panel):
            self.items.addWidget(widget)
        self.panel.grown.connect(self.scroll_to)
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        if classifier.id != self._classifier.id:
            self.panel.clear()
        self._classifier = classifier
        self.way.show_classifier(classifier)
        self.panel.retranslate()
        self.retranslate()

    def retranslate(self) -> None:
        if len(self._classifier.labels) < 2:
            self._how.setText(tr("classification", "There is nothing to choose between yet: give it two labels first."))
        elif self._classifier.training is None:
            self._how.setText(tr("classification", "Not trained yet: it goes by the labels' words."))
        else:
            self._how.setText(tr("classification", "It answers as it was trained; nothing leaves this computer."))
        self._how.setHidden(is_another_model(self.way.by) and self._by() is not None)

    def _show_way(self) -> None:
        """What is said of training is not so of a model that answers instead."""
        self.retranslate()
        self.panel.clear()

    def _by(self) -> classification.Classify | None:
        if len(self._classifier.labels) < 2 and self.way.needs_labels:
            return None
        return classification.Classify((), self._classifier.id, method=self.way.by)


class QuickTry(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._title, self._hint = QLabel(self), QLabel(self)
        role(self._title, "title")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.labels, self.wording, self._usual = QLineEdit(self), QLineEdit(self), ""
        self._wording_name = QLabel(self)
        self._wording_name.setWordWrap(True)
        role(self._wording_name, "faint")
        self.way, self.examples = MethodChoice(requests, teaches=True), PromptExamples(self._theme)
        self.panel = ClassifyPanel(requests, self._by)
        asked = (self.labels, self._wording_name, self.wording, self.examples)
        for widget in (self._title, self._hint, self.way, *asked, self.panel):
            self.items.addWidget(widget)
        self.way.changed.connect(self._show_way)
        self.labels.textChanged.connect(self._take_labels)
        for told in (self.wording.textChanged, self.examples.changed):
            told.connect(self.panel.clear)
        self.labels.returnPressed.connect(self.panel.ask)
        self.panel.grown.connect(self.scroll_to)
        self.retranslate()
        self._show_way()

    def retranslate(self) -> None:
        self._title.setText(tr("classification", "Quick try"))
        self._hint.setText(
            tr(
                "classification",
                "Write the labels a text could have, and see which it gets. For better answers make a classifier and "
                "give it examples.",
            )
        )
        self.labels.setPlaceholderText(
            tr("classification", "Labels, with commas between them: invoice, complaint, thanks")
        )
        self.labels.setAccessibleName(tr("classification", "Labels"))
        self._wording_name.setText(tr("classification", "The sentence compared with; {} stands for the label"))
        self.wording.setAccessibleName(self._wording_name.text())
        if self.wording.text() == self._usual:
            self._usual = default_wording()
            self.wording.setText(self._usual)

    def showEvent(self, event: QShowEvent) -> None:
        self.way.refresh()
        super().showEvent(event)

    def _show_way(self) -> None:
        """Labels, wording and examples, where the way reads them."""
        by = self.way.by
        self.labels.setVisible(self.way.needs_labels)
        for widget in (self._wording_name, self.wording):
            widget.setVisible(by is None or by.kind == "entailment")
        self.examples.setVisible(by is not None and by.kind == "prompt")
        self.panel.clear()

    def _take_labels(self) -> None:
        self.examples.show_labels(self._named())
        self.panel.clear()

    def _named(self) -> list[str]:
        said = (part.strip() for part in self.labels.text().replace(";", ",").split(","))
        return [name for name in dict.fromkeys(said) if name]

    def _by(self) -> classification.Classify | None:
        by = self.way.by
        if not self.way.needs_labels:
            return classification.Classify((), method=by)
        labels = tuple(map(classification.Label, self._named()))
        if len(labels) < 2:
            return None
        if by is not None and by.kind == "prompt":
            by = self.examples.told(by)
        return classification.Classify((), labels=labels, wording=self.wording.text().strip(), method=by)


def invited() -> EmptyPageTexts:
    return EmptyPageTexts(
        tr("classification", "Sort texts by labels of your own"),
        tr(
            "classification",
            "Messages, reviews, notes: give a few examples of each label and Ateneo learns to tell them "
            "apart, on this computer.",
        ),
        tr("classification", "New classifier"),
        tr("classification", "Try it on a text…"),
        tr("classification", "Try it with a sample"),
    )
