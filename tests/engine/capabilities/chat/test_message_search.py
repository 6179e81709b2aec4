"""Search in all messages by words and by meaning, with the real embedder in the real indexer child."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.capabilities.chat import api, messages
from engine.capabilities.chat.api import OrganiseConversations, SearchMessages
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.search.message_vectors import MOST_PIECES, piece_spans
from engine.protocol.errors import NotFound
from engine.store.answers.question_shift import FILE, towards_answers
from engine.store.integrity import find_problems
from tests.support.harness import EngineHarness
from tests.support.said import say

DOG = "Mi perra se llama Bruma y no puede comer pollo porque le da alergia."
TRAIN = "My train to Madrid leaves on Friday at ten past seven."


@pytest.fixture
def engine(home: Path, models: Path) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, models, "chat")
    say(engine.store, "Perra", (DOG, "Lo tendré en cuenta."))
    say(engine.store, "Viaje", (TRAIN, "Noted."), ("¿Qué me llevo?", "Un jersey y el billete."))
    say(engine.store, "Caldera", ("¿Cada cuánto se purgan los radiadores?", "Una vez al año, antes del invierno."))
    yield engine
    engine.close()


def search(engine: EngineHarness, query: str, k: int = 3, **scope: object) -> list[api.MessageMatch]:
    return list(engine.call(api.SEARCH, SearchMessages(query, k, **scope)).results)  # type: ignore[arg-type]


def embed(engine: EngineHarness) -> api.MessagesEmbedded:
    return engine.call(api.EMBED_MESSAGES, api.EmbedMessages())


def unembedded(engine: EngineHarness) -> int:
    return engine.call(api.SEARCH, SearchMessages("x", counts_unembedded=True)).unembedded


def pieces(engine: EngineHarness) -> int:
    return int(engine.rows("SELECT count(*) FROM message_chunks")[0][0])


def test_messages_are_found_by_meaning_in_both_languages(engine: EngineHarness) -> None:
    assert search(engine, "mascota con problemas de comida") == []  # words alone, before there are vectors
    assert embed(engine) == api.MessagesEmbedded(8, 0)
    assert search(engine, "qué mascota tiene problemas con la comida", 1)[0].text == DOG
    assert search(engine, "at what time do I travel by rail", 1)[0].text == TRAIN
    found = search(engine, "perra", 1)[0]
    assert (found.text[slice(*found.marks[0])], found.by_words, found.role) == ("perra", True, "user")
    assert found.title == "Perra"
    assert embed(engine) == api.MessagesEmbedded(0, 0)
    assert find_problems(engine.store) == []


def test_a_question_finds_what_answers_it_before_what_sounds_like_it(engine: EngineHarness) -> None:
    alike = (
        "¿Qué le pasa a mi coche?",
        "¿Cuándo sale el próximo autobús?",
        "¿A qué hora abre el museo?",
        "¿Qué come un gato?",
    )
    for question in alike:
        say(engine.store, "Otra cosa", (question, "No lo sé."))
    embed(engine)
    assert search(engine, "¿Qué le sienta mal a mi mascota?", 1)[0].text == DOG
    assert search(engine, "¿A qué hora me voy en ferrocarril?", 1)[0].text == TRAIN
    assert search(engine, "que le sienta mal a mi mascota", 1)[0].text == DOG  # typed without its marks


def test_only_questions_to_the_known_embedder_are_moved_towards_answers() -> None:
    model = tomllib.loads(FILE.read_text("utf-8"))["model"]
    vector = np.full(384, 384**-0.5, np.float32)
    for query in ("¿Dónde vivo?", "where do I live", "a qué hora salgo"):
        moved, metric = towards_answers(query, vector, model)
        assert moved is not vector and np.linalg.norm(moved) == pytest.approx(1)
        assert metric is not None and np.linalg.norm(metric.map(moved.reshape(1, -1))) == pytest.approx(1)
        assert towards_answers(query, vector, "another") == (vector, None)
    assert towards_answers("billete de tren", vector, model) == (vector, None)
    short, metric = towards_answers("¿Dónde vivo?", vector[:8], model)
    assert short.tolist() == vector[:8].tolist() and metric is None


def test_private_deleted_and_other_folders_messages_are_not_found(engine: EngineHarness) -> None:
    secret, _ = say(engine.store, "Secreto", ("La clave de la bruma es 4711.", "Vale."), is_private=True)
    embed(engine)
    assert all(match.conversation != secret for match in search(engine, "clave de la bruma", 10))
    dog = search(engine, "perra alergia", 1)[0].conversation
    engine.call(api.ORGANISE, OrganiseConversations((dog,), is_archived=True))
    assert search(engine, "perra alergia", 1)[0].conversation == dog
    assert all(match.conversation != dog for match in search(engine, "perra alergia", 10, without=dog))
    folder = engine.call(api.ADD_FOLDER, api.AddFolder("Viajes")).id
    travel = search(engine, "train to Madrid", 1)[0].conversation
    engine.call(api.ORGANISE, OrganiseConversations((travel,), folder=folder))
    assert {match.conversation for match in search(engine, "perra alergia", 10, folders=(folder,))} == {travel}
    with pytest.raises(NotFound):
        search(engine, "perra", folders=(99,))
    engine.call(api.DELETE, api.DeleteConversation(dog))
    assert all(match.conversation != dog for match in search(engine, "perra alergia", 10))
    engine.call(api.RESTORE, api.RestoreConversation(dog))
    assert search(engine, "perra alergia", 1)[0].conversation == dog


def test_a_conversation_loses_its_vectors_when_it_becomes_private_or_is_purged(engine: EngineHarness) -> None:
    embed(engine)
    dog, travel = (search(engine, query, 1)[0].conversation for query in ("perra alergia", "train to Madrid"))
    before = pieces(engine)
    engine.call(api.ORGANISE, OrganiseConversations((dog,), is_private=True))
    assert pieces(engine) == before - 2
    engine.call(api.PURGE, api.PurgeConversation(travel))
    assert pieces(engine) == before - 2 - 4
    assert find_problems(engine.store) == []
    assert unembedded(engine) == 0
    engine.call(api.ORGANISE, OrganiseConversations((dog,), is_private=False))
    assert unembedded(engine) == 2


def test_an_answer_that_was_continued_is_embedded_again(engine: EngineHarness) -> None:
    embed(engine)
    answer = search(engine, "jersey y billete", 1)[0].message
    with engine.store.write() as connection:
        begun = messages.read_message(connection, answer)
        messages.begin_again(connection, begun)
    row = AnswerRow(engine.store, answer, begun)
    row.text += " Y el pasaporte."
    row.finish("complete")
    assert unembedded(engine) == 1
    assert embed(engine) == api.MessagesEmbedded(1, 0)
    assert pieces(engine) == 8
    assert search(engine, "documento de identidad para cruzar la frontera", 1)[0].text.endswith("Y el pasaporte.")
    assert find_problems(engine.store) == []


def test_a_long_message_is_found_in_its_middle(engine: EngineHarness) -> None:
    filler = "\n\n".join(f"En el apartado {n} se habla del tiempo y de nada más que importe." for n in range(120))
    half = len(filler) // 2
    fact = "La llave del trastero está debajo de la maceta azul."
    say(engine.store, "Largo", (f"{filler[:half]}\n\n{fact}\n\n{filler[half:]}", "Bien."))
    embed(engine)
    found = search(engine, "dónde guardé la llave del cuarto de los trastos", 1)[0]
    assert fact in found.text
    assert len(found.text) < 2000
    assert found.end - found.start == len(found.text)


def test_odd_messages_stop_nothing(engine: EngineHarness) -> None:
    for text in (" \n\t", "…", "\u202e\u0301\u0301", "a" * 20_000, "العربية نص", "👩‍👩‍👧"):
        say(engine.store, "Odd", (text, "Ok."))
    assert embed(engine).left == 0
    assert unembedded(engine) == 0
    for query in ('"', "AND OR NOT", "*", "\x00", "palabra" * 3000, "العربية"):
        search(engine, query)
    assert search(engine, "  ") == []


def test_a_run_that_is_cancelled_goes_on_where_it_stopped(engine: EngineHarness) -> None:
    assert engine.call(api.EMBED_MESSAGES, api.EmbedMessages(), is_cancelled=lambda: True) == api.MessagesEmbedded(0, 8)
    assert embed(engine).done == 8


def test_vectors_of_a_private_conversation_are_removed_at_the_start(engine: EngineHarness) -> None:
    embed(engine)
    with engine.store.write() as connection:  # as in a library that was restored
        connection.execute("UPDATE conversations SET is_private = 1 WHERE title = 'Perra'")
    engine.rebuild()
    assert pieces(engine) == 6
    assert find_problems(engine.store) == []


def test_pieces_cover_a_text_and_are_limited() -> None:
    text = "Una frase corta. " * 400
    spans = piece_spans(text)
    assert len(spans) > 3
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    assert len(piece_spans("palabra " * 200_000)) == MOST_PIECES


def test_words_alone_are_searched_without_an_embedder(home: Path, tmp_path: Path) -> None:
    engine = EngineHarness(home, tmp_path / "none", "chat")
    try:
        say(engine.store, "Perra", (DOG, "Bien."))
        assert embed(engine) == api.MessagesEmbedded(0, 0)
        assert search(engine, "alergia")[0].text == DOG
        assert ConversationStore(engine.store).list(api.ListConversations()).total == 1
    finally:
        engine.close()
