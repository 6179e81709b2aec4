"""`ateneo classify text|train|list|remove|use|test|report|evaluate`: the same classifiers as the window's."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import msgspec

from engine.capabilities.classification import api, train_command
from engine.capabilities.classification.api import ClassifierMissing, PdfNeedsWindow
from engine.cli.arguments import Parser, amount, whole
from engine.cli.console import AddCommand, Console, common_options, piped
from engine.protocol import tables
from engine.protocol.errors import FileUnwritable
from engine.protocol.i18n import Translations

SHOTS = 4
"""Of the examples given, when it is not said how many."""
MOST_DRAWS = 1_000


class Evaluated(msgspec.Struct, frozen=True):
    """What `evaluate --json` prints."""

    method: str
    accuracy: api.MeanAndStd
    macro_f1: api.MeanAndStd


class Told(msgspec.Struct, frozen=True):
    """What `text --lines --json` prints of each line."""

    text: str
    label: str
    scores: dict[str, float]


def add_commands(add: AddCommand, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    classify = add("classify", tr("sort texts into classes of your own"))
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = classify.add_subparsers(  # type: ignore[call-overload]
        title=tr("commands"), metavar=tr("command"), dest="action", required=True, parser_class=partial(Parser, translations)
    )

    def action(name: str, help: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])

    text = action("text", tr("classify one text, by labels alone or by a classifier"))
    text.add_argument("text", help=tr("the text; - reads it from a pipe"))
    text.add_argument("--lines", action="store_true", help=tr("each line is a text of its own"))
    _by(text, tr)
    text.set_defaults(run=_answered_by(text, tr, _text))
    train = action("train", tr("make or extend a classifier from a table of texts and labels"))
    train.add_argument("name", metavar="NAME", help=tr("the classifier's name"))
    _source(train, tr)
    train_command.add_options(train, tr)
    listed = action("list", tr("list the classifiers"))
    listed.set_defaults(run=_list)
    remove = action("remove", tr("remove a classifier and its examples"))
    remove.add_argument("name", metavar="NAME", help=tr("the classifier's name"))
    remove.set_defaults(run=_remove)
    use = action("use", tr("classify each row of a table, or each text of a folder, into a CSV file"))
    _source(use, tr)
    use.add_argument("--output", required=True, metavar="FILE", help=tr("write the list to this file"))
    _by(use, tr)
    use.set_defaults(run=_answered_by(use, tr, _use))
    test = action("test", tr("how good a classifier is on the texts set aside"))
    test.add_argument("name", metavar="NAME", help=tr("the classifier's name"))
    test.set_defaults(run=_test)
    report = action("report", tr("how good a classifier is, as an HTML or PDF file"))
    report.add_argument("name", metavar="NAME", help=tr("the classifier's name"))
    report.add_argument("--output", required=True, metavar="FILE", help=tr("write the report to this file"))
    _means(report, tr)
    report.set_defaults(run=_report)
    _add_evaluate(
        action("evaluate", tr("try a way of classifying out on two tables with the columns text and label")), tr
    )
    ways = action("ways", tr("what can classify without training, of what is installed"))
    ways.set_defaults(run=_ways)


def _add_evaluate(evaluate: argparse.ArgumentParser, tr: Callable[..., str]) -> None:
    evaluate.add_argument(
        "--train", required=True, metavar="FILE", help=tr("the texts and labels that are learned from")
    )
    evaluate.add_argument("--test", required=True, metavar="FILE", help=tr("the texts and labels it is tried on"))
    about = tr(
        "zero-shot: by the labels alone; head: the best of the heads; words: counted words; entailment, prompt: by such "
        "a model; contrastive, supervised: the model itself trained (studio); the others: that head"
    )
    evaluate.add_argument("--method", choices=get_args(api.EvaluationMethod), default="head", help=about)
    evaluate.add_argument(
        "--shots", type=whole, default=8, metavar="N", help=tr("examples of each label; 0 takes all")
    )
    evaluate.add_argument("--seeds", type=_draws, default=10, metavar="N", help=tr("how many draws"))
    evaluate.add_argument("--wording", default=api.DEFAULT_WORDING, help=tr("the sentence around a label"))
    evaluate.add_argument("--model", default="", help=tr("a model's name on the shelf"))

    def checked(options: argparse.Namespace, console: Console) -> int:
        if options.model and options.method not in api.MODEL_METHODS:
            evaluate.error(tr("a model is only named with the methods {names}", names=", ".join(api.MODEL_METHODS)))
        return _evaluate(options, console)

    evaluate.set_defaults(run=checked)


def _draws(text: str) -> int:
    """Raises ValueError."""
    if not 1 <= (number := int(text)) <= MOST_DRAWS:
        raise ValueError
    return number


def _answered_by(
    parser: argparse.ArgumentParser, tr: Callable[..., str], run: Callable[[argparse.Namespace, Console], int]
) -> Callable[[argparse.Namespace, Console], int]:
    """A ready-made model alone brings labels of its own: without them a command is incomplete, not a label missing."""

    def checked(options: argparse.Namespace, console: Console) -> int:
        by = _chosen(options)
        if not (options.labels or options.classifier or (by and by.kind == "ready-made")):
            parser.error(tr("this is missing: {names}", names="--labels / --classifier"))
        return run(options, console)

    return checked


def _by(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--labels", default="", metavar="A,B", help=tr("labels, without training"))
    either.add_argument("--classifier", default="", metavar="NAME", help=tr("a classifier trained before"))
    parser.add_argument("--wording", default="", help=tr("the sentence around a label"))
    parser.add_argument(
        "--threshold", type=amount, default=0.0, metavar="P", help=tr("no answer below this probability")
    )
    _means(parser, tr)
    parser.add_argument("--examples", default="", metavar="FILE", help=tr("texts and labels to show the chat model"))


def _means(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    parser.add_argument("--by", choices=get_args(api.PredictorKind), help=tr("what answers without training"))
    parser.add_argument("--model", default="", help=tr("a model's name on the shelf"))
    parser.add_argument("--shots", type=whole, metavar="N", help=tr("examples of each label to show the chat model"))


def _source(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    about = tr(
        "a table (CSV, TSV, Excel, OpenDocument, JSON lines), or a folder of texts in folders called like the labels"
    )
    parser.add_argument("file", metavar="FILE", help=about)
    parser.add_argument("--text-column", default="", metavar="NAME", help=tr("the column of the texts"))
    parser.add_argument("--label-column", default="", metavar="NAME", help=tr("the column of the labels"))
    parser.add_argument("--delimiter", default="", help=tr("what separates columns"))
    parser.add_argument("--encoding", default="", help=tr("the file's encoding"))


def _text(options: argparse.Namespace, console: Console) -> int:
    classifier = _find(console, options.classifier).id if options.classifier else 0
    text = piped() if options.text == "-" else options.text
    texts = tuple(line for line in text.splitlines() if line.strip()) if options.lines else (text,)
    request = api.Classify(
        texts, classifier, _labels(options.labels), options.wording, options.threshold, _chosen(options)
    )
    if options.lines:
        return _lines(request, console)
    found = console.call(api.CLASSIFY, request)
    scores = dict(zip(found.labels, found.predictions[0].probabilities, strict=True))
    if console.json:
        console.print_json({"label": found.predictions[0].label, "scores": scores})
        return 0
    for label, score in sorted(scores.items(), key=lambda one: -one[1]):
        console.print(f"{score:.3f}  {label}")
    return 0


def _lines(request: api.Classify, console: Console) -> int:
    """A line each: label, how sure, text, with tabs between them."""
    found = console.call(api.CLASSIFY, request, console.progress)
    if console.json:
        told = [
            Told(text, one.label, dict(zip(found.labels, one.probabilities, strict=True)))
            for text, one in zip(request.texts, found.predictions, strict=True)
        ]
        console.print_json(told)
        return 0
    for text, one in zip(request.texts, found.predictions, strict=True):
        console.print(f"{one.label}\t{max(one.probabilities):.3f}\t{' '.join(text.split())}")
    return 0


def _list(options: argparse.Namespace, console: Console) -> int:
    found = console.call(api.LIST_CLASSIFIERS, api.ListClassifiers())
    if console.json:
        console.print_json(found)
        return 0
    for one in found.classifiers:
        names = ", ".join(label.name for label in one.labels)
        console.print(f"{one.name}  {one.training.method if one.training else '–'}  {one.examples}  {names}")
    return 0


def _remove(options: argparse.Namespace, console: Console) -> int:
    found = _find(console, options.name)
    console.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(found.id))
    if console.json:
        console.print_json(found)
    else:
        console.print(console.tr("cli", "{name} is removed.", name=found.name))
    return 0


def _use(options: argparse.Namespace, console: Console) -> int:
    classifier = _find(console, options.classifier).id if options.classifier else 0
    request = api.ClassifyFile(
        train_command.source(options), options.output, classifier, _labels(options.labels), options.wording, options.threshold,
        _chosen(options),
    )  # fmt: skip
    return _written(console, console.call(api.CLASSIFY_FILE, request, console.progress))


def _test(options: argparse.Namespace, console: Console) -> int:
    found = console.call(api.EVALUATE, api.Evaluate(_find(console, options.name).id), console.progress)
    if console.json:
        console.print_json(found)
        return 0
    console.print(f"accuracy {found.accuracy:.4f}")
    console.print(f"macro F1 {found.macro_f1:.4f}")
    for one in found.classes:
        console.print(f"{one.f1:.3f}  {one.label} ({one.count})")
    return 0


def _report(options: argparse.Namespace, console: Console) -> int:
    found = _find(console, options.name)
    language: Literal["en", "es"] = "es" if console.translations.language == "es" else "en"
    request = api.ExportReport(found.id, options.output, language, _chosen(options))
    if not options.output.lower().endswith(".pdf"):
        return _written(console, console.call(api.EXPORT_REPORT, request, console.progress))
    if importlib.util.find_spec("PySide6") is None:
        raise PdfNeedsWindow
    with tempfile.TemporaryDirectory() as place:
        html = str(Path(place) / "report.html")
        done = console.call(api.EXPORT_REPORT, msgspec.structs.replace(request, path=html), console.progress)
        target = Path(options.output).expanduser()
        _draw(html, target)
    return _written(console, msgspec.structs.replace(done, path=str(target)))


def _draw(html: str, target: Path) -> None:
    """By the window's program, without a screen: the engine draws nothing. Raises FileUnwritable."""
    command = [sys.executable, "-m", "desktop.widgets.text.pdf", html, str(target)]
    drawn = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if drawn.returncode:
        raise FileUnwritable(drawn.stderr.decode("utf-8", "replace")[-500:], name=target.name)


