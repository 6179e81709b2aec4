"""Answers that do not lie: support, weak models, other languages, loops, and turns that were left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import AnswerDelta, AnswerReplaced, ContinueAnswer, ModelLoading, Send, SourcesFound
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.sampling import Sampling
from tests.support.damage import unchecked
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

PAGE = "La tasa anual se paga en marzo. El coste del carné es de doce euros. Los menores no pagan."
PASSAGE = Passage(1, 1, "/docs/tasas.pdf", "Tasas", 3, 0, len(PAGE), PAGE, 0.9)
QUESTION = Send("¿Cuánto cuesta el carné de la biblioteca municipal?", collections=("tasas",))
QUOTED = "> El coste del carné es de doce euros."
ENGLISH = "The price of the card is twelve euros a year, and it is paid at the desk of the library."


def retrieve(query: str, collections: Sequence[str], k: int, files: Sequence[str]) -> tuple[Passage, ...]:
    return (PASSAGE,)


@pytest.fixture
def pool(model: FakeTextModel) -> FakeModelPool:
    return FakeModelPool(model)


@pytest.fixture
def engine(home: Path, pool: FakeModelPool) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "chat", pool=pool, indexer=NoIndexer(), retrieve=retrieve)
    yield engine
    engine.close()


@pytest.fixture
def distrusting(home: Path, pool: FakeModelPool) -> Iterator[EngineHarness]:
    """An engine in which every model is graded weak in Spanish."""
    engine = EngineHarness(
        home,
        home / "models",
        "chat",
        pool=pool,
        indexer=NoIndexer(),
        retrieve=retrieve,
        is_weak=lambda model, language: language == "es",
    )
    yield engine
    engine.close()


def unsupported(message: api.Message) -> list[tuple[str, tuple[str, ...]]]:
    return [(message.text[item.start : item.end], item.missing) for item in message.remarks.unsupported]


@pytest.mark.parametrize(
    ("invented", "missing"),
    [
        ("El coste del carné es de quince euros.", ("15",)),
        ("El coste del carné es de 12,50 euros.", ("12.50",)),
        ("El coste del carné de Toledo es de doce euros.", ("Toledo",)),
        ("Los menores pagan.", ()),
    ],
)
def test_a_sentence_with_another_number_or_name_is_marked_and_not_cited(
    engine: EngineHarness, model: FakeTextModel, invented: str, missing: tuple[str, ...]
) -> None:
    model.answer = f"La tasa anual se paga en marzo. {invented}"
    message = engine.call(api.SEND, QUESTION).message
    assert [message.text[c.answer_start : c.answer_end] for c in message.citations] == [
        "La tasa anual se paga en marzo."
    ]
    assert unsupported(message) == [(invented, missing)]
    assert engine.call(api.OPEN, api.OpenConversation(1)).messages[-1] == message


def test_an_answer_without_any_support_is_marked_and_the_documents_are_quoted_below(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answer = "El carné se pide en Toledo por 300 euros."
    message = engine.call(api.SEND, QUESTION).message
    assert message.text.startswith(model.answer) and message.text.endswith(QUOTED)
    assert unsupported(message) == [(model.answer, ("Toledo", "300"))]
    assert [c.text for c in message.citations] == ["El coste del carné es de doce euros."]
    assert message.text[message.remarks.written_start : message.remarks.written_end].strip() == model.answer


def test_an_answer_that_only_echoes_the_question_gives_way_to_a_quotation(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answer = "¿Cuánto cuesta el carné? ¿Cuál es el coste del carné de la biblioteca?"
    message = engine.call(api.SEND, QUESTION).message
    assert message.text == f"Los propios documentos dicen:\n\n{QUOTED}" and len(message.citations) == 1
    assert AnswerReplaced("", "unsupported") in engine.events


def test_an_answer_that_begins_with_the_question_is_kept(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "¿Cuánto cuesta el carné? El coste del carné es de doce euros."
    assert engine.call(api.SEND, QUESTION).message.text.strip() == model.answer


def test_an_answer_of_a_word_or_two_is_cited(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "Doce euros."
    (citation,) = engine.call(api.SEND, QUESTION).message.citations
    assert citation.text == "El coste del carné es de doce euros."


def test_an_answer_without_documents_is_not_marked(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "El carné se pide en Toledo por 300 euros."
    assert engine.call(api.SEND, Send(QUESTION.text)).message.remarks.unsupported == ()


def test_the_best_sentence_is_shown_with_the_sources_before_the_model_is_loaded(engine: EngineHarness) -> None:
    engine.call(api.SEND, QUESTION)
    kinds = [type(event) for event in engine.events]
    assert kinds.index(SourcesFound) < kinds.index(ModelLoading)
    best = engine.events[kinds.index(SourcesFound)].quotation
    assert PAGE[best.start : best.end] == "El coste del carné es de doce euros." and best.passage == 0


# weak models


def test_with_a_weak_model_the_quotation_comes_first_and_its_words_below(
    distrusting: EngineHarness, model: FakeTextModel
) -> None:
    model.answer = "El coste es de doce euros."
    message = distrusting.call(api.SEND, QUESTION).message
    assert message.text == f"Tus documentos dicen:\n\n{QUOTED}\n\nEn palabras del modelo: {model.answer} "
    kinds = [type(event) for event in distrusting.events]
    assert kinds.index(AnswerDelta) < kinds.index(ModelLoading)
    cited = [message.text[c.answer_start : c.answer_end] for c in message.citations]
    assert cited == [QUOTED.removeprefix("> "), model.answer]
    assert {c.number for c in message.citations} == {1}
    start, end = message.remarks.written_start, message.remarks.written_end
    assert message.text[start:end].strip() == model.answer


def test_words_of_a_weak_model_without_support_are_taken_back(distrusting: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "Cuesta 300 euros en Toledo."
    message = distrusting.call(api.SEND, QUESTION).message
    assert message.text == f"Tus documentos dicen:\n\n{QUOTED}"
    assert distrusting.events[-1] == AnswerReplaced(message.text, "unsupported")
    assert message.remarks.unsupported == () and len(message.citations) == 1


def test_a_weak_models_words_are_continued_below_the_quotation(
    distrusting: EngineHarness, model: FakeTextModel
) -> None:
    model.answers = ["El coste del carné es de", "doce euros."]
    short = api.ConversationSettings(Sampling(max_tokens=5))
    cut = distrusting.call(api.SEND, Send(QUESTION.text, collections=("tasas",), settings=short)).message
    assert cut.text.endswith(f"{QUOTED}\n\nEn palabras del modelo: El coste del carné es ")
    whole = distrusting.call(api.CONTINUE, ContinueAnswer(cut.id)).message
    assert model.begun == "El coste del carné es"
    assert whole.text == cut.text + "doce euros. "
    assert len(whole.citations) == 2


def test_a_model_of_unknown_languages_is_weak_and_one_that_names_the_language_is_not(
    engine: EngineHarness, pool: FakeModelPool, model: FakeTextModel
) -> None:
    model.answer = "El coste del carné es de doce euros."
    assert engine.call(api.SEND, QUESTION).message.text.strip() == model.answer
    assert engine.call(api.DESCRIBE_MODEL, api.DescribeModel()) == api.AnsweringModel("none", ())
    pool.known_languages = ()
    assert engine.call(api.SEND, QUESTION).message.text.startswith("Tus documentos dicen:")
    assert engine.call(api.DESCRIBE_MODEL, api.DescribeModel()) == api.AnsweringModel("none", ("es", "en"))


def test_a_model_that_does_not_know_the_language_is_not_asked(
    engine: EngineHarness, pool: FakeModelPool, model: FakeTextModel
) -> None:
    pool.known_languages = ("en",)
    message = engine.call(api.SEND, QUESTION).message
    assert message.text.endswith(QUOTED) and model.received == [] and message.model == ""


# another language


def test_an_answer_in_another_language_is_taken_back_and_asked_again_in_the_questions(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answers = [ENGLISH, "El coste del carné es de doce euros."]
    message = engine.call(api.SEND, QUESTION).message
    assert message.text.strip() == "El coste del carné es de doce euros." and len(message.citations) == 1
    assert AnswerReplaced("", "language") in engine.events
    first, second = (received[-1].text for received in model.received)
    assert second == f"{first}\n\nResponde solo en español." and message.remarks.notices == ()


def test_after_two_answers_in_another_language_the_documents_are_quoted(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    model.answer = ENGLISH
    message = engine.call(api.SEND, QUESTION).message
    assert message.text.endswith(QUOTED) and "The" not in message.text
    assert message.remarks.notices == ("language_quoted",) and len(message.citations) == 1
    assert len(model.received) == 2


def test_without_documents_the_second_answer_stays_with_a_notice(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = ENGLISH
    message = engine.call(api.SEND, Send(QUESTION.text)).message
    assert message.text.strip() == ENGLISH and message.remarks.notices == ("other_language",)


@pytest.mark.parametrize(
    "request_",
    [
        Send("Traduce al inglés: el carné cuesta doce euros al año y se paga en la biblioteca."),
        Send(QUESTION.text, settings=api.ConversationSettings(system="Answer in English.")),
    ],
)
def test_another_language_on_request_is_kept(engine: EngineHarness, model: FakeTextModel, request_: Send) -> None:
    model.answer = ENGLISH
    reply = engine.call(api.SEND, request_)
    assert reply.message.text.strip() == ENGLISH and reply.message.remarks.notices == ()
    assert len(model.received) == 1


def test_the_instructions_are_in_the_questions_language(engine: EngineHarness, model: FakeTextModel) -> None:
    engine.call(api.SEND, Send("¿Qué tiempo hace hoy en la calle?"))
    engine.call(api.SEND, Send("What is the weather like in the street?", conversation=1))
    assert "Respondes en español" in model.received[0][0].text
    assert "You answer in English" in model.received[1][0].text


# loops


def test_an_answer_that_repeats_itself_is_stopped_and_cut(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "Empiezo bien. " + "¡Hola! ¿En qué puedo ayudarte hoy? " * 100
    reply = engine.call(api.SEND, Send("Hola"))
    assert reply.finish == "repetition" and reply.message.state == "complete"
    assert reply.message.text == "Empiezo bien. ¡Hola! ¿En qué puedo ayudarte hoy?"
    assert reply.message.remarks.notices == ("repetition",)
    assert reply.message.tokens < 100 and engine.events[-1] == AnswerReplaced(reply.message.text, "repetition")


def test_a_repetition_that_was_asked_for_goes_on(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = "No hablaré en clase. " * 50
    reply = engine.call(api.SEND, Send("Escribe cincuenta veces: No hablaré en clase."))
    assert reply.message.text.count("clase") == 50 and reply.message.remarks.notices == ()


# turns left out


def test_turns_that_did_not_fit_are_told_with_the_answer_and_kept(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answer = " ".join(f"palabra{n}" for n in range(200))
    for number in range(12):
        reply = engine.call(api.SEND, Send(f"pregunta {number}", conversation=1 if number else None))
    assert reply.truncated > 0 and reply.message.remarks.truncated == reply.truncated
    assert engine.call(api.OPEN, api.OpenConversation(1)).messages[-1].remarks.truncated == reply.truncated
    assert engine.call(api.OPEN, api.OpenConversation(1)).messages[1].remarks.truncated == 0


def test_damaged_remarks_cost_the_remarks_and_not_the_conversation(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Hola"))
    with unchecked(engine.store) as connection:
        connection.execute("UPDATE messages SET remarks = '{\"notices\": [7' WHERE id = 2")
    message = engine.call(api.OPEN, api.OpenConversation(1)).messages[-1]
    assert message.text == "Una respuesta corta. " and message.remarks == api.AnswerRemarks()
