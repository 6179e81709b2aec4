"""`ateneo classify …`: commands for the same classifiers as the window's."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Literal, get_args

import msgspec

from engine.capabilities.classification import api, train_command
from engine.cli.arguments import Parser, full_path, non_negative_float, non_negative_int
from engine.cli.console import AddCommand, Console, common_options, read_stdin
from engine.cli.pdf import write_pdf
from engine.protocol.done import Purged
from engine.protocol.i18n import Translations
from engine.protocol.tables import Source

DEFAULT_SHOTS = 4
"""With --examples and without --shots."""
MAX_SEEDS = 1_000
BACKUPS_STAY = (
    "Backups made before still hold it, some for up to a year. “ateneo backup --clean” deletes those backups."
)

Run = Callable[[argparse.Namespace, Console], int]
Translate = Callable[..., str]


class BenchmarkOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The JSON of `evaluate`."""

    method: str
    accuracy: api.MeanAndStd
    macro_f1: api.MeanAndStd
    left_out: tuple[str, ...] = ()


class LineOutput(msgspec.Struct, frozen=True):
    """The JSON of one line of `text --lines`."""

    text: str
    label: str
    scores: dict[str, float]


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `classify` with its subcommands."""
    tr = partial(translations.tr, "cli")
    classify = add("classify", tr("sort texts into classes of your own"))
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = classify.add_subparsers(  # type: ignore[call-overload]  # parser_class: any callable serves
        title=tr("commands"),
        metavar=tr("command"),
        dest="action",
        required=True,
        parser_class=partial(Parser, translations),
    )

    def action(name: str, help: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])

    def action_on_classifier(name: str, help: str) -> argparse.ArgumentParser:
        parser = action(name, help)
        parser.add_argument("name", metavar="NAME", help=tr("the classifier's name"))
        return parser

    _add_text(action("text", tr("classify one text by labels alone or by a classifier")), tr)
    train = action_on_classifier("train", tr("make or extend a classifier from a table of texts and labels"))
    _add_source(train, tr)
    train_command.add_options(train, tr)
    action("list", tr("list the classifiers")).set_defaults(run=_list)
    remove = action_on_classifier("remove", tr("remove a classifier and its examples"))
    remove.set_defaults(run=_remove)
    _add_purge(action("purge", tr("delete a classifier and its examples for good")), tr)
    _add_use(action("use", tr("classify each row of a table, or each text of a folder, into a CSV file")), tr)
    action_on_classifier("test", tr("evaluate a classifier on its test examples")).set_defaults(run=_test)
    report = action_on_classifier("report", tr("write an evaluation report as an HTML or PDF file"))
    report.add_argument("--output", required=True, metavar="FILE", help=tr("write the report to this file"))
    _add_method(report, tr)
    report.set_defaults(run=_report)
    _add_evaluate(action("evaluate", tr("measure a method on two tables with the columns text and label")), tr)
    action("ways", tr("list the methods that need no training")).set_defaults(run=_ways)


def _add_text(parser: argparse.ArgumentParser, tr: Translate) -> None:
    parser.add_argument("text", help=tr("the text; - reads it from standard input"))
    parser.add_argument("--lines", action="store_true", help=tr("each line is a text of its own"))
    _add_predictor(parser, tr)
    parser.set_defaults(run=_needing_labels(parser, tr, _text))


def _add_purge(parser: argparse.ArgumentParser, tr: Translate) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help=tr("the classifier's name"))
    parser.add_argument("--removed", action="store_true", help=tr("purge all that were removed"))

    def check_and_run(options: argparse.Namespace, console: Console) -> int:
        if not options.name and not options.removed:
            parser.error(tr("name a classifier, or add --removed"))
        return _purge(options, console)

    parser.set_defaults(run=check_and_run)


def _add_use(parser: argparse.ArgumentParser, tr: Translate) -> None:
    _add_source(parser, tr)
    parser.add_argument("--output", required=True, metavar="FILE", help=tr("write the list to this file"))
    _add_predictor(parser, tr)
    parser.set_defaults(run=_needing_labels(parser, tr, _use))


def _add_evaluate(parser: argparse.ArgumentParser, tr: Translate) -> None:
    parser.add_argument("--train", type=full_path, required=True, metavar="FILE", help=tr("the table to train on"))
    parser.add_argument("--test", type=full_path, required=True, metavar="FILE", help=tr("the table to test on"))
    about = tr(
        "zero-shot: by the labels alone; head: the best head; words: bag of words; entailment, prompt: by an installed "
        "model; contrastive, supervised: fine-tunes the model (studio); the others: that head"
    )
    parser.add_argument("--method", choices=get_args(api.EvaluationMethod), default="head", help=about)
    parser.add_argument(
        "--shots", type=non_negative_int, default=8, metavar="N", help=tr("examples of each label; 0: all")
    )
    parser.add_argument("--seeds", type=_seeds, default=10, metavar="N", help=tr("repetitions with other examples"))
    parser.add_argument("--wording", default=api.DEFAULT_WORDING, help=tr("the sentence that holds each label"))
    parser.add_argument("--model", default="", help=tr("the name of an installed model"))

    def check_and_run(options: argparse.Namespace, console: Console) -> int:
        if options.model and options.method not in api.MODEL_METHODS:
            parser.error(tr("--model goes only with the methods {names}", names=", ".join(api.MODEL_METHODS)))
        return _evaluate(options, console)

    parser.set_defaults(run=check_and_run)


def _seeds(text: str) -> int:
    """Raises ValueError."""
    if not 1 <= (number := int(text)) <= MAX_SEEDS:
        raise ValueError
    return number


def _needing_labels(parser: argparse.ArgumentParser, tr: Translate, run: Run) -> Run:
    """Return `run` with a check for labels, which only a ready-made model brings itself: a usage error without them."""

    def check_and_run(options: argparse.Namespace, console: Console) -> int:
        method = _method(options)
        if not (options.labels or options.classifier or (method and method.kind == "ready-made")):
            parser.error(tr("this is missing: {names}", names="--labels / --classifier"))
        return run(options, console)

    return check_and_run


def _add_predictor(parser: argparse.ArgumentParser, tr: Translate) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--labels", default="", metavar="A,B", help=tr("labels separated by commas, without training"))
    either.add_argument("--classifier", default="", metavar="NAME", help=tr("the classifier's name"))
    parser.add_argument("--wording", default="", help=tr("the sentence that holds each label"))
    about = tr("give no label below this probability")
    parser.add_argument("--threshold", type=non_negative_float, default=0.0, metavar="P", help=about)
    _add_method(parser, tr)
    about = tr("a table of texts and labels to show the chat model")
    parser.add_argument("--examples", type=full_path, default="", metavar="FILE", help=about)


def _add_method(parser: argparse.ArgumentParser, tr: Translate) -> None:
    parser.add_argument("--by", choices=get_args(api.PredictorKind), help=tr("a method that needs no training"))
    parser.add_argument("--model", default="", help=tr("the name of an installed model"))
    parser.add_argument(
        "--shots", type=non_negative_int, metavar="N", help=tr("examples of each label to show the chat model")
    )


def _add_source(parser: argparse.ArgumentParser, tr: Translate) -> None:
    about = tr(
        "a table (CSV, TSV, Excel, OpenDocument, JSON lines), or a folder of documents whose subfolders are the labels"
    )
    parser.add_argument("file", type=full_path, metavar="FILE", help=about)
    parser.add_argument("--text-column", default="", metavar="NAME", help=tr("the column of the texts"))
    parser.add_argument("--label-column", default="", metavar="NAME", help=tr("the column of the labels"))
    parser.add_argument("--delimiter", default="", help=tr("the character between columns"))
    parser.add_argument("--encoding", default="", help=tr("the file's encoding"))


def _text(options: argparse.Namespace, console: Console) -> int:
    classifier = _find(console, options.classifier).id if options.classifier else 0
    text = read_stdin() if options.text == "-" else options.text
    texts = tuple(line for line in text.splitlines() if line.strip()) if options.lines else (text,)
    request = api.Classify(
        texts, classifier, _labels(options.labels), options.wording, options.threshold, _method(options)
    )
    if options.lines:
        return _lines(request, console)
    result = console.call(api.CLASSIFY, request)
    scores = dict(zip(result.labels, result.predictions[0].probabilities, strict=True))
    if console.json:
        console.print_json({"label": result.predictions[0].label, "scores": scores})
        return 0
    for label, score in sorted(scores.items(), key=lambda item: -item[1]):
        console.print(f"{console.number(score, 3)}  {label}")
    return 0


def _lines(request: api.Classify, console: Console) -> int:
    """Print label, probability and text of each line, separated by tabs, for other programs: with a point in every language."""
    result = console.call(api.CLASSIFY, request, console.progress)
    pairs = [*zip(request.texts, result.predictions, strict=True)]
    if console.json:
        console.print_json(
            [
                LineOutput(text, prediction.label, dict(zip(result.labels, prediction.probabilities, strict=True)))
                for text, prediction in pairs
            ]
        )
        return 0
    for text, prediction in pairs:
        console.print(f"{prediction.label}\t{max(prediction.probabilities):.3f}\t{' '.join(text.split())}")
    return 0


def _list(options: argparse.Namespace, console: Console) -> int:
    result = console.call(api.LIST_CLASSIFIERS, api.ListClassifiers())
    if console.json:
        console.print_json(result)
        return 0
    console.print_entries(_line(classifier) for classifier in result.classifiers)
    return 0


def _line(classifier: api.Classifier) -> str:
    names = ", ".join(label.name for label in classifier.labels)
    method = classifier.training.method if classifier.training else "–"
    return f"{classifier.name}  {method}  {classifier.examples}  {names}"


def _remove(options: argparse.Namespace, console: Console) -> int:
    classifier = _find(console, options.name)
    console.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(classifier.id))
    if console.json:
        console.print_json(classifier)
    else:
        console.print(console.tr("cli", "{name} is removed.", name=classifier.name))
    return 0


def _purge(options: argparse.Namespace, console: Console) -> int:
    requests = [api.PurgeClassifiers((_find(console, options.name).id,))] if options.name else []
    requests += [api.PurgeClassifiers()] if options.removed else []
    count = sum(console.call(api.PURGE_CLASSIFIERS, request).count for request in requests)
    if console.json:
        console.print_json(Purged(count))
        return 0
    console.complain(console.tr("cli", "Deleted for good: {count}.", count=count))
    console.complain(console.tr("cli", BACKUPS_STAY))
    return 0


def _use(options: argparse.Namespace, console: Console) -> int:
    classifier = _find(console, options.classifier).id if options.classifier else 0
    request = api.ClassifyFile(
        train_command.source(options),
        full_path(options.output),
        classifier,
        _labels(options.labels),
        options.wording,
        options.threshold,
        _method(options),
    )
    return _print_export(console, console.call(api.CLASSIFY_FILE, request, console.progress), options.output)


def _test(options: argparse.Namespace, console: Console) -> int:
    report = console.call(api.EVALUATE, api.Evaluate(_find(console, options.name).id), console.progress)
    if console.json:
        console.print_json(report)
        return 0
    if report.unknown:
        sentence = "{count} of the test examples have labels that the classifier does not know; they are not counted."
        console.complain(console.tr("cli", sentence, count=report.unknown))
    console.print(f"accuracy {console.number(report.accuracy, 4)}")
    console.print(f"macro F1 {console.number(report.macro_f1, 4)}")
    for metrics in report.classes:
        console.print(f"{console.number(metrics.f1, 3)}  {metrics.label} ({console.number(metrics.count, 0)})")
    return 0


def _report(options: argparse.Namespace, console: Console) -> int:
    classifier = _find(console, options.name)
    language: Literal["en", "es"] = "es" if console.translations.language == "es" else "en"
    request = api.ExportReport(classifier.id, full_path(options.output), language, _method(options))
    if not options.output.lower().endswith(".pdf"):
        result = console.call(api.EXPORT_REPORT, request, console.progress)
        return _print_export(console, result, options.output)
    results: list[api.ExportResult] = []

    def write_html(html: str) -> None:
        to_html = msgspec.structs.replace(request, path=html)
        results.append(console.call(api.EXPORT_REPORT, to_html, console.progress))

    write_pdf(request.path, write_html)
    return _print_export(console, results[0], options.output)


def _print_export(console: Console, result: api.ExportResult, path: str) -> int:
    """Print what was written to `path`, which is as the person wrote it."""
    if console.json:
        console.print_json(msgspec.structs.replace(result, path=path))
    elif result.cancelled:
        sentence = "Stopped after {rows} rows, which are kept. Run the command again to continue."
        console.print(console.tr("cli", sentence, rows=result.rows))
    else:
        console.print(console.tr("cli", "{path}: {count} lines written.", path=path, count=result.rows))
    return 1 if result.cancelled else 0


def _evaluate(options: argparse.Namespace, console: Console) -> int:
    columns = {"text_column": "text", "label_column": "label"}
    train, test = Source(options.train, **columns), Source(options.test, **columns)
    request = api.Benchmark(train, test, options.method, options.shots, options.seeds, options.wording, options.model)
    result = console.call(api.BENCHMARK, request, console.progress)
    if console.json:
        console.print_json(BenchmarkOutput(result.method, result.accuracy, result.macro_f1, result.left_out))
        return 0
    train_command.warn_of_left_out(console, result.left_out)
    console.print(f"accuracy {console.number(result.accuracy.mean, 4)} ± {console.number(result.accuracy.std, 4)}")
    console.print(f"macro F1 {console.number(result.macro_f1.mean, 4)} ± {console.number(result.macro_f1.std, 4)}")
    return 0


def _ways(options: argparse.Namespace, console: Console) -> int:
    result = console.call(api.AVAILABLE_METHODS, api.ListPredictionMethods())
    if console.json:
        console.print_json(result)
        return 0
    for available in result.methods:
        cells = (available.method.kind, available.method.model, available.name, ", ".join(available.labels))
        console.print("  ".join(filter(None, cells)))
    return 0


def _method(options: argparse.Namespace) -> api.PredictionMethod | None:
    """Return the method that the options name, if any. A model without a method is a ready-made one."""
    examples = getattr(options, "examples", "")
    if not (options.by or options.model or options.shots or examples):
        return None
    kind: api.PredictorKind = options.by or ("ready-made" if options.model else "prompt")
    shots = DEFAULT_SHOTS if options.shots is None and examples else options.shots or 0
    return api.PredictionMethod(kind, options.model, shots, Source(examples) if examples else None)


def _find(console: Console, name: str) -> api.Classifier:
    """Raises ClassifierMissing."""
    for classifier in console.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers:
        if classifier.name == name:
            return classifier
    raise api.ClassifierMissing(name=name)


def _labels(text: str) -> tuple[api.Label, ...]:
    """Return the labels in a list with commas, each once."""
    return tuple(api.Label(name) for name in dict.fromkeys(map(str.strip, text.split(","))) if name)
