"""Step "Use" of a classifier, the quick try with labels typed in a line, and the texts of the empty page."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.features.classification.examples.prompt_examples import PromptExamples
from desktop.features.classification.labels.wording_card import default_wording
from desktop.features.classification.no_classifier import NO_CLASSIFIER
from desktop.features.classification.use.classify_panel import ClassifyPanel
from desktop.features.classification.use.method_choice import MethodChoice, is_another_model
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.widgets.cards.empty_page import EmptyPageTexts
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.classification import api as classification


class UseStep(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._classifier = NO_CLASSIFIER
        self._state = QLabel(self)
        role(self._state, "soft")
        self._state.setWordWrap(True)
        self.method = MethodChoice(requests)
        self.panel = ClassifyPanel(requests, self._request)
        self.method.changed.connect(self._on_method_changed)
        for widget in (self._state, self.method, self.panel):
            self.items.addWidget(widget)
        self.panel.grown.connect(self.scroll_to)
        self.retranslate()

    def show_classifier(self, classifier: classification.Classifier) -> None:
        if classifier.id != self._classifier.id:
            self.panel.clear()
        self._classifier = classifier
        self.method.show_classifier(classifier)
        self.panel.retranslate()
        self.retranslate()

    def retranslate(self) -> None:
        if len(self._classifier.labels) < 2:
            sentence = tr("classification", "There is nothing to choose between yet: give it two labels first.")
        elif self._classifier.training is None:
            sentence = tr("classification", "Not trained yet: texts are compared with the words of the labels.")
        else:
            sentence = tr("classification", "It answers as it was trained; nothing leaves this computer.")
        self._state.setText(sentence)
        self._state.setHidden(is_another_model(self.method.value) and self._request() is not None)

    def _on_method_changed(self) -> None:
        self.retranslate()
        self.panel.clear()

    def _request(self) -> classification.Classify | None:
        """Return the request without its texts; None while there is nothing to choose between."""
        if len(self._classifier.labels) < 2 and self.method.needs_labels:
            return None
        return classification.Classify((), self._classifier.id, method=self.method.value)


class QuickTry(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._title, self._hint = QLabel(self), QLabel(self)
        role(self._title, "title")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.labels, self.wording, self._default_wording = QLineEdit(self), QLineEdit(self), ""
        self._wording_name = QLabel(self)
        self._wording_name.setWordWrap(True)
        role(self._wording_name, "faint")
        self.method, self.examples = MethodChoice(requests, is_teaching=True), PromptExamples(self._theme)
        self.panel = ClassifyPanel(requests, self._request)
        fields = (self.labels, self._wording_name, self.wording, self.examples)
        for widget in (self._title, self._hint, self.method, *fields, self.panel):
            self.items.addWidget(widget)
        self.method.changed.connect(self._on_method_changed)
        self.labels.textChanged.connect(self._on_labels_changed)
        for changed in (self.wording.textChanged, self.examples.changed):
            changed.connect(self.panel.clear)
        self.labels.returnPressed.connect(self.panel.classify_text)
        self.panel.grown.connect(self.scroll_to)
        self.retranslate()
        self._on_method_changed()

    def retranslate(self) -> None:
        self._title.setText(tr("classification", "Quick try"))
        self._hint.setText(
            tr(
                "classification",
                "Write the labels a text could have, and see which it gets. For better answers, make a classifier and "
                "give it examples.",
            )
        )
        self.labels.setPlaceholderText(tr("classification", "Labels, separated by commas: invoice, complaint, thanks"))
        self.labels.setAccessibleName(tr("classification", "Labels"))
        self._wording_name.setText(
            tr("classification", "The sentence each text is compared with; {} stands for the label")
        )
        self.wording.setAccessibleName(self._wording_name.text())
        if self.wording.text() == self._default_wording:
            self._default_wording = default_wording()
            self.wording.setText(self._default_wording)

    def showEvent(self, event: QShowEvent) -> None:
        self.method.load()
        super().showEvent(event)

    def _on_method_changed(self) -> None:
        """Show labels, wording and examples where the method reads them."""
        method = self.method.value
        self.labels.setVisible(self.method.needs_labels)
        for widget in (self._wording_name, self.wording):
            widget.setVisible(method is None or method.kind == "entailment")
        self.examples.setVisible(method is not None and method.kind == "prompt")
        self.panel.clear()

    def _on_labels_changed(self) -> None:
        self.examples.show_labels(self._label_names())
        self.panel.clear()

    def _label_names(self) -> list[str]:
        parts = (part.strip() for part in self.labels.text().replace(";", ",").split(","))
        return [name for name in dict.fromkeys(parts) if name]

    def _request(self) -> classification.Classify | None:
        """Return the request without its texts; None while there is nothing to choose between."""
        method = self.method.value
        if not self.method.needs_labels:
            return classification.Classify((), method=method)
        labels = tuple(map(classification.Label, self._label_names()))
        if len(labels) < 2:
            return None
        if method is not None and method.kind == "prompt":
            method = self.examples.add_to(method)
        return classification.Classify((), labels=labels, wording=self.wording.text().strip(), method=method)


def empty_page_text() -> EmptyPageTexts:
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
