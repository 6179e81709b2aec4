"""Measuring answers: chat's own answering over real documents, in no conversation, taken up where it was stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat.parts import ChatParts, OtherCapabilities
from engine.capabilities.documents.api import evaluation as api
from engine.capabilities.documents.evaluation.answer_metrics import has_gold, names_file, rouge_l, token_f1
from engine.protocol.errors import FileVanished, ModelMissing, NotFound
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models

FACTS = {
    "caldera.txt": "La caldera del edificio se revisa cada octubre. El técnico viene de Burgos.",
    "alquiler.txt": "El alquiler del piso es de 640 euros al mes y se paga el día cinco de cada mes.",
}
QUESTIONS: list[dict[str, object]] = [
    {"question": "¿Cuándo se revisa la caldera del edificio?", "doc": "caldera.txt", "answers": ["octubre"]},
    {"question": "¿Cuánto cuesta el alquiler del piso?", "doc": "alquiler", "answers": "640 euros"},
    {"question": "¿De dónde viene el técnico de la caldera?", "doc": "alquiler.txt", "answers": ["Sevilla"]},
]


class AnsweringHarness(DocumentsHarness):
    """Documents and chat over one library, with the starter models; in Spanish the smallest one quotes."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, starter_models())
        exports = self.exports
        ChatParts(self.context, OtherCapabilities(exports["retrieve"], add_answering=exports["add_answering"]))


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[AnsweringHarness]:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in FACTS.items():
        (folder / name).write_text(text, "utf-8")
    engine = AnsweringHarness(home)
    engine.index(folder, collection="casa")
    yield engine
    engine.close()


def write(folder: Path, questions: list[dict[str, object]] = QUESTIONS, more: str = "") -> str:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(question) for question in questions) + "\n" + more, "utf-8")
    return str(path)


def test_answers_are_measured_and_no_conversation_is_made(engine: AnsweringHarness, tmp_path: Path) -> None:
    figures = engine.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(write(tmp_path), "casa"))
    assert [answer.contains_gold for answer in figures.answers] == [True, True, False]
    assert [answer.right_file_cited for answer in figures.answers] == [True, True, False]
    assert figures.contains_gold is not None and figures.contains_gold.mean == pytest.approx(2 / 3, abs=1e-3)
    assert (figures.left, figures.cancelled) == (0, False)
    assert all(answer.seconds > 0 for answer in figures.answers)
    assert engine.rows("SELECT count(*) FROM conversations") == engine.rows("SELECT count(*) FROM messages") == [(0,)]


def test_a_stopped_run_goes_on_and_a_finished_one_begins_anew(engine: AnsweringHarness, tmp_path: Path) -> None:
    request = api.EvaluateAnswers(write(tmp_path), "casa")
    told: list[int] = []
    stopped = engine.call(
        api.EVALUATE_ANSWERS, request, lambda event: told.append(event.done), is_cancelled=lambda: len(told) > 1
    )
    assert (len(stopped.answers), stopped.left, stopped.cancelled) == (1, 2, True)
    rest = engine.call(api.EVALUATE_ANSWERS, request)
    assert [event.done for event in engine.events] == [1, 2]
    assert (len(rest.answers), rest.left) == (3, 0)
    assert not list((engine.home / "evaluation").glob("answers-*"))
    engine.call(api.EVALUATE_ANSWERS, request)
    assert [event.done for event in engine.events] == [0, 1, 2]


def test_a_journal_that_a_kill_cut_loses_its_last_answer_only(engine: AnsweringHarness, tmp_path: Path) -> None:
    request = api.EvaluateAnswers(write(tmp_path), "casa")
    told: list[int] = []
    engine.call(
        api.EVALUATE_ANSWERS, request, lambda event: told.append(event.done), is_cancelled=lambda: len(told) > 2
    )
    (journal,) = (engine.home / "evaluation").glob("answers-*")
    journal.write_bytes(journal.read_bytes()[:-20])
    engine.call(api.EVALUATE_ANSWERS, request)
    assert [event.done for event in engine.events] == [1, 2]


def test_beginning_again_asks_everything(engine: AnsweringHarness, tmp_path: Path) -> None:
    request = api.EvaluateAnswers(write(tmp_path), "casa")
    told: list[int] = []
    engine.call(
        api.EVALUATE_ANSWERS, request, lambda event: told.append(event.done), is_cancelled=lambda: len(told) > 1
    )
    engine.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(write(tmp_path), "casa", again=True))
    assert [event.done for event in engine.events] == [0, 1, 2]


def test_a_question_without_known_answer_or_document_is_asked_and_not_counted(
    engine: AnsweringHarness, tmp_path: Path
) -> None:
    questions: list[dict[str, object]] = [{"question": "¿Cuándo se revisa la caldera del edificio?"}]
    figures = engine.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(write(tmp_path, questions, "{no\n"), "casa"))
    assert (figures.contains_gold, figures.right_file_cited) == (None, None)
    assert [notice.kind for notice in figures.notices] == ["lines_skipped"]


def test_bad_requests_are_refused_in_a_sentence(engine: AnsweringHarness, tmp_path: Path) -> None:
    questions = write(tmp_path)
    with pytest.raises(NotFound):
        engine.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(questions, "nowhere"))
    with pytest.raises(FileVanished):
        engine.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(str(tmp_path / "none.jsonl"), "casa"))
    with pytest.raises(api.EvaluationFileEmpty):
        engine.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(write(tmp_path, [], "[1]\n"), "casa"))


def test_without_chat_nothing_can_be_answered(home: Path, tmp_path: Path) -> None:
    alone = DocumentsHarness(home, tmp_path / "no-models")
    with pytest.raises(ModelMissing):
        alone.call(api.EVALUATE_ANSWERS, api.EvaluateAnswers(write(tmp_path), "casa"))
    alone.close()


def test_gold_is_found_as_whole_words_whatever_their_accents() -> None:
    assert has_gold("Se revisa en OCTUBRE.", ["octubre"])
    assert has_gold("El médico", ["medico"])
    assert not has_gold("octubres", ["octubre"])
    assert not has_gold("nada", ["", "  "])


def test_words_are_compared_as_squad_does() -> None:
    assert token_f1("el gato negro", ["gato negro"]) == pytest.approx(0.8)
    assert rouge_l("negro gato", ["gato negro"]) == pytest.approx(0.5)
    assert token_f1("nada", ["gato"]) == token_f1("gato", []) == 0.0


def test_a_document_is_named_by_its_path_its_name_or_its_stem() -> None:
    for doc in ("/a/b/informe.pdf", "informe.pdf", "Informe"):
        assert names_file("/a/b/informe.pdf", doc)
    assert names_file("/a/carta.eml › informe.pdf", "informe.pdf") and names_file("/a/carta.eml › informe.pdf", "carta")
    assert not names_file("/a/b/informe.pdf", "forme.pdf")
