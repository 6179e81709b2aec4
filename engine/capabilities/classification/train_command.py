"""`ateneo classify train`: add the examples of one or two tables to a classifier and train it."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

import msgspec

from engine.capabilities.classification import api, fine_tune_command
from engine.cli.arguments import full_path, non_negative_int
from engine.cli.console import Console
from engine.protocol.errors import ColumnMissing, ExamplesError
from engine.protocol.tables import PREVIEW_TABLE, PreviewTable, Source

LABEL_COLUMN = "label"
MAX_SHOWN = 3
MAX_CHARACTERS_SHOWN = 80
MAX_LABELS_SHOWN = 12


def add_options(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    """Add the options of the training, besides those of the source."""
    parser.add_argument("--test", type=full_path, default="", metavar="FILE", help=tr("a table of test examples"))
    about = tr(
        "auto: the best head by cross-validation; logistic … tree: that head; contrastive, supervised: fine-tunes the "
        "model (studio)"
    )
    parser.add_argument("--method", choices=get_args(api.TrainingMethod), default="auto", help=about)
    about = tr("random seed: the same number gives the same result")
    parser.add_argument("--seed", type=non_negative_int, default=0, metavar="N", help=about)
    fine_tune_command.add_options(parser, tr)
    parser.set_defaults(run=run)


def source(options: argparse.Namespace) -> Source:
    """Return the source that the options name."""
    return Source(options.file, "", options.text_column, options.label_column, options.delimiter, options.encoding)


def run(options: argparse.Namespace, console: Console) -> int:
    """Run the command. A classifier that was made for it is removed again when its examples are refused."""
    sources: list[tuple[Source, api.Split]] = [(source(options), "train")]
    if options.test:
        sources.append((msgspec.structs.replace(sources[0][0], path=options.test), "test"))
    for table, _ in sources:
        _check_label_column(table, console)
    classifiers = console.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers
    existing = next((classifier for classifier in classifiers if classifier.name == options.name), None)
    classifier = existing or console.call(api.CREATE_CLASSIFIER, api.CreateClassifier(options.name))
    try:
        for table, split in sources:
            added = console.call(api.ADD_EXAMPLES, api.AddExamples(classifier.id, table, split), console.progress)
            if not console.json:
                console.print(_describe_added(console, added))
        request = fine_tune_command.request(classifier.id, options)
        trained = console.call(api.TRAIN, request, fine_tune_command.event_printer(console))
    except ExamplesError:
        if existing is None:  # else a corrected table would be added to the wrong examples
            console.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(classifier.id))
        raise
    _print_result(console, trained)
    return 0


def _check_label_column(table: Source, console: Console) -> None:
    """Check before a classifier is created. Raises ColumnMissing and the errors of tables."""
    preview = console.call(PREVIEW_TABLE, PreviewTable(table))
    if not preview.label_column:
        raise ColumnMissing(
            name=Path(table.path).name, column=LABEL_COLUMN, columns=", ".join(preview.columns[:MAX_SHOWN])
        )


def _describe_added(console: Console, added: api.AddExamplesResult) -> str:
    sentence = "{added} examples added; {repeated} were there already, {empty} empty, {unlabelled} without a label."
    text = console.tr("cli", sentence, **msgspec.structs.asdict(added))
    if added.left_out:
        sentence = "{count} rows, evenly spread over the table, were left out: there are too many."
        text += " " + console.tr("cli", sentence, count=added.left_out)
    return text


def _print_result(console: Console, trained: api.Classifier) -> None:
    if console.json:
        console.print_json(trained)
        return
    _warn(console, trained)
    training = trained.training
    for score in training.cross_validation if training else ():
        console.print(f"{score.method:<14} {console.number(score.mean, 3)} ± {console.number(score.std, 3)}")
    if training and training.fine_tuning:
        fine_tune_command.print_record(console, training.fine_tuning)


def warn_of_left_out(console: Console, labels: Sequence[str]) -> None:
    """Print which labels have a single example and were left out, if any; of many only the first."""
    if labels:
        names = ", ".join(labels[:MAX_LABELS_SHOWN]) + (" …" if len(labels) > MAX_LABELS_SHOWN else "")
        sentence = "Left out, since they have only one example: {names}. Add a second one of each to train on them too."
        console.complain(console.tr("cli", sentence, names=names))


def _warn(console: Console, trained: api.Classifier) -> None:
    """Print what makes the figures doubtful."""
    warn_of_left_out(console, trained.training.left_out if trained.training else ())
    for names in _differing_in_capitals([label.name for label in trained.labels if label.examples]):
        sentence = "These labels differ only in capitals and count as different ones: {names}."
        console.complain(console.tr("cli", sentence, names=", ".join(names)))
    issues = console.call(api.FIND_DATA_ISSUES, api.FindDataIssues(trained.id, MAX_SHOWN), console.progress)
    if not issues.total:
        return
    sentence = "Doubtful examples, with two labels or in both training and test data: {count}. Among them:"
    console.complain(console.tr("cli", sentence, count=issues.total))
    for pair in issues.pairs:
        labels = " / ".join(dict.fromkeys((pair.first.label, pair.second.label)))
        console.complain(f"  {labels}  {' '.join(pair.first.text.split())[:MAX_CHARACTERS_SHOWN]}")


def _differing_in_capitals(names: list[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[name.casefold()].append(name)
    return [group for group in groups.values() if len(group) > 1]
