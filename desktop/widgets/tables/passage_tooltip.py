"""Tooltip of a passage: its tables as tables, everything else as it is written. No markup of a document is taken for ours."""

from __future__ import annotations

import html

from desktop.widgets.tables.table_rows import TextPart, TextTable, page_parts

MOST_CHARACTERS = 1500
MOST_ROWS = 12
ELLIPSIS = "…"


def passage_tooltip(text: str) -> str:
    """Return the tooltip as HTML; empty for an empty text."""
    shown = text[:MOST_CHARACTERS]
    if not shown.strip():
        return ""
    parts = page_parts(shown)
    return "".join(
        _paragraph(shown[part.start : part.end]) if isinstance(part, TextPart) else _table(part) for part in parts
    )


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _paragraph(text: str) -> str:
    return f'<p style="white-space:pre-wrap">{_escaped(text)}</p>'


def _table(table: TextTable) -> str:
    head = "".join(f'<th align="left">{_escaped(name)}</th>' for name in table.names)
    rows = [[cell.text if cell else "" for cell in row] for row in table.rows[:MOST_ROWS]]
    if len(table.rows) > MOST_ROWS:
        rows.append([ELLIPSIS])
    body = "".join("<tr>" + "".join(f"<td>{_escaped(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table border="0" cellspacing="0" cellpadding="3"><tr>{head}</tr>{body}</table>'
