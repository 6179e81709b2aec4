"""`ateneo grade`, `documents compare`, `documents summarise` and `search --related` as a script meets them."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from tests.engine.capabilities.documents.comparison.test_comparison import NEW, OLD, write
from tests.engine.capabilities.documents.summaries import test_summaries as summaries
from tests.engine.capabilities.documents.test_commands import Ateneo
from tests.support.rubrics import WIDE_EN, write_csv_rubric, write_thesis


@pytest.fixture
def ateneo(home: Path, tmp_path: Path) -> Ateneo:
    return Ateneo(home, tmp_path / "no-models")


def test_two_files_are_compared_and_the_comparison_is_written(ateneo: Ateneo, tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.docx", OLD), write(tmp_path / "b.docx", NEW)
    target = tmp_path / "c.docx"
    data = ateneo.data("documents", "compare", str(first), str(second), "--output", str(target))
    assert list(data) == ["first", "second", "differences", "unchanged", "left_out", "summary"]
    assert (data["first"], data["unchanged"]) == (str(first), 3)
    changed = data["differences"][0]
    assert (changed["kind"], changed["values"][0]) == (
        "changed",
        {"kind": "amount", "first": "900 €", "second": "950 €"},
    )
    assert changed["second"]["text"] == NEW[3]
    assert len(docx.Document(str(target)).tables[0].rows) == 1 + len(data["differences"])


def test_a_long_file_is_summarised_with_places(ateneo: Ateneo, tmp_path: Path) -> None:
    path = summaries.write(tmp_path / "finca.docx")
    data = ateneo.data("documents", "summarise", str(path), "--sentences", "3")
    assert list(data) == ["document", "method", "model", "summary", "sections", "cancelled"]
    assert (data["method"], len(data["summary"]), len(data["sections"])) == ("extract", 3, len(summaries.SUBJECTS))
    assert list(data["summary"][0]) == ["text", "section", "page", "start", "end"]


def test_wrong_names_of_files_and_missing_models_are_told_in_a_sentence(ateneo: Ateneo, tmp_path: Path) -> None:
    thesis = str(write_thesis(tmp_path / "t.docx", {}, "en"))
    rubric = str(write_csv_rubric(tmp_path / "r.csv", WIDE_EN))
    wrong = ateneo.run("grade", thesis, "--rubric", rubric, "--output", "a.xlsx")
    assert (wrong.returncode, "has to end in .docx, .pdf or .md" in wrong.stderr) == (2, True)
    without = ateneo.run("grade", thesis, "--rubric", rubric)
    assert (without.returncode, "Traceback" in without.stderr) == (1, False)
    no_rubric = ateneo.run("grade", thesis, "--rubric", thesis)
    assert (no_rubric.returncode, "No rubric was found in t.docx" in no_rubric.stderr) == (1, True)
    nothing = ateneo.run("search")
    assert (nothing.returncode, "nothing to look for" in nothing.stderr) == (2, True)


@pytest.mark.model
def test_a_grading_has_the_shape_that_scripts_read(home: Path, models: Path, tmp_path: Path) -> None:
    ateneo = Ateneo(home, models)
    thesis = str(write_thesis(tmp_path / "t.docx", {}, "en"))
    rubric = str(write_csv_rubric(tmp_path / "r.csv", WIDE_EN[:2]))
    target = tmp_path / "g.md"
    done = ateneo.run("grade", thesis, "--rubric", rubric, "--output", str(target), "--json")
    data = json.loads(done.stdout)
    assert list(data) == ["document", "rubric", "criteria", "total", "maximum"]
    (criterion,) = data["criteria"]
    assert list(criterion) == ["name", "weight", "level", "score", "reason", "evidence"]
    assert list(criterion["evidence"][0]) == ["page", "start", "end", "text"]
    assert (criterion["weight"], data["maximum"]) == (1.0, 4)
    assert data["total"] == criterion["score"]
    assert "suggestions" in done.stderr
    assert criterion["evidence"][0]["text"] in target.read_text("utf-8").replace("\\", "")
    related = ateneo.data("search", "--related", thesis, "-k", "2")
    assert related["results"] == []
