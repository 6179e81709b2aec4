"""Options and output of `ateneo classify train` when it fine-tunes the encoder."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine.capabilities.classification import api
from engine.cli.arguments import non_negative_float, non_negative_int
from engine.cli.console import Console
from engine.protocol.children.fine_tuning import EpochMetrics, parse_layers
from engine.protocol.progress import Progress


def add_options(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    """Add the options that only fine-tuning heeds."""
    about = tr("contrastive, supervised: the layers to train: all, last, or numbers such as 6-11")
    parser.add_argument("--layers", type=parse_layers, default="all", help=about)
    parser.add_argument("--epochs", type=non_negative_int, default=0, help=tr("epochs; 0: the method's default"))
    about = tr("stop after this many epochs without a better result on held-out examples")
    parser.add_argument("--patience", type=non_negative_int, default=3, help=about)
    about = tr("learning rate; 0: the method's default")
    parser.add_argument("--learning-rate", type=non_negative_float, default=0.0, help=about)


def request(classifier: int, options: argparse.Namespace) -> api.Train:
    """Return the request that the options describe."""
    return api.Train(
        classifier,
        options.method,
        options.seed,
        options.layers,
        options.epochs,
        options.patience,
        options.learning_rate,
    )


def event_printer(console: Console) -> Callable[[Progress | EpochMetrics], None]:
    """Return a function that shows progress and prints a line for each epoch."""

    def on_event(event: Progress | EpochMetrics) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        else:
            console.complain(describe_epoch(console, event))

    return on_event


def describe_epoch(console: Console, metrics: EpochMetrics) -> str:
    """Return the losses of an epoch, and the accuracy where there are validation examples, as a line of text."""
    text = console.tr("cli", "epoch {n}: loss {loss}", n=metrics.epoch, loss=f"{metrics.training_loss:.3f}")
    if metrics.validation_loss is None or metrics.validation_accuracy is None:
        return text
    validation = console.tr(
        "cli",
        "held out: loss {loss}, accuracy {accuracy}",
        loss=f"{metrics.validation_loss:.3f}",
        accuracy=f"{metrics.validation_accuracy:.3f}",
    )
    return f"{text} · {validation}"


def print_record(console: Console, record: api.FineTuneRecord) -> None:
    """Print how long the training took and what came of it."""
    sentence = (
        "Trained in {seconds} s: {epochs} epochs, the best one {best}. The stored network gives {agreement}% of the "
        "examples the same label."
    )
    console.print(
        console.tr(
            "cli",
            sentence,
            seconds=f"{record.seconds:.0f}",
            epochs=record.epochs,
            best=record.best_epoch,
            agreement=f"{100 * record.agreement:.1f}",
        )
    )
