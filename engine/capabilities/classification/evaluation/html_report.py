"""A report as one HTML file that needs nothing else: no script, no picture, no font from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path

from engine.capabilities.classification.api import Classifier, EvaluationReport
from engine.protocol.errors import FileUnwritable
from engine.protocol.i18n import Translations
from engine.tables.table_writer import writing

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color-scheme:light dark}"
    "table{border-collapse:collapse;margin:1em 0}th,td{border:1px solid;padding:.3em .7em;text-align:right}"
    ".name{text-align:left}"
)


def write(path: str, classifier: Classifier, report: EvaluationReport, translations: Translations) -> int:
    """Lines written; what was there before stays until all of them are. Raises FileUnwritable, DiskFull."""
    text = html(classifier, report, translations)
    target = Path(path).expanduser()
    if not target.name or (target.exists() and not target.is_file()):
        raise FileUnwritable(name=target.name or str(target))
    part = target.with_name(target.name + ".part")
    try:
        with writing(target):
            part.write_text(text, encoding="utf-8")
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return text.count("\n")


def html(classifier: Classifier, report: EvaluationReport, translations: Translations) -> str:
    def tr(source: str) -> str:
        return translations.tr("classify", source)

    point = "," if translations.language == "es" else "."
    percent = partial(_percent, spanish=translations.language == "es")
    parts = [
        f"<h1>{escape(classifier.name)}</h1>",
        f"<p>{tr('Method')}: {escape(report.method)} · {tr('Accuracy')}: {percent(report.accuracy)} · "
        f"{tr('Macro F1')}: {percent(report.macro_f1)} · {tr('Calibration error')}: "
        f"{percent(report.calibration_error)}</p>",
        f"<p>{tr('Examples trained on')}: {report.trained_on} · {tr('Examples tested on')}: {report.examples}</p>",
        _card(classifier, tr("Trained on"), tr("Data"), tr("Passes, and the best")),
        f"<h2>{tr('Classes')}</h2>",
        _table(
            (tr("Label"), tr("Precision"), tr("Recall"), "F1", tr("Texts")),
            [(c.label, *map(percent, (c.precision, c.recall, c.f1)), str(c.count)) for c in report.classes],
        ),
        f"<h2>{tr('Confusion matrix')}</h2>",
        _table(
            (tr("True label, and what it was taken for"), *report.labels),
            [(label, *map(str, row)) for label, row in zip(report.labels, report.confusion, strict=True)],
        ),
        f"<h2>{tr('Calibration')}</h2>",
        _table(
            (tr("Confidence"), tr("Accuracy"), tr("Texts")),
            [(percent(one.confidence), percent(one.accuracy), str(one.count)) for one in report.bins],
        ),
        f"<h2>{tr('Answering only when sure')}</h2>",
        _table(
            (tr("Threshold"), tr("Answered"), tr("Accuracy")),
            [tuple(map(percent, (one.threshold, one.coverage, one.accuracy))) for one in report.coverage_curve],
        ),
        f"<h2>{tr('Baselines')}</h2>",
        _table(
            (tr("Method"), tr("Accuracy"), tr("Macro F1"), "p (McNemar)"),
            [
                (tr(one.name), percent(one.accuracy), percent(one.macro_f1), f"{one.p_value:.4f}".replace(".", point))
                for one in report.baselines
            ],
        ),
        f"<p>{tr('p: how likely such a difference would be by chance alone if both were equally good.')}</p>",
    ]
    title = escape(classifier.name)
    beginning = f'<!doctype html>\n<html lang="{translations.language}">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    return beginning + f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</html>\n"


def _card(classifier: Classifier, trained: str, data: str, passes: str) -> str:
    if classifier.training is None:
        return ""
    card, tuning = classifier.training, classifier.training.fine_tuning
    day = datetime.fromtimestamp(card.trained_at / 1000).date().isoformat()
    tuned = f" · {passes}: {tuning.epochs}, {tuning.best}" if tuning else ""
    return f"<p>{trained}: {day} · {data}: {card.data_hash[:16]} · {escape(card.embedder)}{tuned}</p>"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        name, *figures = (escape(cell) for cell in cells)
        return f'<tr><{tag} class="name">{name}</{tag}>' + "".join(f"<{tag}>{one}</{tag}>" for one in figures) + "</tr>"

    beginning = ["<table>", f"<thead>{line(heading, 'th')}</thead>"]
    return "\n".join([*beginning, *(line(row, "td") for row in rows), "</table>"])


def _percent(share: float, spanish: bool) -> str:
    figure = f"{100 * share:.1f}"
    return figure.replace(".", ",") + "\N{NO-BREAK SPACE}%" if spanish else figure + "%"
