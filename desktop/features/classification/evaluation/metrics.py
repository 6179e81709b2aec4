"""Tables of an evaluation report in the user's language; without a report they are empty."""

from __future__ import annotations

from desktop.i18n import tr, tr_noop
from desktop.widgets.plots.plot_card import PlotTable
from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Baseline, EvaluationReport

BASELINES = {
    "majority": tr_noop("classification", "Always the most frequent label"),
    "bag of words": tr_noop("classification", "Counting words"),
}
SIGNIFICANCE_LEVEL = 0.05


def baseline_table(name: str, report: EvaluationReport | None) -> PlotTable:
    """Return accuracy and macro F1 of the classifier called `name`, and of the two baselines."""
    headings = (
        tr("classification", "Method"),
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
        "Macro F1 combines precision and recall into one number in which every label counts the same. The p-value is how "
        "likely such a difference would be by chance alone (McNemar's exact test).",
    )
    return PlotTable(tr("classification", "Compared with simpler methods"), note, headings, rows)


def confusion_table(report: EvaluationReport | None) -> PlotTable:
    """Return the confusion matrix: a row for each true label, a column for each predicted one."""
    labels = report.labels if report else ()
    counts = report.confusion if report else ()
    rows = [(label, *(formatting.number(n) for n in row)) for label, row in zip(labels, counts, strict=True)]
    note = tr(
        "classification", "Click a cell, or go there with the arrow keys and press Enter, to read the texts in it."
    )
    return PlotTable(tr("classification", "Which labels are confused with which"), note, ("", *labels), rows)


def class_table(report: EvaluationReport | None) -> PlotTable:
    """Return precision, recall, F1 and the number of texts of each label."""
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
        "Precision: how many of the texts given this label really have it. Recall: how many of the texts that have it "
        "were found.",
    )
    headings = (
        tr("classification", "Label"),
        tr("classification", "Precision"),
        tr("classification", "Recall"),
        "F1",
        tr("classification", "Texts"),
    )
    return PlotTable(tr("classification", "Label by label"), note, headings, rows)


def calibration_table(report: EvaluationReport | None) -> PlotTable:
    """Return confidence and accuracy of each bin that is not empty."""
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
    note = tr(
        "classification",
        "On the dashed line it is right as often as it says. Average distance from the line (expected calibration "
        "error): {error}.",
        error=formatting.percent(report.calibration_error if report else 0.0, 1),
    )
    headings = (
        tr("classification", "How sure it was"),
        tr("classification", "Texts"),
        tr("classification", "On average"),
        tr("classification", "Right"),
    )
    return PlotTable(tr("classification", "Can its certainty be trusted?"), note, headings, rows)


def coverage_table(report: EvaluationReport | None) -> PlotTable:
    """Return, for each threshold, the share of texts answered and the accuracy on them."""
    rows = [
        (formatting.percent(a.threshold), formatting.percent(a.coverage, 1), formatting.percent(a.accuracy, 1))
        for a in (report.coverage_curve if report else ())
    ]
    headings = (
        tr("classification", "At least this sure"),
        tr("classification", "Answered"),
        tr("classification", "Right"),
    )
    return PlotTable(tr("classification", "Leaving the uncertain texts to you"), "", headings, rows)


def describe_test(report: EvaluationReport) -> str:
    """Say on how many texts it was tested, and whether it is better than the best of the simpler methods."""
    f1 = formatting.percent(report.macro_f1, 1)
    sentences = [
        tr(
            "classification",
            "Tested on %n text(s) set aside; if every label counts the same, {f1}.",
            report.examples,
            f1=f1,
        ),
    ]
    if report.unknown:
        sentences.append(describe_unknown(report))
    best = max(report.baselines, key=lambda baseline: baseline.accuracy, default=None)
    if best is not None:
        sentences.append(describe_difference(report, best))
    return " ".join(sentences)


def describe_unknown(report: EvaluationReport) -> str:
    """Say how many test examples are not counted, since the classifier does not know their labels."""
    return tr(
        "classification",
        "%n more text(s) set aside have labels that it does not know; they are not counted.",
        report.unknown,
    )


def describe_difference(report: EvaluationReport, best: Baseline) -> str:
    """Return a sentence that compares the classifier with the best baseline and says whether it may be chance."""
    name, accuracy = tr("classification", BASELINES[best.name]), formatting.percent(best.accuracy, 1)
    if best.accuracy == report.accuracy:
        return tr(
            "classification",
            "“{name}” is right just as often; with more examples set aside the two might be told apart.",
            name=name,
        )
    if best.p_value >= SIGNIFICANCE_LEVEL:
        return tr(
            "classification",
            "The difference from “{name}” ({accuracy}) may be chance: more examples set aside would tell.",
            name=name,
            accuracy=accuracy,
        )
    if report.accuracy > best.accuracy:
        return tr(
            "classification",
            "Better than “{name}” ({accuracy}), and that is hardly chance.",
            name=name,
            accuracy=accuracy,
        )
    return tr(
        "classification",
        "Worse than “{name}” ({accuracy}), and that is hardly chance.",
        name=name,
        accuracy=accuracy,
    )
