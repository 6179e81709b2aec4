"""docs/faults.md 3: whoever dies takes its children along, in the middle of their work."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from engine.capabilities.documents import api as documents
from engine.protocol.file_run import FileOutcome
from tests.support.engine_process import EngineProcess
from tests.support.processes import wait_for_exit

pytestmark = [pytest.mark.model, pytest.mark.kill]


def test_a_killed_engine_takes_the_reader_of_documents_along(home: Path, models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"The lighthouse keeper counted {number} ships.", "utf-8")
    with EngineProcess(home, models) as engine:
        run = engine.start_call(documents.INDEX, documents.IndexDocuments((str(folder),), "papers"))
        run.wait_for(FileOutcome)
        children = psutil.Process(engine.pid).children(recursive=True)
        assert any("engine.indexer" in child.cmdline() for child in children)
        engine.kill()
        assert wait_for_exit(children) == []
