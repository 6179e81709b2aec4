"""Reading of documents: the cells of tables with their row and column, and the pages of a PDF a second beside kreuzberg."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import kreuzberg

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.pdf.reader import read_pdf
from tests.benchmarks.table import Row, alternately, seconds
from tests.support import document_files
from tests.support.office_tables import OFFICE_TABLES, found_cells

PAGES, ROUNDS = 100, 5
LEAST_CELLS, LEAST_SPEED = 0.95, 0.9
PARAGRAPH = (
    "La comisión de fiestas acordó en su reunión de marzo contratar a la banda municipal para la noche del sábado y reservar el "
    "pabellón por si lloviera durante la verbena; el gasto asciende a 4.410 euros y lo aporta la cofradía de pescadores. "
)


def run(_: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield cells_of_pdfs(Path(folder))
        yield pages_a_second(Path(folder))


def cells_of_pdfs(folder: Path) -> Row:
    """Each table counts the same, however long it is."""
    shares = []
    found = total = 0
    for number, table in enumerate(OFFICE_TABLES):
        path = folder / f"{number}.pdf"
        table.draw(path, table.rows)
        text = "\n\n".join(page.text for page in read_pdf(path, Deadline(60)).pages)
        right, all_cells = found_cells(table, text)
        shares.append(right / all_cells)
        found, total = found + right, total + all_cells
    share = sum(shares) / len(shares)
    detail = f"{found} of {total} cells of {len(OFFICE_TABLES)} PDFs; the worst table {min(shares):.2f}"
    return Row("PDF cells with row, column and value", f"{share:.3f}", f"≥ {LEAST_CELLS}", detail)


def pages_a_second(folder: Path) -> Row:
    path = document_files.write_pdf(folder / "long.pdf", [[PARAGRAPH * 4] * 5 for _ in range(PAGES)])
    config = kreuzberg.ExtractionConfig(use_cache=False, pages=kreuzberg.PageConfig(extract_pages=True))
    ours, theirs = alternately(
        ROUNDS,
        lambda: PAGES / seconds(lambda: read_pdf(path, Deadline(600))),
        lambda: PAGES / seconds(lambda: kreuzberg.extract_file_sync(path, config=config)),
    )
    mine, other = sorted(ours)[len(ours) // 2], sorted(theirs)[len(theirs) // 2]
    detail = f"{mine:.0f} pages a second with layout, kreuzberg {other:.0f} (text and pages)"
    return Row("PDF pages a second ÷ kreuzberg", f"{mine / other:.2f}", f"≥ {LEAST_SPEED}", detail)
