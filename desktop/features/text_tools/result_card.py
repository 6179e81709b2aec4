"""A card with what was found in a text: headline, bars, legend of the marks, what was written; and what a model would add."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.text_tools.result_formatting import Outcome
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.images.icon_label import Dot
from desktop.widgets.layout.flow_layout import Flow
from desktop.widgets.plots.plot_card import Figure, Numbers
from desktop.widgets.plots.score_bars import ScoreBars

NO_NUMBERS = Numbers("", "", (), ())


class ResultCard(TranslatedMixin, QFrame):
    """`figure` stands below it, a card of its own. `models_clicked`: the person wants the model that is missing;
    `otherwise_clicked`: what is offered without it."""

    models_clicked = Signal()
    otherwise_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme, self._outcome = theme, Outcome()
        self.headline, self.written, self._sentences, self.needs = (QLabel(self) for _ in range(4))
        role(self.headline, "title")
        role(self.written, "reading")
        role(self._sentences, "soft")
        role(self.needs, "soft")
        for label in (self.headline, self.written, self._sentences, self.needs):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.copy, self.models, self.otherwise = (QPushButton(self) for _ in range(3))
        role(self.copy, "chip")
        for button in (self.models, self.otherwise):
            role(button, "link")
        self.figure = Figure(theme, None, lambda: self._outcome.numbers or NO_NUMBERS)
        self._bars, self._legend = QVBoxLayout(), Flow(gap=Space.M)
        self._lay_out()
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._outcome.text))
        self.models.clicked.connect(self.models_clicked)
        self.otherwise.clicked.connect(self.otherwise_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        self.copy.setText(tr("text_tools", "Copy"))
        self.models.setText(tr("text_tools", "Open the models"))

    def show_outcome(self, outcome: Outcome | None) -> None:
        """None: nothing has been found yet."""
        self._outcome = outcome or Outcome()
        self.setVisible(outcome is not None)
        _say(self.headline, self._outcome.headline)
        _say(self.written, self._outcome.written)
        _say(self._sentences, " ".join(self._outcome.sentences))
        _say(self.needs, self._outcome.needs)
        self.models.setVisible(bool(self._outcome.needs))
        self.otherwise.setText(self._outcome.otherwise)
        self.otherwise.setVisible(bool(self._outcome.otherwise))
        self.copy.setVisible(bool(self._outcome.text))
        self._show_bars()
        self._show_legend()
        self.figure.refresh()
        self.figure.setVisible(self._outcome.numbers is not None)

    def show_growing(self, text: str) -> None:
        """What has been written so far."""
        if self.written.isHidden() or self._outcome.headline:
            self.show_outcome(Outcome(written=text))
        self.written.setText(text)

    def _show_bars(self) -> None:
        _clear(self._bars)
        for name, scores in self._outcome.bars:
            if name:
                heading = QLabel(name, self)
                role(heading, "section")
                self._bars.addWidget(heading)
            self._bars.addWidget(ScoreBars(self._theme, scores, self))

    def _show_legend(self) -> None:
        _clear(self._legend)
        for colour, name in self._outcome.legend:
            self._legend.addWidget(_Key(self._theme, colour, name, self))

    def _lay_out(self) -> None:
        actions = Flow()
        for button in (self.copy, self.models, self.otherwise):
            actions.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.headline)
        column.addLayout(self._legend)
        column.addLayout(self._bars)
        for label in (self.written, self._sentences, self.needs):
            column.addWidget(label)
        column.addLayout(actions)


class _Key(QWidget):
    """A colour and what it stands for."""

    def __init__(self, theme: Theme, colour: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = Flow(self, gap=Space.XS)
        row.addWidget(Dot(theme, colour, self))
        row.addWidget(QLabel(name, self))


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _clear(layout: QVBoxLayout | Flow) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
