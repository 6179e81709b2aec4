"""`ateneo classify train`: the examples of a table, or two, added to a classifier, and a head or an encoder trained by them."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from typing import get_args

import msgspec

from engine.capabilities.classification import api, fine_tune_command
from engine.cli.arguments import whole
from engine.cli.console import Console
from engine.protocol import tables
from engine.protocol.errors import ColumnMissing, ExamplesError

LABELS = "label"
"""The name of a column, as tables have it."""
SHOWN = 3
LONGEST_SHOWN = 80


def add_options(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    parser.add_argument("--test", default="", metavar="FILE", help=tr("texts and labels set aside for testing"))
    about = tr(
        "auto: the best of the heads, by cross-validation; logistic … tree: that head; contrastive, supervised: the model "
        "itself is trained (studio)"
    )
    parser.add_argument("--method", choices=get_args(api.TrainingMethod), default="auto", help=about)
    parser.add_argument("--seed", type=whole, default=0, metavar="N", help=tr("the same number, the same result"))
    fine_tune_command.add_options(parser, tr)
    parser.set_defaults(run=run)


def source(options: argparse.Namespace) -> tables.Source:
    return tables.Source(
        options.file, "", options.text_column, options.label_column, options.delimiter, options.encoding
    )


def run(options: argparse.Namespace, console: Console) -> int:
    sources: list[tuple[tables.Source, api.Split]] = [(source(options), "train")]
    if options.test:
        sources.append((msgspec.structs.replace(sources[0][0], path=options.test), "test"))
    for read, _ in sources:
        _look(read, console)
    there = [one for one in console.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers if one.name == options.name]
    classifier = there[0] if there else console.call(api.CREATE_CLASSIFIER, api.CreateClassifier(options.name))
    try:
        for read, split in sources:
            added = console.call(api.ADD_EXAMPLES, api.AddExamples(classifier.id, read, split), console.progress)
            if not console.json:
                console.print(_of_added(console, added))
        asked = fine_tune_command.request(classifier.id, options)
        trained = console.call(api.TRAIN, asked, fine_tune_command.hear(console))
    except ExamplesError:
        if not there:  # else the mended table would only be added to what was wrong
            console.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(classifier.id))
        raise
    _tell(console, trained)
    return 0


def _look(read: tables.Source, console: Console) -> None:
    """A table that cannot be read leaves no empty classifier behind. Raises ColumnMissing and the errors of tables."""
    found = console.call(tables.PREVIEW, tables.Preview(read))
    if not found.label_column:
        raise ColumnMissing(name=read.path, column=LABELS, columns=", ".join(found.columns[:SHOWN]))


def _of_added(console: Console, added: api.AddExamplesResult) -> str:
    sentence = "{added} examples added; {repeated} were there already, {empty} empty, {unlabelled} without a label."
    said = console.tr("cli", sentence, **msgspec.structs.asdict(added))
    if added.left_out:
        sentence = "{count} from all over the table were left out: there are too many."
        said += " " + console.tr("cli", sentence, count=added.left_out)
    return said


def _tell(console: Console, trained: api.Classifier) -> None:
    if console.json:
        console.print_json(trained)
        return
    _warn(console, trained)
    for one in trained.training.cross_validation if trained.training else ():
        console.print(f"{one.method:<14} {one.mean:.3f} ± {one.std:.3f}")
    if trained.training and trained.training.fine_tuning:
        fine_tune_command.tell(console, trained.training.fine_tuning)


def _warn(console: Console, trained: api.Classifier) -> None:
    """Of what makes the figures doubtful, beside the data."""
    for names in _alike([label.name for label in trained.labels if label.examples]):
        sentence = "These labels differ in capitals alone and count as different: {names}."
        console.complain(console.tr("cli", sentence, names=", ".join(names)))
    found = console.call(api.FIND_DATA_ISSUES, api.FindDataIssues(trained.id, SHOWN), console.progress)
    if not found.total:
        return
    sentence = "Doubtful examples, with two labels or both learned from and set aside: {count}. Among them:"
    console.complain(console.tr("cli", sentence, count=found.total))
    for pair in found.pairs:
        labels = " / ".join(dict.fromkeys((pair.first.label, pair.second.label)))
        console.complain(f"  {labels}  {' '.join(pair.first.text.split())[:LONGEST_SHOWN]}")


def _alike(names: list[str]) -> list[list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[name.casefold()].append(name)
    return [same for same in found.values() if len(same) > 1]
