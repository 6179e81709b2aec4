"""Card with the learning curve of a fine-tuning: losses and accuracy of each pass, the pass that is kept marked."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.widgets.plots.line_plot import LinePlot, PlotLine
from desktop.widgets.plots.plot_card import PlotCard, PlotTable
from desktop.widgets.text import formatting
from engine.protocol.children.fine_tuning import EpochMetrics


class LearningCurve(PlotCard):
    """Hidden while there are no metrics."""

    def __init__(self, theme: Theme) -> None:
        self._metrics: dict[int, EpochMetrics] = {}
        self.plot_lines = LinePlot(theme)
        super().__init__(theme, self.plot_lines, self._numbers)
        self.hide()

    @property
    def metrics(self) -> Sequence[EpochMetrics]:
        """In the order of the epochs."""
        return [self._metrics[epoch] for epoch in sorted(self._metrics)]

    @property
    def best_epoch(self) -> int:
        """The epoch whose weights are kept: that of the lowest validation loss, or the last where nothing is held out."""
        held = [(m.validation_loss, m.epoch) for m in self.metrics if m.validation_loss is not None]
        return min(held)[1] if held else max(self._metrics, default=0)

    def show_metrics(self, metrics: Sequence[EpochMetrics]) -> None:
        """Show these metrics; an epoch repeated after an interruption replaces the first one."""
        self._metrics = {m.epoch: m for m in metrics}
        self.refresh()

    def refresh(self) -> None:
        metrics = self.metrics
        self.setVisible(bool(metrics))
        if metrics:
            epochs = max(metrics[-1].epoch * metrics[-1].steps // max(metrics[-1].step, 1), 1)
            names = [str(m.epoch) for m in metrics]
            across, up = tr("classification", "Pass"), tr("classification", "Error (loss)")
            self.plot_lines.show_lines(_lines(metrics, epochs), across, up, names)
            self.plot_lines.mark(_position(self.best_epoch, epochs))
        super().refresh()

    def _numbers(self) -> PlotTable:
        return PlotTable(
            tr("classification", "How the training goes"),
            tr(
                "classification",
                "Errors are drawn relative to the highest one; the vertical line marks the pass that is kept.",
            ),
            (
                tr("classification", "Pass"),
                tr("classification", "Error while learning (loss)"),
                tr("classification", "Error on held-out texts (loss)"),
                tr("classification", "Accuracy on held-out texts"),
            ),
            [
                (str(m.epoch), _format_loss(m.training_loss), _format_loss(m.validation_loss), _format_accuracy(m))
                for m in self.metrics
            ],
        )


def _lines(metrics: Sequence[EpochMetrics], epochs: int) -> list[PlotLine]:
    losses = [loss for m in metrics for loss in (m.training_loss, m.validation_loss) if loss is not None]
    highest = max(losses) or 1.0
    positions = [_position(m.epoch, epochs) for m in metrics]
    training = [(x, m.training_loss / highest) for x, m in zip(positions, metrics, strict=True)]
    lines = [
        PlotLine(
            tr("classification", "Error while learning (loss)"),
            training,
            [_format_loss(m.training_loss) for m in metrics],
        )
    ]
    if any(m.validation_loss is None for m in metrics):
        return lines
    validation = [(x, (m.validation_loss or 0) / highest) for x, m in zip(positions, metrics, strict=True)]
    accuracy = [(x, m.validation_accuracy or 0.0) for x, m in zip(positions, metrics, strict=True)]
    lines.append(
        PlotLine(
            tr("classification", "Error on held-out texts (loss)"),
            validation,
            [_format_loss(m.validation_loss) for m in metrics],
        )
    )
    lines.append(PlotLine(tr("classification", "Accuracy on held-out texts"), accuracy))
    return lines


def _position(epoch: int, epochs: int) -> float:
    """Place an epoch on the axis from 0 to 1."""
    return (epoch - 1) / max(epochs - 1, 1)


def _format_loss(loss: float | None) -> str:
    return "–" if loss is None else formatting.number(loss, 3)


def _format_accuracy(metrics: EpochMetrics) -> str:
    return "–" if metrics.validation_accuracy is None else formatting.percent(metrics.validation_accuracy, 1)
