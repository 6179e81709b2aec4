"""Test collections as files: BEIR's and TREC's columns, and all that can be wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.capabilities.documents.api.evaluation import EvaluateRetrieval, EvaluationFileEmpty, NothingJudged
from engine.capabilities.documents.evaluation.beir_files import JudgedCollection, read_judged_collection
from engine.protocol.errors import FileNotOrdinary, FileVanished

CORPUS = '{"_id": "d1", "title": "Caldera", "text": "Se revisa en octubre."}\n{"_id": "d2", "text": "El agua."}\n'
QUERIES = '{"_id": "q1", "text": "¿Cuándo se revisa?"}\n{"_id": "q2", "text": "¿Qué bebemos?"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"


def read(folder: Path, corpus: str = CORPUS, queries: str = QUERIES, qrels: str = QRELS) -> JudgedCollection:
    texts = {"corpus.jsonl": corpus, "queries.jsonl": queries, "qrels.tsv": qrels}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    corpus, queries, qrels = (str(folder / name) for name in texts)
    return read_judged_collection(EvaluateRetrieval(corpus, queries, qrels))


def kinds(collection: JudgedCollection) -> dict[str, dict[str, str]]:
    return {notice.kind: dict(notice.values) for notice in collection.notices}


def test_the_three_files_of_beir_are_read(tmp_path: Path) -> None:
    collection = read(tmp_path)
    assert collection.documents["d1"].whole == "Caldera\n\nSe revisa en octubre."
    assert collection.queries == {"q1": "¿Cuándo se revisa?", "q2": "¿Qué bebemos?"}
    assert collection.grades == {"q1": {"d1": 1.0}, "q2": {"d2": 2.0}}
    assert not collection.notices


def test_a_title_with_which_the_text_begins_is_not_said_twice(tmp_path: Path) -> None:
    corpus = '{"_id": "d1", "title": "el agua .", "text": "el agua . bebemos"}\n'
    assert read(tmp_path, corpus, qrels="q2 0 d1 1\n").documents["d1"].whole == "el agua . bebemos"


@pytest.mark.parametrize(
    "qrels",
    [
        "q1 0 d1 1\nq2 0 d2 2\n",
        "q1\td1\t1\nq2\td2\t2\n",
        "corpus-id\tscore\tquery-id\nd1\t1\tq1\nd2\t2\tq2\n",
        "\ufeff" + QRELS,
    ],
    ids=["TREC", "no header", "other order", "byte order mark"],
)
def test_columns_are_known_by_their_names_or_their_number(tmp_path: Path, qrels: str) -> None:
    assert read(tmp_path, qrels=qrels).grades == {"q1": {"d1": 1.0}, "q2": {"d2": 2.0}}


def test_numbers_are_ids_too(tmp_path: Path) -> None:
    collection = read(tmp_path, '{"_id": 7, "text": "agua"}\n', '{"_id": 1, "text": "¿Qué?"}\n', "1\t7\t1\n")
    assert collection.grades == {"1": {"7": 1.0}}


def test_a_line_that_is_no_json_is_named_and_costs_only_itself(tmp_path: Path) -> None:
    collection = read(tmp_path, CORPUS + "{oops\n" + '{"_id": "d3", "text": 5}\n')
    assert set(collection.documents) == {"d1", "d2"}
    assert kinds(collection) == {"lines_skipped": {"name": "corpus.jsonl", "count": "2", "line": "3"}}


def test_judgements_of_documents_that_are_not_there_are_counted(tmp_path: Path) -> None:
    collection = read(tmp_path, qrels=QRELS + "q1\td99\t1\nq77\td1\t1\n")
    assert collection.grades["q1"] == {"d1": 1.0}
    assert kinds(collection) == {"judged_ids_unknown": {"name": "qrels.tsv", "count": "2", "id": "d99"}}


def test_a_line_of_wrong_columns_is_named(tmp_path: Path) -> None:
    collection = read(tmp_path, qrels=QRELS + "q1 d1\nq1\td1\tmucho\n")
    assert kinds(collection) == {"lines_skipped": {"name": "qrels.tsv", "count": "2", "line": "4"}}


def test_entries_without_a_text_do_not_count(tmp_path: Path) -> None:
    collection = read(tmp_path, queries=QUERIES + '{"_id": "q3", "text": " "}\n', qrels=QRELS + "q3\td1\t1\n")
    assert set(collection.queries) == {"q1", "q2"}
    assert kinds(collection)["texts_missing"] == {"name": "queries.jsonl", "count": "1", "id": "q3"}


def test_questions_without_a_right_document_are_not_asked(tmp_path: Path) -> None:
    assert set(read(tmp_path, qrels="q1\td1\t1\nq2\td2\t0\n").queries) == {"q1"}


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("corpus", ""),
        ("corpus", '{"id_": 1}\n'),
        ("queries", "\n\n"),
        ("queries", "nope\n"),
        ("qrels", "a,b,c,d,e\n"),
        ("qrels", ""),
    ],
)
def test_a_file_without_a_line_that_can_be_used_is_refused_with_an_example(
    tmp_path: Path, part: str, text: str
) -> None:
    with pytest.raises(EvaluationFileEmpty) as refused:
        read(tmp_path, **{part: text})
    assert refused.value.values["name"].startswith(part)


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingJudged):
        read(tmp_path, qrels="q8\td8\t1\n")


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    read(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    corpus, queries = (str(tmp_path / name) for name in ("corpus.jsonl", "queries.jsonl"))
    with pytest.raises(FileVanished):
        read_judged_collection(EvaluateRetrieval(corpus, queries, str(tmp_path / "nowhere.tsv")))
    for name in (".", "pipe"):
        with pytest.raises(FileNotOrdinary):
            read_judged_collection(EvaluateRetrieval(corpus, queries, str(tmp_path / name)))
