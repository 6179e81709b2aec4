"""Tables of office kinds in Word and Excel files: each cell stands with its row and its column in one paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.indexer.documents.readers import read_file
from tests.support.office_grids import OFFICE_GRIDS, OfficeGrid

MANY_ROWS = 1000
"""In a table of more rows, looking for the cells takes over five seconds."""


@pytest.mark.parametrize(
    "grid",
    [
        pytest.param(grid, id=grid.name, marks=[pytest.mark.slow] * (len(grid.rows) > MANY_ROWS))
        for grid in OFFICE_GRIDS
    ],
)
def test_every_cell_keeps_its_row_and_its_column(tmp_path: Path, grid: OfficeGrid) -> None:
    path = tmp_path / f"a{grid.suffix}"
    grid.write(path, grid.rows)
    found, total = grid.found("\n\n".join(page.text for page in read_file(path).pages))
    assert found == total


def test_a_text_without_columns_has_no_cells() -> None:
    grid = OFFICE_GRIDS[1]
    found, total = grid.found("\n\n".join("  ".join(row) for row in grid.rows))
    assert (found, total) == (0, 15)
