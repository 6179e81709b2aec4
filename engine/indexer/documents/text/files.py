"""Readers of text files, by the notation they are in. What is no notebook or JSON, whatever its name says, is read as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.indexer.documents.containers.calendar import calendar_text, is_calendar
from engine.indexer.documents.contents import DocumentContents, FlowingText, cut_pages
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.plain_text import read_text
from engine.indexer.documents.tables.table_text import table_text
from engine.indexer.documents.text.json_text import read_json
from engine.indexer.documents.text.notebook import read_notebook
from engine.indexer.documents.text.subtitles import read_subtitles
from engine.indexer.documents.text.tex import read_tex

_FENCES = ("```", "~~~")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_TABLE_BAR = re.compile(r"(?<!\\)\|")
MOST_BEFORE_TABLE = 20
"""Lines of a paragraph that may stand right above a table."""


def read_plain(path: Path, _: Deadline) -> DocumentContents:
    """Read a text as it is; it is cited by the numbers of its paragraphs. Raises FileNotText."""
    text, notice = read_text(path)
    return DocumentContents("", cut_pages(text), notice, counts_paragraphs=True)


def read_markdown(path: Path, _: Deadline) -> DocumentContents:
    """Read Markdown as it is, and take its headings for the places of its paragraphs. Raises FileNotText."""
    text, notice = read_text(path)
    flowing, title, is_code = FlowingText(), "", False
    for block in text.split("\n\n"):
        lines = block.split("\n")
        while lines and not is_code and lines[0].startswith("#"):
            heading = lines.pop(0)
            name = heading.strip("# ")
            flowing.add_heading(name, len(heading) - len(heading.lstrip("#")))
            title = title or name
        if not is_code and not any(line.startswith(_FENCES) for line in lines):
            lines = _with_tables(lines)
        is_code ^= sum(line.startswith(_FENCES) for line in lines) % 2 == 1
        flowing.add("\n".join(lines))
    return flowing.contents(title, notice)


def _with_tables(lines: list[str]) -> list[str]:
    """Return the lines of a block, its table as a paragraph for each row with its columns' names."""
    rule = next((at for at, line in enumerate(lines[:MOST_BEFORE_TABLE]) if at and _TABLE_RULE.fullmatch(line)), 0)
    if not rule or "|" not in lines[rule - 1]:
        return lines
    end = next((at for at, line in enumerate(lines) if at > rule and "|" not in line), len(lines))
    rows = [_table_cells(line) for line in lines[rule + 1 : end]]
    return [*lines[: rule - 1], "", table_text(_table_cells(lines[rule - 1]), rows), "", *lines[end:]]


def _table_cells(line: str) -> list[str]:
    cells = _TABLE_BAR.split(line.strip().removeprefix("|").removesuffix("|"))
    return [cell.replace("\\|", "|").strip() for cell in cells]


def read_tex_file(path: Path, deadline: Deadline) -> DocumentContents:
    """Read TeX or LaTeX. Raises FileNotText."""
    text, notice = read_text(path)
    return read_tex(text, deadline)._replace(notice=notice)


def read_subtitle_file(path: Path, _: Deadline) -> DocumentContents:
    """Read subtitles. Raises FileNotText."""
    text, notice = read_text(path)
    return DocumentContents("", cut_pages(read_subtitles(text)), notice)


def read_calendar_file(path: Path, deadline: Deadline) -> DocumentContents:
    """Read a calendar. Raises FileNotText."""
    text, notice = read_text(path)
    if not is_calendar(text):
        return read_plain(path, deadline)
    return DocumentContents("", cut_pages(calendar_text(text)), notice, counts_paragraphs=True)


def read_notebook_file(path: Path, deadline: Deadline) -> DocumentContents:
    """Read a notebook. Raises FileNotText."""
    text, notice = read_text(path)
    try:
        return read_notebook(text, deadline)._replace(notice=notice)
    except (ValueError, msgspec.MsgspecError):
        return read_plain(path, deadline)


def read_json_file(path: Path, deadline: Deadline) -> DocumentContents:
    """Read JSON or JSON lines. Raises FileNotText."""
    text, notice = read_text(path)
    try:
        return DocumentContents("", cut_pages(read_json(text)), notice)
    except ValueError:
        return read_plain(path, deadline)


TEXT_READERS: dict[str, Callable[[Path, Deadline], DocumentContents]] = {
    **dict.fromkeys((".txt", ".text", ".log", ".rst"), read_plain),
    **dict.fromkeys((".md", ".markdown"), read_markdown),
    ".tex": read_tex_file,
    **dict.fromkeys((".srt", ".vtt"), read_subtitle_file),
    ".ics": read_calendar_file,
    ".ipynb": read_notebook_file,
    **dict.fromkeys((".json", ".jsonl"), read_json_file),
}
