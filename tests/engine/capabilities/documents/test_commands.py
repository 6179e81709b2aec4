"""`ateneo index`, `search` and `documents` as a script meets them: shapes, sentences and exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import document_files
from tests.support.command_line import run_command


class Ateneo:
    def __init__(self, home: Path, models: Path) -> None:
        self._options = ("--home", str(home), "--models", str(models), "--language", "en")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, *self._options])

    def data(self, *arguments: str) -> dict[str, Any]:
        return json.loads(self.run(*arguments, "--json").stdout)  # type: ignore[no-any-return]


@pytest.fixture
def ateneo(home: Path, tmp_path: Path) -> Ateneo:
    return Ateneo(home, tmp_path / "no-models")


def test_a_failed_file_is_listed_and_the_run_succeeds_while_another_was_read(ateneo: Ateneo, folder: Path) -> None:
    document_files.write_pdf_truncated(folder / "bad.pdf")
    done = ateneo.run("index", str(folder), "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["collection"], report["added"], report["failed"]) == (0, "default", 5, 1)
    assert report["failures"] == [
        {
            "path": str(folder / "bad.pdf"),
            "reason": "file_unreadable",
            "sentence": "bad.pdf could not be read. It may be damaged; open it in its own program and save it again.",
        }
    ]
    answer = ateneo.data("search", "palabra3", "--collection", "default", "-k", "1", "--mode", "keyword")
    assert [(Path(result["path"]).name, result["page"]) for result in answer["results"]] == [("3.txt", 1)]
    in_english = ateneo.data("search", "palabra3", "--written-in", "en", "--language", "es")
    assert in_english["results"] == []


def test_when_every_file_failed_so_did_the_command(ateneo: Ateneo, tmp_path: Path) -> None:
    bad = document_files.write_pdf_truncated(tmp_path / "bad.pdf")
    done = ateneo.run("index", str(bad))
    assert done.returncode == 1
    assert "bad.pdf could not be read." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_collection_and_a_wrong_number_are_told_in_a_sentence(ateneo: Ateneo) -> None:
    unknown = ateneo.run("search", "caldera", "--collection", "nowhere")
    assert unknown.returncode == 1
    assert "no longer in the library" in unknown.stderr
    assert ateneo.run("search", "caldera", "-k", "0").returncode == 2


def test_documents_are_listed_removed_and_tried_again(ateneo: Ateneo, folder: Path) -> None:
    bad = document_files.write_pdf_truncated(folder / "bad.pdf")
    ateneo.run("index", str(folder), "--collection", "casa")
    listed = ateneo.data("documents", "list", "--collection", "casa")
    assert listed["total"] == 6
    (first, *_) = [document for document in listed["documents"] if document["path"].endswith("1.txt")]
    assert ateneo.run("documents", "remove", str(first["id"])).returncode == 0
    assert ateneo.data("documents", "list")["total"] == 5
    document_files.write_pdf(bad, [["Ahora sí."]])
    assert ateneo.data("documents", "retry", "--collection", "casa")["added"] == 1
