"""Card with the result of a tool: headline, bars, the legend of the marks, the text, and a model that is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.text_tools.result_formatting import ToolResult
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.icon_label import StatusDot
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.plots.plot_card import PlotCard, PlotTable
from desktop.widgets.plots.score_bars import ScoreBars

EMPTY_TABLE = PlotTable("", "", (), ())


class ResultCard(TranslatedMixin, QFrame):
    """`figure` holds the table of a result; it is a card of its own, placed below this one.

    `models_clicked`: open the page where the missing model can be added. `alternative_clicked`: do without it.
    """

    models_clicked = Signal()
    alternative_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme, self._result = theme, ToolResult()
        self.headline, self.body, self._sentences, self.missing_model = (QLabel(self) for _ in range(4))
        role(self.headline, "title")
        role(self.body, "reading")
        role(self._sentences, "soft")
        role(self.missing_model, "soft")
        for label in (self.headline, self.body, self._sentences, self.missing_model):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.copy_button, self.models_button, self.alternative_button = (QPushButton(self) for _ in range(3))
        role(self.copy_button, "chip")
        for button in (self.models_button, self.alternative_button):
            role(button, "link")
        self.figure = PlotCard(theme, None, lambda: self._result.numbers or EMPTY_TABLE)
        self._bars, self._legend = QVBoxLayout(), FlowLayout(gap=Space.M)
        self._lay_out()
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._result.clipboard_text))
        self.models_button.clicked.connect(self.models_clicked)
        self.alternative_button.clicked.connect(self.alternative_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        self.copy_button.setText(tr("text_tools", "Copy"))
        self.models_button.setText(tr("text_tools", "Open the Models page"))

    def show_result(self, result: ToolResult | None) -> None:
        """Show a result; None hides the card."""
        self._result = result or ToolResult()
        self.setVisible(result is not None)
        _set_text(self.headline, self._result.headline)
        _set_text(self.body, self._result.body)
        _set_text(self._sentences, " ".join(self._result.sentences))
        _set_text(self.missing_model, self._result.missing_model)
        self.missing_model.setToolTip(self._result.missing_term)
        self.models_button.setVisible(bool(self._result.missing_model))
        self.alternative_button.setText(self._result.alternative)
        self.alternative_button.setVisible(bool(self._result.alternative))
        self.copy_button.setVisible(bool(self._result.clipboard_text))
        self._show_bars()
        self._show_legend()
        self.figure.refresh()
        self.figure.setVisible(self._result.numbers is not None)

    def show_streamed(self, text: str) -> None:
        """Show what the model has written so far."""
        if self.body.isHidden() or self._result.headline:
            self.show_result(ToolResult(body=text))
        self.body.setText(text)

    def _show_bars(self) -> None:
        _clear(self._bars)
        for name, scores in self._result.bars:
            if name:
                heading = QLabel(name, self)
                role(heading, "section")
                self._bars.addWidget(heading)
            self._bars.addWidget(ScoreBars(self._theme, scores, self))

    def _show_legend(self) -> None:
        _clear(self._legend)
        for colour, name in self._result.legend:
            self._legend.addWidget(_LegendKey(self._theme, colour, name, self))

    def _lay_out(self) -> None:
        actions = FlowLayout()
        for button in (self.copy_button, self.models_button, self.alternative_button):
            actions.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.headline)
        column.addLayout(self._legend)
        column.addLayout(self._bars)
        for label in (self.body, self._sentences, self.missing_model):
            column.addWidget(label)
        column.addLayout(actions)


class _LegendKey(QWidget):
    """A colour and what it stands for."""

    def __init__(self, theme: Theme, colour: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = FlowLayout(self, gap=Space.XS)
        row.addWidget(StatusDot(theme, colour, self))
        row.addWidget(QLabel(name, self))


def _set_text(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _clear(layout: QVBoxLayout | FlowLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
