"""Train: one button; for who wants more, the method and the seed; every method's score beside the others', and the card."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton

from desktop.features.language.errands import Errands
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets import amounts
from desktop.widgets.column_page import Column
from desktop.widgets.fields import Choice, Whole
from desktop.widgets.figure import Figure, Numbers
from desktop.widgets.flow import Flow
from desktop.widgets.score_bars import ScoreBars
from desktop.words import Wording, mark, tr
from engine.capabilities.language import api as language

WAYS: tuple[language.Way, ...] = ("auto", *language.HEADS)
METHODS = {
    "auto": mark("language", "Choose the best by itself"),
    "zero-shot": mark("language", "Without training"),
    "logistic": mark("language", "Logistic regression"),
    "discriminant": mark("language", "Linear discriminant"),
    "svm": mark("language", "Linear support vectors"),
    "centroid": mark("language", "Nearest centre"),
    "neighbours": mark("language", "Nearest neighbours"),
    "tree": mark("language", "Decision tree"),
}
CARD = (
    mark("language", "Method"),
    mark("language", "Trained"),
    mark("language", "Examples"),
    mark("language", "Vectors of"),
    mark("language", "Seed"),
    mark("language", "Data (SHA-256)"),
)
MOST_SEED = 9999
HASH_SHOWN = 16


class TrainingStep(Wording, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._errands, self._classifier = errands, language.Classifier(0, "", (), 0, "", None, False)
        self._way: language.Way = "auto"
        self.state, self._hint, self._studio = QLabel(self), QLabel(self), QLabel(self)
        role(self.state, "heading")
        for label in (self._hint, self._studio):
            role(label, "soft")
            label.setWordWrap(True)
        self.train, self.method = QPushButton(self), Choice(WAYS, "auto", self._choose)
        role(self.train, "primary")
        self.seed, self._seed_name = Whole(self._theme, 0, MOST_SEED, 1, 0, lambda _: None), QLabel(self)
        self.bars = ScoreBars(self._theme, ())
        self.compared = Figure(self._theme, self.bars, self._numbers)
        self.compared.saved.connect(errands.say_saved)
        self._card = QFrame(self)
        self._names, self._values = [QLabel(self._card) for _ in CARD], [QLabel(self._card) for _ in CARD]
        self._lay_out()
        self.train.clicked.connect(self._train)
        self.retranslate()

    def show_classifier(self, classifier: language.Classifier) -> None:
        self._classifier = classifier
        self.retranslate()

    def retranslate(self) -> None:
        card = self._classifier.card
        self.state.setText(self._state())
        self._hint.setText(
            tr(
                "language",
                "Training takes seconds: the texts are turned into vectors once, and then the best method is "
                "chosen by trying all of them on parts of the examples.",
            )
        )
        self._studio.setText(
            tr(
                "language",
                "Contrastive training, which also moves the vectors, is part of the studio extra; on small sets "
                "it can add a few points of accuracy and takes minutes.",
            )
        )
        self.train.setText(tr("language", "Train again") if card else tr("language", "Train"))
        self.method.say([tr("language", METHODS[way]) for way in WAYS])
        self.method.setAccessibleName(tr("language", "Method"))
        self._seed_name.setText(tr("language", "Seed"))
        self.seed.setAccessibleName(tr("language", "Seed"))
        self.bars.show_scores([(tr("language", METHODS[s.method]), s.mean) for s in self._compared()])
        self.compared.refresh()
        self.compared.setVisible(bool(card and card.compared))
        self._card.setVisible(card is not None)
        for label, name in zip(self._names, CARD, strict=True):
            label.setText(tr("language", name))
        if card is not None:
            self._show_card(card)

    def _state(self) -> str:
        if self._classifier.card is None:
            return tr("language", "Not trained yet: texts are compared with the labels' words.")
        if self._classifier.outdated:
            return tr("language", "The examples have changed since: train again.")
        return tr("language", "Trained and ready.")

    def _compared(self) -> list[language.MethodScore]:
        card = self._classifier.card
        return sorted(card.compared, key=lambda score: -score.mean) if card else []

    def _numbers(self) -> Numbers:
        folds = self._classifier.card.folds if self._classifier.card else 0
        return Numbers(
            tr("language", "The methods compared"),
            tr("language", "Accuracy on examples not learned from, in %n part(s).", folds),
            (tr("language", "Method"), tr("language", "Accuracy"), "±"),
            [
                (tr("language", METHODS[s.method]), amounts.percent(s.mean, 1), amounts.percent(s.std, 1))
                for s in self._compared()
            ],
        )

    def _show_card(self, card: language.Card) -> None:
        when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(card.trained_at), QLocale.FormatType.ShortFormat)
        method = tr("language", METHODS[card.method]) if card.method in METHODS else card.method
        values = (method, when, amounts.number(card.examples), card.embedder, str(card.seed), card.data[:HASH_SHOWN])
        for label, value in zip(self._values, values, strict=True):
            label.setText(value)

    def _choose(self, way: str) -> None:
        self._way = WAYS[[*WAYS].index(way)]  # type: ignore[arg-type]

    def _train(self) -> None:
        request = language.Train(self._classifier.id, self._way, self.seed.value())
        self.train.setEnabled(False)
        name = self._classifier.name
        call = self._errands.run(
            language.TRAIN, request, lambda: tr("language", "Training {name}", name=name), self._say_trained
        )
        call.ended.connect(lambda: self.train.setEnabled(True))

    def _say_trained(self, trained: language.Classifier) -> None:
        if trained.id == self._classifier.id:
            self.show_classifier(trained)
        self._errands.shell.tell(tr("language", "{name} is trained. See how good it is, or use it.", name=trained.name))

    def _lay_out(self) -> None:
        row, form = Flow(), QFormLayout(self._card)
        for widget in (self.train, self.method, self._seed_name, self.seed):
            row.addWidget(widget)
        role(self._card, "card")
        form.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        form.setHorizontalSpacing(Space.XL)
        for name, value in zip(self._names, self._values, strict=True):
            role(name, "soft")
            form.addRow(name, value)
        for widget in (self.state, self._hint):
            self.items.addWidget(widget)
        self.items.addLayout(row)
        for below in (self.compared, self._card, self._studio):
            self.items.addWidget(below)
