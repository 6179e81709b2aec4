"""How a training goes, pass by pass: losses and accuracy as lines, the pass that is kept marked; and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.widgets.plots.line_plot import LinePlot, PlotLine
from desktop.widgets.plots.plot_card import PlotCard, PlotTable
from desktop.widgets.text import formatting
from engine.protocol.fine_tuning import EpochMetrics


class LearningCurve(PlotCard):
    """Hidden while there is nothing to show."""

    def __init__(self, theme: Theme) -> None:
        self._curves: dict[int, EpochMetrics] = {}
        self.lines = LinePlot(theme)
        super().__init__(theme, self.lines, self._numbers)
        self.hide()

    @property
    def curves(self) -> Sequence[EpochMetrics]:
        return [self._curves[epoch] for epoch in sorted(self._curves)]

    @property
    def best(self) -> int:
        """The pass whose weights are kept: the last, where no example is held out."""
        held = [(one.validation_loss, one.epoch) for one in self.curves if one.validation_loss is not None]
        return min(held)[1] if held else max(self._curves, default=0)

    def show_curves(self, curves: Sequence[EpochMetrics]) -> None:
        """One told again after an interruption takes its own place."""
        self._curves = {one.epoch: one for one in curves}
        self.refresh()

    def refresh(self) -> None:
        curves = self.curves
        self.setVisible(bool(curves))
        if curves:
            epochs = max(curves[-1].epoch * curves[-1].steps // max(curves[-1].step, 1), 1)
            names = [str(one.epoch) for one in curves]
            self.lines.show_lines(
                _lines(curves, epochs), tr("classification", "Pass"), tr("classification", "Loss"), names
            )
            self.lines.mark(_across(self.best, epochs))
        super().refresh()

    def _numbers(self) -> PlotTable:
        return PlotTable(
            tr("classification", "How the training goes"),
            tr(
                "classification",
                "Losses are drawn beside the highest of them; the line upright marks the pass that is kept.",
            ),
            (
                tr("classification", "Pass"),
                tr("classification", "Loss, learned"),
                tr("classification", "Loss, held out"),
                tr("classification", "Accuracy, held out"),
            ),
            [
                (str(one.epoch), _number(one.training_loss), _number(one.validation_loss), _share(one))
                for one in self.curves
            ],
        )


def _lines(curves: Sequence[EpochMetrics], epochs: int) -> list[PlotLine]:
    losses = [loss for one in curves for loss in (one.training_loss, one.validation_loss) if loss is not None]
    highest = max(losses) or 1.0
    places = [_across(one.epoch, epochs) for one in curves]
    learned = [(at, one.training_loss / highest) for at, one in zip(places, curves, strict=True)]
    lines = [PlotLine(tr("classification", "Loss, learned"), learned, [_number(one.training_loss) for one in curves])]
    if any(one.validation_loss is None for one in curves):
        return lines
    held = [(at, (one.validation_loss or 0) / highest) for at, one in zip(places, curves, strict=True)]
    right = [(at, one.validation_accuracy or 0.0) for at, one in zip(places, curves, strict=True)]
    lines.append(PlotLine(tr("classification", "Loss, held out"), held, [_number(one.validation_loss) for one in curves]))
    lines.append(PlotLine(tr("classification", "Accuracy, held out"), right))
    return lines


def _across(epoch: int, epochs: int) -> float:
    return (epoch - 1) / max(epochs - 1, 1)


def _number(loss: float | None) -> str:
    return "–" if loss is None else formatting.number(loss, 3)


def _share(curve: EpochMetrics) -> str:
    return "–" if curve.validation_accuracy is None else formatting.percent(curve.validation_accuracy, 1)
