"""`python -m tests.benchmarks others`: indexing beside LlamaIndex, txtai and Chroma with the same ONNX model.

They run with the interpreter that ATENEO_OTHERS names (see index_with.py); without it, or where one is missing there, its row
says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.capabilities.documents import api as documents
from engine.models.registry import ModelRegistry
from tests.benchmarks.beside_others.index_with import LIBRARIES
from tests.benchmarks.data import paragraphs, write_files
from tests.benchmarks.table import Row, alternately, ratio, spread
from tests.support.engine_process import EngineProcess

FILES, ROUNDS = 300, 2
SCRIPT = Path(__file__).with_name("index_with.py")


def run(models: Path) -> Iterator[Row]:
    interpreter = os.environ.get("ATENEO_OTHERS", "")
    embedder = next(m.folder for m in ModelRegistry([models]).list() if m.manifest.kind == "embedding")
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(Path(folder) / "files", paragraphs(FILES))
        for library in LIBRARIES:
            what = f"indexing {FILES} files ÷ {library} with the same model"
            if not interpreter:
                yield Row(what, "not measured", "≥ 2", "ATENEO_OTHERS names no interpreter that has it")
                continue
            theirs = _with_another(interpreter, library, files, embedder)
            figures = alternately(ROUNDS, lambda: _ours(files, models), theirs)
            detail = f"{spread(figures[0], 'files/s')} against {spread(figures[1], 'files/s')}"
            yield Row(what, f"{ratio(*figures):.2f}", "≥ 2", f"{detail}; load {os.getloadavg()[0]:.1f}")


def _ours(files: Path, models: Path) -> float:
    """From the request to the last commit, the child's start and the loading of its model included."""
    with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
        begun = time.perf_counter()
        engine.call(documents.INDEX, documents.IndexDocuments((str(files),), "all"))
        return FILES / (time.perf_counter() - begun)


def _with_another(interpreter: str, library: str, files: Path, embedder: Path) -> Callable[[], float]:
    def index() -> float:
        with tempfile.TemporaryDirectory() as out:
            command = [interpreter, str(SCRIPT), library, str(files), str(embedder), str(Path(out) / "index")]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        return FILES / float(json.loads(done.stdout.splitlines()[-1])["seconds"])

    return index
