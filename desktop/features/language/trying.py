"""Using a classifier, and the quick try without one: labels typed in a line, no examples."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.features.language.errands import Errands, usual_wording
from desktop.features.language.use_step import UsePanel
from desktop.theme.style import role
from desktop.widgets.column_page import Column
from desktop.words import Wording, tr
from engine.capabilities.language import api as language


class UseStep(Wording, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._classifier = language.Classifier(0, "", (), 0, "", None, False)
        self._how = QLabel(self)
        role(self._how, "soft")
        self._how.setWordWrap(True)
        self.panel = UsePanel(errands, self._by)
        self.items.addWidget(self._how)
        self.items.addWidget(self.panel)
        self.retranslate()

    def show_classifier(self, classifier: language.Classifier) -> None:
        if classifier.id != self._classifier.id:
            self.panel.clear()
        self._classifier = classifier
        self.panel.retranslate()
        self.retranslate()

    def retranslate(self) -> None:
        if self._by() is None:
            self._how.setText(tr("language", "There is nothing to choose between yet: give it two labels first."))
        elif self._classifier.card is None:
            self._how.setText(tr("language", "Not trained yet: texts are compared with the labels' words."))
        else:
            self._how.setText(tr("language", "It answers as it was trained; nothing leaves this computer."))

    def _by(self) -> language.Classify | None:
        return language.Classify((), self._classifier.id) if len(self._classifier.labels) > 1 else None


class QuickTry(Wording, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._title, self._hint = QLabel(self), QLabel(self)
        role(self._title, "title")
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self.labels, self.wording = QLineEdit(self), QLineEdit(usual_wording(), self)
        self._wording_name = QLabel(self)
        role(self._wording_name, "faint")
        self.panel = UsePanel(errands, self._by)
        for widget in (self._title, self._hint, self.labels, self._wording_name, self.wording, self.panel):
            self.items.addWidget(widget)
        self.labels.textChanged.connect(lambda _: self.panel.retranslate())
        self.labels.returnPressed.connect(self.panel.ask)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("language", "Quick try"))
        self._hint.setText(
            tr(
                "language",
                "Write the labels a text could have: it goes to the one whose meaning is nearest. For better "
                "answers make a classifier and give it examples.",
            )
        )
        self.labels.setPlaceholderText(tr("language", "Labels, with commas between them: invoice, complaint, thanks"))
        self.labels.setAccessibleName(tr("language", "Labels"))
        self._wording_name.setText(tr("language", "The sentence compared with; {} stands for the label"))
        self.wording.setAccessibleName(self._wording_name.text())

    def _by(self) -> language.Classify | None:
        said = (part.strip() for part in self.labels.text().replace(";", ",").split(","))
        labels = tuple(language.Label(name) for name in dict.fromkeys(said) if name)
        return language.Classify((), labels=labels, wording=self.wording.text().strip()) if len(labels) > 1 else None
