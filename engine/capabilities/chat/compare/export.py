"""A comparison as a file: Markdown, a web page, or a table for a spreadsheet."""

from __future__ import annotations

import csv
import html
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from engine.capabilities.chat.api.comparisons import ComparedAnswer, Comparison, ComparisonFormat
from engine.capabilities.chat.compare.axes import values_at
from engine.files.atomic_file import write_text_atomically

STYLE = (
    "body{font-family:sans-serif;margin:2rem;line-height:1.5}table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "th,td{border:1px solid #bbb;padding:.6rem;vertical-align:top;text-align:left}td{white-space:pre-wrap}"
    "small{color:#555;white-space:normal}"
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins so."""


def write_comparison(comparison: Comparison, path: str, format: ComparisonFormat) -> None:
    """Write a comparison to a file. Raises FileUnwritable, TargetNotAFile, DiskFull."""
    encoding, newline = ("utf-8-sig", "") if format == "csv" else ("utf-8", None)
    with write_text_atomically(path, encoding, newline) as file:
        WRITERS[format](comparison, file)


def heading(comparison: Comparison, answer: ComparedAnswer) -> str:
    """Return the values that tell an answer from the others, as "temperature 0.2, top_p 0.95"."""
    values = values_at(comparison.axes, answer.position)
    return ", ".join(
        f"{axis.name} {value or answer.model}" for axis, value in zip(comparison.axes, values, strict=True)
    )


def figures(answer: ComparedAnswer) -> str:
    """Return the model, tokens and seconds of an answer; its error where it failed."""
    if answer.error is not None:
        return answer.error.message
    return f"{answer.model} · {answer.tokens} tokens · {answer.seconds:.1f} s"


def _markdown(comparison: Comparison, file: IO[str]) -> None:
    quoted = "\n".join(f"> {line}" for line in comparison.prompt.splitlines())
    file.write(f"{quoted}\n")
    for answer in comparison.answers:
        file.write(f"\n## {heading(comparison, answer)}\n\n*{figures(answer)}*\n\n{answer.text.strip()}\n")


def _html(comparison: Comparison, file: IO[str]) -> None:
    title = html.escape(" ".join(comparison.prompt.split())[:80])
    file.write(
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
    )
    file.write(f"<body>\n<blockquote>{html.escape(comparison.prompt)}</blockquote>\n<table>\n")
    for row in grid(comparison):
        file.write("<tr>" + "".join(f"<th>{html.escape(heading(comparison, a))}</th>" for a in row) + "</tr>\n")
        file.write("<tr>" + "".join(f"<td>{_html_answer(answer)}</td>" for answer in row) + "</tr>\n")
    file.write("</table>\n</body></html>\n")


def _html_answer(answer: ComparedAnswer) -> str:
    return f"{html.escape(answer.text.strip())}<br><small>{html.escape(figures(answer))}</small>"


def _csv(comparison: Comparison, file: IO[str]) -> None:
    writer = csv.writer(file)
    names = [axis.name for axis in comparison.axes]
    writer.writerow([*names, "prompt", "answer", "state", "used_model", "tokens", "seconds"])
    for answer in comparison.answers:
        values = values_at(comparison.axes, answer.position)
        cells = [*values, comparison.prompt, answer.text, answer.state, answer.model]
        writer.writerow([*map(_harmless, cells), answer.tokens, round(answer.seconds, 2)])


def grid(comparison: Comparison) -> Sequence[Sequence[ComparedAnswer]]:
    """Return the answers in rows: the values of the last axis stand side by side."""
    columns = len(comparison.axes[-1].values) if comparison.axes else 1
    answers = comparison.answers
    return [answers[at : at + columns] for at in range(0, len(answers), columns)]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


WRITERS: Mapping[ComparisonFormat, Callable[[Comparison, IO[str]], None]] = {
    "md": _markdown,
    "html": _html,
    "csv": _csv,
}
