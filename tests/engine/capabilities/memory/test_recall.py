"""Which memories are in the prompt of a question, where they may be, and why."""

from __future__ import annotations

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.capabilities.memory.recall.recaller import MOST_CHARACTERS, MOST_RECALLED
from engine.capabilities.tools.reading.other_tools import SearchMemoryArguments, memory_tool
from engine.protocol.answering.tools import ToolScope
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms
from tests.engine.capabilities.memory.conftest import EmbeddingPool, Person
from tests.support.harness import never

pytestmark = pytest.mark.model

FACTS = (
    "I live in Almería", "I'm allergic to walnuts", "Mi hija se llama Lucía", "My exam is on 3 May", "Prefiero el té al café",
    "I work as a nurse", "My car is a Seat Ibiza", "Toco el violonchelo",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Where is my house?", "I live in Almería"),
        ("¿En qué ciudad vivo?", "I live in Almería"),
        ("Which nuts should I stay away from?", "I'm allergic to walnuts"),
        ("What is my daughter's name?", "Mi hija se llama Lucía"),
        ("¿Cuándo me examino?", "My exam is on 3 May"),
        ("¿En qué trabajo?", "I work as a nurse"),
        ("Which vehicle do I drive?", "My car is a Seat Ibiza"),
        ("What instrument do I play?", "Toco el violonchelo"),
    ],
)
def test_a_question_in_other_words_or_the_other_language_has_its_memory_in_the_prompt(
    person: Person, question: str, fact: str
) -> None:
    for text in FACTS:
        person.add(text)
    reply = person.ask(question)
    texts = {m.id: m.text for m in person.listed()}
    assert fact in [texts[mark.memory] for mark in reply.message.remarks.recalled]
    assert fact in person.last_question and question in person.last_question


@pytest.mark.parametrize(
    "question", ["What is the capital of Mongolia?", "Explica la fotosíntesis", "Write a haiku about autumn", "Gracias"]
)
def test_a_question_that_needs_none_has_none(person: Person, question: str) -> None:
    for text in FACTS:
        person.add(text)
    assert person.recalled(question) == []
    assert not any(fact in person.last_question for fact in FACTS)


@pytest.mark.parametrize(
    "question", ["¿En qué trabaja mi cuñada?", "Where does my uncle live?", "¿Cómo se llama el perro de mi vecina?"]
)
def test_a_question_about_somebody_of_whom_nothing_was_told_has_none(person: Person, question: str) -> None:
    for text in (*FACTS, "Mi primo Gonzalo es buzo", "My sister lives in Cork"):
        person.add(text)
    assert person.recalled(question) == []


@pytest.mark.parametrize("question", ["¿A qué se dedica mi primo?", "What does my cousin do?"])
def test_a_question_about_a_relative_has_what_was_told_of_that_one(person: Person, question: str) -> None:
    told = person.add("Mi primo Gonzalo es buzo")
    for text in ("My sister lives in Cork", "Vivo en Almería"):
        person.add(text)
    assert told.id in person.recalled(question)


def test_without_memories_the_embedder_is_not_asked_for(person: Person) -> None:
    person.ask("Where do I live?")
    assert isinstance(person.pool, EmbeddingPool) and person.pool.lent == 0


def test_a_memory_is_used_only_where_and_while_it_may_be(person: Person) -> None:
    question = "Where do I live?"
    added = person.add("I live in Almería")
    assert person.recalled(question) == [added.id]
    off = person.change(added, is_on=False)
    assert person.recalled(question) == []
    on = person.change(off, is_on=True, expires_at=now_ms() - 1)
    assert person.recalled(question) == []
    never = person.change(on, expires_at=None, scope="never")
    assert person.recalled(question) == []
    folder = person.engine.call(chat.ADD_FOLDER, chat.AddFolder("Travel")).id
    person.change(never, scope="folder", folder=folder)
    assert person.recalled(question) == []
    assert person.recalled(question, folder=folder) == [added.id]


