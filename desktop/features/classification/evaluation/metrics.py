"""The figures of a report in words and rows, in the user's language. None while there is no report."""

from __future__ import annotations

from desktop.i18n import tr, tr_noop
from desktop.widgets.plots.plot_card import Numbers
from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Baseline, EvaluationReport

BASELINES = {
    "majority": tr_noop("classification", "Always the commonest label"),
    "bag of words": tr_noop("classification", "Counting words"),
}
SIGNIFICANT = 0.05


def beside(name: str, report: EvaluationReport | None) -> Numbers:
    headings = (
        tr("classification", "Way"),
        tr("classification", "Accuracy"),
        tr("classification", "Macro F1"),
        tr("classification", "P-value"),
    )
    rows = []
    if report is not None:
        rows = [(name, formatting.percent(report.accuracy, 1), formatting.percent(report.macro_f1, 1), "")]
        rows += [
            (
                tr("classification", BASELINES[b.name]),
                formatting.percent(b.accuracy, 1),
                formatting.percent(b.macro_f1, 1),
                formatting.number(b.p_value, 3),
            )
            for b in report.baselines
        ]
    note = tr(
        "classification",
        "Macro F1: precision and recall in one figure, every label counting alike. p-value: how likely such a "
        "difference would be by chance alone (McNemar's exact test).",
    )
    return Numbers(tr("classification", "Beside simpler ways"), note, headings, rows)


def confusion(report: EvaluationReport | None) -> Numbers:
    labels = report.labels if report else ()
    counts = report.confusion if report else ()
    rows = [(label, *(formatting.number(n) for n in row)) for label, row in zip(labels, counts, strict=True)]
    note = tr("classification", "Open a cell to read its texts: click it, or go with the arrow keys and press Enter.")
    return Numbers(tr("classification", "What is taken for what"), note, ("", *labels), rows)


def classes(report: EvaluationReport | None) -> Numbers:
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
        "classification",
        "Precision: of those given the label, how many rightly. Recall: of those that have it, how many found.",
    )
    names = (
        tr("classification", "Label"),
        tr("classification", "Precision"),
        tr("classification", "Recall"),
        "F1",
        tr("classification", "Texts"),
    )
    return Numbers(tr("classification", "Label by label"), note, names, rows)


def bins(report: EvaluationReport | None) -> Numbers:
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
        "classification",
        "On the dashed line it is as often right as it says. Expected calibration error: {error}.",
        error=error,
    )
    names = (
        tr("classification", "How sure it was"),
        tr("classification", "Texts"),
        tr("classification", "On average"),
        tr("classification", "Right"),
    )
    return Numbers(tr("classification", "Can its certainty be trusted?"), note, names, rows)


def abstentions(report: EvaluationReport | None) -> Numbers:
    rows = [
        (formatting.percent(a.threshold), formatting.percent(a.coverage, 1), formatting.percent(a.accuracy, 1))
        for a in (report.coverage_curve if report else ())
    ]
    names = (
        tr("classification", "Only from this certainty on"),
        tr("classification", "Answered"),
        tr("classification", "Right"),
    )
    return Numbers(tr("classification", "Leaving the unsure ones to you"), "", names, rows)


def significance(report: EvaluationReport, best: Baseline) -> str:
    name = tr("classification", BASELINES[best.name])
    if best.accuracy == report.accuracy:
        return tr(
            "classification",
            "“{name}” is right just as often; more examples set aside might tell them apart.",
            name=name,
        )
    if best.p_value >= SIGNIFICANT:
        return tr(
            "classification",
            "The difference to “{name}” ({accuracy}) may be chance: more examples set aside would tell.",
            name=name,
            accuracy=formatting.percent(best.accuracy, 1),
        )
    return (
        tr(
            "classification",
            "Better than “{name}” ({accuracy}), and that is hardly chance.",
            name=name,
            accuracy=formatting.percent(best.accuracy, 1),
        )
        if report.accuracy > best.accuracy
        else tr(
            "classification",
            "Worse than “{name}” ({accuracy}), and that is hardly chance.",
            name=name,
            accuracy=formatting.percent(best.accuracy, 1),
        )
    )
