"""What `ateneo classify train` asks and tells when the encoder itself is trained."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine.capabilities.classification import api
from engine.cli.arguments import amount, whole
from engine.cli.console import Console
from engine.protocol.fine_tuning import EpochMetrics, layers_of
from engine.protocol.progress import Progress


def add_options(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    about = tr("contrastive, supervised: the layers trained: all, last, or numbers such as 6-11")
    parser.add_argument("--layers", type=layers_of, default="all", help=about)
    parser.add_argument("--epochs", type=whole, default=0, help=tr("passes over the examples; 0: the method's own"))
    patience = tr("passes without a better result on the examples held out until it stops")
    parser.add_argument("--patience", type=whole, default=3, help=patience)
    parser.add_argument("--learning-rate", type=amount, default=0.0, help=tr("0: the method's own"))


def request(classifier: int, options: argparse.Namespace) -> api.Train:
    return api.Train(
        classifier,
        options.method,
        options.seed,
        options.layers,
        options.epochs,
        options.patience,
        options.learning_rate,
    )


def hear(console: Console) -> Callable[[Progress | EpochMetrics], None]:
    def tell(event: Progress | EpochMetrics) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        else:
            console.complain(line(console, event))

    return tell


def line(console: Console, curve: EpochMetrics) -> str:
    said = console.tr("cli", "epoch {n}: loss {loss}", n=curve.epoch, loss=f"{curve.training_loss:.3f}")
    if curve.validation_loss is None or curve.validation_accuracy is None:
        return said
    held_out = console.tr(
        "cli",
        "held out: loss {loss}, accuracy {accuracy}",
        loss=f"{curve.validation_loss:.3f}",
        accuracy=f"{curve.validation_accuracy:.3f}",
    )
    return f"{said} · {held_out}"


def tell(console: Console, card: api.FineTuneRecord) -> None:
    console.print(
        console.tr(
            "cli",
            "trained in {seconds} s: {epochs} epochs, the best {best}; the stored network agrees in {agreement}%",
            seconds=f"{card.seconds:.0f}",
            epochs=card.epochs,
            best=card.best,
            agreement=f"{100 * card.agreement:.1f}",
        )
    )
