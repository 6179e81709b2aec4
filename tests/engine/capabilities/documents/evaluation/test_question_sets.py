"""Question sets: passages marked as answers, measured and exported as a test collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import evaluation as api
from engine.protocol.errors import BadRequest, FileUnwritable, NotFound
from tests.support.harness import DocumentsHarness

TEXTS = {
    "caldera": "La caldera del edificio se revisa cada octubre.",
    "alquiler": "El alquiler es de 640 euros al mes.",
    "perro": "Los perros del vecino ladran por la noche.",
}


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    folder = tmp_path / "casa"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    engine.index(folder, collection="casa")
    yield engine
    engine.close()


def mark(engine: DocumentsHarness, question: str, name: str, set_name: str = "Piso") -> None:
    document = next(document for document in engine.documents() if Path(document.path).stem == name)
    engine.call(api.MARK_ANSWER, api.MarkAnswer(set_name, question, document.id, 1, 0, len(TEXTS[name])))


def sets(engine: DocumentsHarness) -> list[tuple[str, int, int]]:
    listed = engine.call(api.LIST_QUESTION_SETS, api.ListQuestionSets()).sets
    return [(entry.name, entry.questions, entry.passages) for entry in listed]


def test_marked_passages_are_counted_once(engine: DocumentsHarness) -> None:
    mark(engine, "¿Cuándo se revisa la caldera?", "caldera")
    mark(engine, "¿Cuándo se revisa  la caldera? ", "caldera")
    mark(engine, "¿Cuánto cuesta el alquiler?", "alquiler")
    mark(engine, "¿Quién ladra?", "perro", "otro")
    assert sets(engine) == [("otro", 1, 1), ("Piso", 2, 2)]
    engine.call(api.REMOVE_QUESTION_SET, api.RemoveQuestionSet("otro"))
    assert sets(engine) == [("Piso", 2, 2)]


def test_a_set_measures_the_search_in_its_collections_and_leaves_no_files(engine: DocumentsHarness) -> None:
    mark(engine, "¿Cuándo se revisa la caldera?", "caldera")
    mark(engine, "¿Cuánto cuesta el alquiler?", "alquiler")
    figures = engine.call(api.EVALUATE_QUESTION_SET, api.EvaluateQuestionSet("Piso"))
    (keyword,) = figures.modes
    assert (figures.documents, len(figures.queries), keyword.recall_1.mean) == (3, 2, 1.0)
    assert not (engine.home / "evaluation" / "arriving").exists()
    assert len(engine.documents()) == 3


def test_a_document_read_anew_still_counts_and_a_removed_one_does_not(engine: DocumentsHarness, tmp_path: Path) -> None:
    mark(engine, "¿Cuándo se revisa la caldera?", "caldera")
    mark(engine, "¿Cuánto cuesta el alquiler?", "alquiler")
    (tmp_path / "casa" / "caldera.txt").write_text("La caldera se revisa en mayo y en octubre.", "utf-8")
    (tmp_path / "casa" / "alquiler.txt").unlink()
    engine.index(tmp_path / "casa", collection="casa")
    figures = engine.call(api.EVALUATE_QUESTION_SET, api.EvaluateQuestionSet("Piso"))
    assert (figures.documents, [query.text for query in figures.queries]) == (2, ["¿Cuándo se revisa la caldera?"])


def test_a_set_goes_with_its_collection_when_that_is_renamed(engine: DocumentsHarness) -> None:
    mark(engine, "¿Cuándo se revisa la caldera?", "caldera")
    engine.call(documents.RENAME_COLLECTION, documents.RenameCollection("casa", "Mi piso"))
    figures = engine.call(api.EVALUATE_QUESTION_SET, api.EvaluateQuestionSet("Piso"))
    assert (figures.documents, len(figures.queries)) == (3, 1)


def test_a_set_is_exported_as_beir_has_it_and_measured_alike(engine: DocumentsHarness, tmp_path: Path) -> None:
    mark(engine, "¿Cuándo se revisa la caldera?", "caldera")
    folder = tmp_path / "out"
    folder.mkdir()
    engine.call(api.EXPORT_QUESTION_SET, api.ExportQuestionSet("Piso", str(folder)))
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
    assert {line["text"] for line in corpus} == set(TEXTS.values())
    files = (str(folder / name) for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"))
    figures = engine.call(api.EVALUATE_RETRIEVAL, api.EvaluateRetrieval(*files))  # type: ignore[arg-type]  # three paths
    assert figures.modes[0].recall_1.mean == 1.0


def test_bad_requests_are_refused(engine: DocumentsHarness, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        engine.call(api.MARK_ANSWER, api.MarkAnswer("Piso", "¿Qué?", 999))
    for name, question in (("", "¿Qué?"), ("Piso", " ")):
        with pytest.raises(BadRequest):
            engine.call(api.MARK_ANSWER, api.MarkAnswer(name, question, 1))
    for request in (api.EvaluateQuestionSet("none"),):
        with pytest.raises(NotFound):
            engine.call(api.EVALUATE_QUESTION_SET, request)
    with pytest.raises(NotFound):
        engine.call(api.REMOVE_QUESTION_SET, api.RemoveQuestionSet("none"))
    mark(engine, "¿Cuándo se revisa la caldera?", "caldera")
    with pytest.raises(FileUnwritable):
        engine.call(api.EXPORT_QUESTION_SET, api.ExportQuestionSet("Piso", str(tmp_path / "nowhere")))
