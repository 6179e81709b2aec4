"""The figures of a report in words and rows, in the user's language. None while there is no report."""

from __future__ import annotations

from desktop.i18n import tr, tr_noop
from desktop.widgets.plots.figure import Numbers
from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Baseline, Report

BASELINES = {
    "majority": tr_noop("language", "Always the commonest label"),
    "bag of words": tr_noop("language", "Counting words"),
}
SIGNIFICANT = 0.05


def beside(name: str, report: Report | None) -> Numbers:
    headings = (
        tr("language", "Way"),
        tr("language", "Accuracy"),
        tr("language", "Macro F1"),
        tr("language", "P-value"),
    )
    rows = []
    if report is not None:
        rows = [(name, formatting.percent(report.accuracy, 1), formatting.percent(report.macro_f1, 1), "")]
        rows += [
            (
                tr("language", BASELINES[b.name]),
                formatting.percent(b.accuracy, 1),
                formatting.percent(b.macro_f1, 1),
                formatting.number(b.p_value, 3),
            )
            for b in report.baselines
        ]
    note = tr(
        "language",
        "Macro F1: precision and recall in one figure, every label counting alike. p-value: how likely such a "
        "difference would be by chance alone (McNemar's exact test).",
    )
    return Numbers(tr("language", "Beside simpler ways"), note, headings, rows)


def confusion(report: Report | None) -> Numbers:
    labels = report.labels if report else ()
    counts = report.confusion if report else ()
    rows = [(label, *(formatting.number(n) for n in row)) for label, row in zip(labels, counts, strict=True)]
    note = tr("language", "Open a cell to read its texts: click it, or go with the arrow keys and press Enter.")
    return Numbers(tr("language", "What is taken for what"), note, ("", *labels), rows)


def classes(report: Report | None) -> Numbers:
    classes = report.classes if report else ()
    rows = [
        (
            c.label,
            formatting.percent(c.precision, 1),
            formatting.percent(c.recall, 1),
            formatting.percent(c.f1, 1),
            formatting.number(c.count),
        )
        for c in classes
    ]
    note = tr(
        "language",
        "Precision: of those given the label, how many rightly. Recall: of those that have it, how many found.",
    )
    names = (
        tr("language", "Label"),
        tr("language", "Precision"),
        tr("language", "Recall"),
        "F1",
        tr("language", "Texts"),
    )
    return Numbers(tr("language", "Label by label"), note, names, rows)


def bins(report: Report | None) -> Numbers:
    bins = [bin for bin in report.bins if bin.count] if report else []
    rows = [
        (
            f"{formatting.percent(b.low)} – {formatting.percent(b.high)}",
            formatting.number(b.count),
            formatting.percent(b.confidence, 1),
            formatting.percent(b.accuracy, 1),
        )
        for b in bins
    ]
    error = formatting.percent(report.calibration_error if report else 0.0, 1)
    note = tr(
        "language",
        "On the dashed line it is as often right as it says. Expected calibration error: {error}.",
        error=error,
    )
    names = (
        tr("language", "How sure it was"),
        tr("language", "Texts"),
        tr("language", "On average"),
        tr("language", "Right"),
    )
    return Numbers(tr("language", "Can its certainty be trusted?"), note, names, rows)


def abstentions(report: Report | None) -> Numbers:
    rows = [
        (formatting.percent(a.threshold), formatting.percent(a.covered, 1), formatting.percent(a.accuracy, 1))
        for a in (report.abstention if report else ())
    ]
    names = (tr("language", "Only from this certainty on"), tr("language", "Answered"), tr("language", "Right"))
    return Numbers(tr("language", "Leaving the unsure ones to you"), "", names, rows)


def significance(report: Report, best: Baseline) -> str:
    name = tr("language", BASELINES[best.name])
    if best.accuracy == report.accuracy:
        return tr(
            "language", "“{name}” is right just as often; more examples set aside might tell them apart.", name=name
        )
    if best.p_value >= SIGNIFICANT:
        return tr(
            "language",
            "The difference to “{name}” ({accuracy}) may be chance: more examples set aside would tell.",
            name=name,
            accuracy=formatting.percent(best.accuracy, 1),
        )
    return (
        tr(
            "language",
            "Better than “{name}” ({accuracy}), and that is hardly chance.",
            name=name,
            accuracy=formatting.percent(best.accuracy, 1),
        )
        if report.accuracy > best.accuracy
        else tr(
            "language",
            "Worse than “{name}” ({accuracy}), and that is hardly chance.",
            name=name,
            accuracy=formatting.percent(best.accuracy, 1),
        )
    )