def test_what_was_only_proposed_declined_or_replaced_is_never_recalled(person: Person) -> None:
    person.ask("I live in Almería.")
    (note,) = person.notes
    assert person.recalled("Where is my home?") == []
    person.decide(note.memory, "kept")
    assert person.recalled("Where is my home?") == [note.memory]
    newer = person.add("I moved to Málaga")
    assert person.recalled("Where is my home?") == [newer.id]
    person.decide(newer.id, "declined")
    assert person.recalled("Where is my home?") == [note.memory]


def test_changed_words_are_recalled_by_their_new_meaning(person: Person) -> None:
    added = person.add("My cat is called Luna")
    assert person.recalled("What is my cat called?") == [added.id]
    person.change(added, text="I'm allergic to walnuts")
    assert person.recalled("Which nuts should I avoid?") == [added.id]


def test_a_continued_answer_keeps_its_memories_unless_they_are_gone(person: Person) -> None:
    added = person.add("I live in Almería")
    reply = person.ask("Where do I live?")
    again = person.engine.call(chat.CONTINUE, chat.ContinueAnswer(reply.message.id))
    assert [mark.memory for mark in again.message.remarks.recalled] == [added.id]
    person.forget(added.id)
    person.engine.call(chat.CONTINUE, chat.ContinueAnswer(reply.message.id))
    assert "Almería" not in person.last_question


def test_the_reason_names_the_words_in_common_or_the_nearness(person: Person) -> None:
    added = person.add("I'm allergic to walnuts")
    reason = person.engine.call(memory.WHY, memory.WhyRecalled(added.id, "Which nuts am I allergic to?"))
    assert reason.memory == added and "allergic" in reason.words and reason.score > 0.5
    with pytest.raises(NotFound):
        person.engine.call(memory.WHY, memory.WhyRecalled(999, "?"))


def test_search_lists_the_nearest_first_and_says_what_would_be_used(person: Person) -> None:
    for text in FACTS:
        person.add(text)
    found = person.engine.call(memory.SEARCH, memory.SearchMemories("What is my job?", 3)).results
    assert len(found) == 3 and found[0].memory.text == "I work as a nurse" and found[0].is_recalled


def test_a_memory_that_answers_well_decides_where_the_question_alone_does_not(person: Person) -> None:
    person.add("My spare key is with Mrs Lund at number six")
    assert person.recalled("How long may I stay in Delhi with my papers?") == []
    visa = person.add("My visa for India is valid until the end of April")
    assert person.recalled("How long may I stay in Delhi with my papers?") == [visa.id]


FOODS = (
    "walnuts shellfish strawberries milk eggs soy mustard celery lupins kiwis peaches sesame wheat oats lentils almonds cashews "
    "peanuts bananas apples carrots barley rye".split()
)


def test_at_most_twenty_are_in_one_prompt(person: Person) -> None:
    for food in FOODS:
        person.add(f"I'm allergic to {food}")
    assert len(person.recalled("Which foods am I allergic to?")) == MOST_RECALLED < len(FOODS)


def test_long_memories_are_fewer_in_one_prompt(person: Person) -> None:
    for food in FOODS:
        person.add(
            f"I'm allergic to {food}, which I found out when I was small and ate too many of them. {'So it is. ' * 20}"
        )
    recalled = {m.id: m.text for m in person.listed()}
    texts = [recalled[id] for id in person.recalled("Which foods am I allergic to?")]
    assert 2 < len(texts) < MOST_RECALLED and sum(map(len, texts)) <= MOST_CHARACTERS


def test_the_tool_that_searches_memories_reads_none_in_a_private_conversation(person: Person) -> None:
    person.add("My dog is called Toby")

    def search(query: str, folder: int | None) -> list[memory.Memory]:
        return [m.memory for m in person.engine.call(memory.SEARCH, memory.SearchMemories(query)).results]

    tool = memory_tool(search)
    arguments = SearchMemoryArguments("What is my dog called?")
    assert "Toby" in tool.run(arguments, ToolScope(), never).text
    assert "Toby" not in tool.run(arguments, ToolScope(recalls=False), never).text
