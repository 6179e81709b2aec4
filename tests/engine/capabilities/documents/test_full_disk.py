"""docs/faults.md 5: another program fills the disk while files are indexed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.protocol.errors import DiskFull
from engine.protocol.file_run import FileOutcome
from engine.store.integrity import find_problems
from tests.support.disk import fill_disk, mounted
from tests.support.harness import DocumentsHarness


def test_a_run_ends_with_a_sentence_and_no_file_is_half_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text("palabras distintas sobre el faro " * 5_000 + str(number), "utf-8")
    with mounted(tmp_path / "disk", "size=24m") as disk:
        engine = DocumentsHarness(disk / "home", tmp_path / "no-models")
        try:

            def fill_after_the_first(event: object) -> None:
                if isinstance(event, FileOutcome):
                    fill_disk(disk)

            with pytest.raises(DiskFull, match="at least 64 MB"):
                engine.call(api.INDEX, api.IndexDocuments((str(folder),), "default"), fill_after_the_first)
            (disk / "filler").unlink()
            done = engine.documents()
            assert 0 < len(done) < 40
            assert {document.state for document in done} == {"keywords"}
            assert find_problems(engine.store) == []
        finally:
            engine.close()
