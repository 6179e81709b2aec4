"""`ateneo eval` as a script meets it: shapes, sentences and exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.engine.capabilities.documents.evaluation.test_answer_evaluation import FACTS, write
from tests.engine.capabilities.documents.evaluation.test_retrieval_evaluation import write_collection
from tests.support.command_line import run_command
from tests.support.models import starter_models


def run(home: Path, models: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return run_command([*arguments, "--home", str(home), "--models", str(models), "--language", language])


def files(folder: Path) -> list[str]:
    request = write_collection(folder)
    return ["--corpus", request.corpus, "--queries", request.queries, "--qrels", request.qrels]


def test_the_figures_have_the_shape_that_scripts_read(home: Path, tmp_path: Path) -> None:
    done = run(home, starter_models(), "eval", "retrieval", *files(tmp_path), "--json")
    output = json.loads(done.stdout)
    assert (done.returncode, list(output)) == (0, ["modes"])
    assert list(output["modes"]) == ["dense", "keyword", "hybrid", "hybrid+rerank"]
    for figures in output["modes"].values():
        assert list(figures) == ["recall@1", "recall@5", "mrr", "map", "ndcg@10"]
        assert all(0 <= figure <= 1 for figure in figures.values())


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "5 documents, 4 questions; in brackets"), ("es", "5 documentos, 4 preguntas; entre paréntesis")],
)
def test_a_person_reads_a_table_with_intervals(home: Path, tmp_path: Path, language: str, told: str) -> None:
    arguments = ["eval", "retrieval", *files(tmp_path), "--mode", "keyword"]
    done = run(home, tmp_path / "no-models", *arguments, language=language)
    assert done.returncode == 0
    assert told in done.stdout and "nDCG@10" in done.stdout
    assert "keyword " in done.stdout and "hybrid" not in done.stdout


def test_notices_are_sentences(home: Path, tmp_path: Path) -> None:
    arguments = files(tmp_path)
    with Path(arguments[1]).open("a", encoding="utf-8") as corpus:
        corpus.write("\n{oops")
    done = run(home, tmp_path / "no-models", "eval", "retrieval", *arguments, "--json")
    assert json.loads(done.stdout)["notices"] == [
        "Lines of corpus.jsonl that could not be understood and do not count: 1. The first one is line 6.",
        "Only search by words was measured: no model that finds passages by meaning is installed.",
    ]


def test_bad_files_are_told_in_a_sentence(home: Path, tmp_path: Path) -> None:
    arguments = files(tmp_path)
    missing = run(home, tmp_path / "no-models", "eval", "retrieval", *arguments[:-1], str(tmp_path / "none.tsv"))
    assert missing.returncode == 1 and "none.tsv" in missing.stderr and "Traceback" not in missing.stderr
    Path(arguments[-1]).write_text("a;b;c\n", "utf-8")
    wrong = run(home, tmp_path / "no-models", "eval", "retrieval", *arguments)
    assert wrong.returncode == 1 and "There is nothing to measure with in qrels.tsv." in wrong.stderr
    assert run(home, tmp_path / "no-models", "eval", "retrieval").returncode == 2


def test_answers_are_measured_from_the_command_line(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in FACTS.items():
        (folder / name).write_text(text, "utf-8")
    run(home, starter_models(), "index", str(folder), "--collection", "casa")
    done = run(
        home, starter_models(), "eval", "answers", "--questions", write(tmp_path), "--collection", "casa", "--json"
    )
    output = json.loads(done.stdout)
    assert (done.returncode, output["asked"], output["left"]) == (0, 3, 0)
    assert output["contains_gold"] == output["right_file_cited"] == pytest.approx(2 / 3, abs=1e-3)
    assert [question["contains_gold"] for question in output["questions"]] == [True, True, False]
    listed = run(home, starter_models(), "conversations", "list", "--json")
    assert json.loads(listed.stdout)["conversations"] == []
    unknown = run(home, starter_models(), "eval", "answers", "--questions", write(tmp_path), "--collection", "no")
    assert unknown.returncode == 1 and "no longer in the library" in unknown.stderr


def test_what_measuring_keeps_can_be_deleted(home: Path, tmp_path: Path) -> None:
    run(home, tmp_path / "no-models", "eval", "retrieval", *files(tmp_path))
    assert (home / "evaluation").is_dir()
    assert run(home, tmp_path / "no-models", "eval", "clear").returncode == 0
    assert not (home / "evaluation").exists()
