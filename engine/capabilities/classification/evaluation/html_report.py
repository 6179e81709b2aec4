"""An evaluation report as one HTML file without scripts, pictures or fonts from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape

from engine.capabilities.classification.api import Classifier, EvaluationReport
from engine.files.atomic_file import write_text_atomically
from engine.protocol.i18n import Translations

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color-scheme:light dark}"
    "table{border-collapse:collapse;margin:1em 0}th,td{border:1px solid;padding:.3em .7em;text-align:right}"
    ".name{text-align:left}"
)


def write(path: str, classifier: Classifier, report: EvaluationReport, translations: Translations) -> int:
    """Write the report and return its number of lines; a file that was there is replaced when all are written.

    Raises FileUnwritable, DiskFull.
    """
    text = html(classifier, report, translations)
    with write_text_atomically(path) as file:
        file.write(text)
    return text.count("\n")


def html(classifier: Classifier, report: EvaluationReport, translations: Translations) -> str:
    """Return the report as an HTML page in the language of the translations."""
    is_spanish = translations.language == "es"
    tr, percent = partial(translations.tr, "classify"), partial(_percent, is_spanish=is_spanish)
    parts = [
        f"<h1>{escape(classifier.name)}</h1>",
        f"<p>{tr('Method')}: {escape(report.method)} · {tr('Accuracy')}: {percent(report.accuracy)} · "
        f"{tr('Macro F1')}: {percent(report.macro_f1)} · {tr('Calibration error')}: "
        f"{percent(report.calibration_error)}</p>",
        f"<p>{tr('Training examples')}: {report.trained_on} · {tr('Test examples')}: {report.examples}</p>",
        _training(classifier, tr),
        *_class_tables(report, tr, percent),
        *_confidence_tables(report, tr, percent),
        *_baseline_table(report, tr, percent, "," if is_spanish else "."),
    ]
    title = escape(classifier.name)
    head = f'<!doctype html>\n<html lang="{translations.language}">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    return head + f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</html>\n"


def _training(classifier: Classifier, tr: Callable[[str], str]) -> str:
    if classifier.training is None:
        return ""
    training, fine_tuning = classifier.training, classifier.training.fine_tuning
    day = datetime.fromtimestamp(training.trained_at / 1000).date().isoformat()
    epochs = ""
    if fine_tuning:
        epochs = f" · {tr('Epochs, and the best one')}: {fine_tuning.epochs}, {fine_tuning.best_epoch}"
    return (
        f"<p>{tr('Trained on')}: {day} · {tr('Data')}: {training.data_hash[:16]} · "
        f"{escape(training.embedder)}{epochs}</p>"
    )


def _class_tables(
    report: EvaluationReport, tr: Callable[[str], str], percent: Callable[[float], str]
) -> tuple[str, ...]:
    return (
        f"<h2>{tr('Classes')}</h2>",
        _table(
            (tr("Label"), tr("Precision"), tr("Recall"), "F1", tr("Texts")),
            [(c.label, *map(percent, (c.precision, c.recall, c.f1)), str(c.count)) for c in report.classes],
        ),
        f"<h2>{tr('Confusion matrix')}</h2>",
        _table(
            (tr("True label (rows), predicted label (columns)"), *report.labels),
            [(label, *map(str, row)) for label, row in zip(report.labels, report.confusion, strict=True)],
        ),
    )


def _confidence_tables(
    report: EvaluationReport, tr: Callable[[str], str], percent: Callable[[float], str]
) -> tuple[str, ...]:
    return (
        f"<h2>{tr('Calibration')}</h2>",
        _table(
            (tr("Confidence"), tr("Accuracy"), tr("Texts")),
            [(percent(bin.confidence), percent(bin.accuracy), str(bin.count)) for bin in report.bins],
        ),
        f"<h2>{tr('Answering only when sure')}</h2>",
        _table(
            (tr("Threshold"), tr("Answered"), tr("Accuracy")),
            [tuple(map(percent, (p.threshold, p.coverage, p.accuracy))) for p in report.coverage_curve],
        ),
    )


def _baseline_table(
    report: EvaluationReport, tr: Callable[[str], str], percent: Callable[[float], str], point: str
) -> tuple[str, ...]:
    return (
        f"<h2>{tr('Baselines')}</h2>",
        _table(
            (tr("Method"), tr("Accuracy"), tr("Macro F1"), "p (McNemar)"),
            [
                (tr(b.name), percent(b.accuracy), percent(b.macro_f1), f"{b.p_value:.4f}".replace(".", point))
                for b in report.baselines
            ],
        ),
        f"<p>{tr('p: how likely such a difference would be by chance alone if both were equally good.')}</p>",
    )


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        name, *figures = (escape(cell) for cell in cells)
        return (
            f'<tr><{tag} class="name">{name}</{tag}>' + "".join(f"<{tag}>{cell}</{tag}>" for cell in figures) + "</tr>"
        )

    lines = ["<table>", f"<thead>{line(heading, 'th')}</thead>", *(line(row, "td") for row in rows), "</table>"]
    return "\n".join(lines)


def _percent(share: float, is_spanish: bool) -> str:
    figure = f"{100 * share:.1f}"
    return figure.replace(".", ",") + "\N{NO-BREAK SPACE}%" if is_spanish else figure + "%"