def _written(console: Console, done: api.ExportResult) -> int:
    if console.json:
        console.print_json(done)
    elif done.cancelled:
        sentence = "Stopped after {rows} rows, which are kept. Run it again to go on."
        console.print(console.tr("cli", sentence, rows=done.rows))
    else:
        console.print(console.tr("cli", "{path}: {count} lines written.", path=done.path, count=done.rows))
    return 1 if done.cancelled else 0


def _evaluate(options: argparse.Namespace, console: Console) -> int:
    columns = {"text_column": "text", "label_column": "label"}
    train, test = tables.Source(options.train, **columns), tables.Source(options.test, **columns)
    request = api.Benchmark(train, test, options.method, options.shots, options.seeds, options.wording, options.model)
    found = console.call(api.BENCHMARK, request, console.progress)
    if console.json:
        console.print_json(Evaluated(found.method, found.accuracy, found.macro_f1))
        return 0
    console.print(f"accuracy {found.accuracy.mean:.4f} ± {found.accuracy.std:.4f}")
    console.print(f"macro F1 {found.macro_f1.mean:.4f} ± {found.macro_f1.std:.4f}")
    return 0


def _ways(options: argparse.Namespace, console: Console) -> int:
    found = console.call(api.AVAILABLE_METHODS, api.ListPredictionMethods())
    if console.json:
        console.print_json(found)
        return 0
    for one in found.methods:
        console.print("  ".join(filter(None, (one.method.kind, one.method.model, one.name, ", ".join(one.labels)))))
    return 0


def _chosen(options: argparse.Namespace) -> api.PredictionMethod | None:
    """None where nothing is said. A model named alone is a ready-made one."""
    file = getattr(options, "examples", "")
    if not (options.by or options.model or options.shots or file):
        return None
    means: api.PredictorKind = options.by or ("ready-made" if options.model else "prompt")
    shots = SHOTS if options.shots is None and file else options.shots or 0
    return api.PredictionMethod(means, options.model, shots, tables.Source(file) if file else None)


def _find(console: Console, name: str) -> api.Classifier:
    """Raises ClassifierMissing."""
    for one in console.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers:
        if one.name == name:
            return one
    raise ClassifierMissing(name=name)


def _labels(text: str) -> tuple[api.Label, ...]:
    return tuple(api.Label(name.strip()) for name in text.split(",") if name.strip())
