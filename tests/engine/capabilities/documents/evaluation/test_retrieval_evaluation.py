"""Measuring search: through the real reading, embedding and search, in a library of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents.api import evaluation as api
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress
from tests.support.harness import DocumentsHarness, EngineHarness
from tests.support.models import starter_models

TEXTS = {
    "caldera": ("La caldera", "La caldera del edificio se revisa cada octubre. El técnico viene de Burgos."),
    "alquiler": ("Contrato", "El alquiler es de 640 euros al mes y se paga el día cinco."),
    "perro": ("", "Los perros del vecino ladran por la noche y no dejan dormir a nadie."),
    "receta": ("Receta", "Para el gazpacho hacen falta tomates, pepino, ajo, aceite y vinagre."),
    "copia": ("", "Los perros del vecino ladran por la noche y no dejan dormir a nadie."),
}
QUESTIONS = {
    "q1": ("¿Cuándo se revisa la caldera?", "caldera"),
    "q2": ("¿Cuánto cuesta el alquiler?", "alquiler"),
    "q3": ("¿Qué animales hacen ruido?", "perro"),
    "q4": ("¿Qué lleva el gazpacho?", "receta"),
}


def write_collection(folder: Path) -> api.EvaluateRetrieval:
    """Write the three files."""
    corpus, queries, qrels = (folder / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"))
    lines = [json.dumps({"_id": id, "title": title, "text": text}) for id, (title, text) in TEXTS.items()]
    corpus.write_text("\n".join(lines), "utf-8")
    queries.write_text("\n".join(json.dumps({"_id": id, "text": text}) for id, (text, _) in QUESTIONS.items()), "utf-8")
    rows = [f"{id}\t{document}\t1" for id, (_, document) in QUESTIONS.items()]
    qrels.write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]), "utf-8")
    return api.EvaluateRetrieval(str(corpus), str(queries), str(qrels))


@pytest.fixture
def engine(home: Path) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, starter_models(), "documents")
    yield engine
    engine.close()


@pytest.fixture
def wordless(home: Path, tmp_path: Path) -> Iterator[DocumentsHarness]:
    """Documents without an embedder."""
    engine = DocumentsHarness(home, tmp_path / "no-models")
    yield engine
    engine.close()


def test_every_mode_is_measured_and_the_persons_library_stays_empty(engine: EngineHarness, tmp_path: Path) -> None:
    engine.exports["add_answering"](_answering(engine))
    figures = engine.call(api.EVALUATE_RETRIEVAL, write_collection(tmp_path))
    assert [mode.mode for mode in figures.modes] == list(api.MODES)
    assert (figures.documents, len(figures.queries), figures.notices) == (5, 4, ())
    for mode in figures.modes:
        for figure in (mode.recall_1, mode.recall_5, mode.mrr, mode.map, mode.ndcg_10):
            assert 0 <= figure.low <= figure.mean <= figure.high <= 1
    hybrid = next(mode for mode in figures.modes if mode.mode == "hybrid")
    assert hybrid.recall_5.mean == 1.0
    assert engine.rows("SELECT count(*) FROM documents") == engine.rows("SELECT count(*) FROM collections") == [(0,)]


def test_of_two_documents_with_one_text_both_are_found(engine: EngineHarness, tmp_path: Path) -> None:
    request = write_collection(tmp_path)
    Path(request.qrels).write_text("q3\tcopia\t1\n", "utf-8")
    figures = engine.call(api.EVALUATE_RETRIEVAL, request)
    assert figures.queries[0].ranks["dense"] in (1, 2)


def test_each_question_tells_what_came_first_and_what_should_have(engine: EngineHarness, tmp_path: Path) -> None:
    figures = engine.call(api.EVALUATE_RETRIEVAL, write_collection(tmp_path))
    boiler = figures.queries[0]
    assert (boiler.id, boiler.expected, boiler.ranks["keyword"]) == ("q1", "La caldera", 1)
    assert boiler.first["keyword"] == "La caldera"


def test_a_second_run_embeds_nothing_again(engine: EngineHarness, tmp_path: Path) -> None:
    request = write_collection(tmp_path)
    first = engine.call(api.EVALUATE_RETRIEVAL, request)
    files = [event for event in engine.events if event.unit == "file"]
    again = engine.call(api.EVALUATE_RETRIEVAL, request)
    assert files and not [event for event in engine.events if event.unit == "file" and event.done < event.total]
    assert again.modes == first.modes


def test_a_document_that_is_no_longer_in_the_corpus_is_not_found(wordless: DocumentsHarness, tmp_path: Path) -> None:
    request = write_collection(tmp_path)
    wordless.call(api.EVALUATE_RETRIEVAL, request)
    corpus = Path(request.corpus)
    corpus.write_text("\n".join(corpus.read_text("utf-8").splitlines()[1:]), "utf-8")
    figures = wordless.call(api.EVALUATE_RETRIEVAL, request)
    assert {outcome.id for outcome in figures.queries} == {"q2", "q3", "q4"}
    assert figures.documents == 4
    assert [notice.kind for notice in figures.notices] == ["judged_ids_unknown", "meaning_not_measured"]


def test_without_an_embedder_words_alone_are_measured(wordless: DocumentsHarness, tmp_path: Path) -> None:
    figures = wordless.call(api.EVALUATE_RETRIEVAL, write_collection(tmp_path))
    assert [mode.mode for mode in figures.modes] == ["keyword"]
    assert [notice.kind for notice in figures.notices] == ["meaning_not_measured"]


def test_without_chat_there_is_no_second_stage(engine: EngineHarness, tmp_path: Path) -> None:
    figures = engine.call(api.EVALUATE_RETRIEVAL, write_collection(tmp_path))
    assert [mode.mode for mode in figures.modes] == ["dense", "keyword", "hybrid"]
    assert [notice.kind for notice in figures.notices] == ["rerank_not_measured"]


def test_only_the_modes_asked_for_are_measured(wordless: DocumentsHarness, tmp_path: Path) -> None:
    request = write_collection(tmp_path)
    asked = api.EvaluateRetrieval(request.corpus, request.queries, request.qrels, ("keyword",))
    figures = wordless.call(api.EVALUATE_RETRIEVAL, asked)
    assert [mode.mode for mode in figures.modes] == ["keyword"] and not figures.notices


def test_a_cancel_while_questions_are_asked_ends_the_run_and_the_next_one_is_whole(
    wordless: DocumentsHarness, tmp_path: Path
) -> None:
    request, asked = write_collection(tmp_path), list[Progress]()
    with pytest.raises(Cancelled):
        wordless.call(
            api.EVALUATE_RETRIEVAL,
            request,
            lambda event: asked.append(event) if event.unit == "question" else None,
            is_cancelled=lambda: len(asked) > 1,
        )
    assert len(wordless.call(api.EVALUATE_RETRIEVAL, request).queries) == 4


def test_many_corpora_share_three_libraries_and_clearing_removes_them(
    wordless: DocumentsHarness, home: Path, tmp_path: Path
) -> None:
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        wordless.call(api.EVALUATE_RETRIEVAL, write_collection(folder))
    assert len(list((home / "evaluation").glob("*/library.db"))) == 3
    wordless.call(api.CLEAR_EVALUATIONS, api.ClearEvaluations())
    assert not (home / "evaluation").exists()
    assert len(wordless.call(api.EVALUATE_RETRIEVAL, write_collection(tmp_path)).queries) == 4


def _answering(engine: EngineHarness) -> object:
    """Return chat's functions over the same engine."""
    from engine.capabilities.chat.parts import ChatParts, OtherCapabilities

    given: list[object] = []
    ChatParts(engine.context, OtherCapabilities(add_answering=given.append))
    return given[0]
