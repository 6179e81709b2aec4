"""Reads Jupyter notebooks: text, code and what the code wrote, in their order."""

from __future__ import annotations

import msgspec

from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.html import read_html

LONGEST_OUTPUT = 20_000
"""Characters of what one cell wrote."""


class _Output(msgspec.Struct):
    """Output of a cell: `data` has it by media type, `text` as a stream; or an error."""

    text: str | list[str] = ""
    data: dict[str, msgspec.Raw] = {}
    ename: str = ""
    evalue: str = ""


class _NotebookCell(msgspec.Struct):
    """A cell; of the oldest notebooks the code is called `input`."""

    cell_type: str = ""
    source: str | list[str] = ""
    input: str | list[str] = ""
    level: int = 0
    outputs: list[_Output] = []


class _Sheet(msgspec.Struct):
    """A list of cells."""

    cells: list[_NotebookCell] = []


class _Notebook(msgspec.Struct):
    """A notebook; the oldest have their cells in worksheets."""

    cells: list[_NotebookCell] = []
    worksheets: list[_Sheet] = []


def read_notebook(text: str, deadline: Deadline) -> DocumentContents:
    """Return the notebook's text. Raises ValueError for a text that is none."""
    try:
        notebook = msgspec.json.decode(text, type=_Notebook)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("no notebook") from error
    flowing = FlowingText()
    title = ""
    for cell in [*notebook.cells, *(cell for sheet in notebook.worksheets for cell in sheet.cells)]:
        source = _joined(cell.source) or _joined(cell.input)
        if cell.cell_type in ("markdown", "heading"):
            title = _add_markdown(flowing, "#" * cell.level + " " * bool(cell.level) + source) or title
        else:
            flowing.add(source)
        for output in cell.outputs:
            flowing.add(_written(output, deadline)[:LONGEST_OUTPUT])
        if flowing.is_full or deadline.is_over:
            break
    return flowing.contents(title)


def _add_markdown(flowing: FlowingText, source: str) -> str:
    """Add the headings and paragraphs; return the first heading."""
    first = ""
    for part in source.split("\n\n"):
        lines = part.split("\n")
        while lines and lines[0].startswith("#"):
            heading = lines.pop(0)
            name = heading.lstrip("#").strip()
            first = first or name
            flowing.add_heading(name, len(heading) - len(heading.lstrip("#")))
        flowing.add("\n".join(lines))
    return first


def _written(output: _Output, deadline: Deadline) -> str:
    for kind in ("text/markdown", "text/html", "text/plain"):
        if kind not in output.data:
            continue
        text = _joined(msgspec.json.decode(output.data[kind], type=str | list[str]))
        return read_html(text.encode(), deadline).text if kind == "text/html" else text
    return f"{output.ename}: {output.evalue}" if output.ename else _joined(output.text)


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
