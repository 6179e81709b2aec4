"""The sampling lab with the real model: which tokens were likely, where, and going on with another."""

from __future__ import annotations

import math

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import AnswerDelta, OpenConversation, Reply, ReplyStarted, Retry, Send
from engine.capabilities.chat.api import lab as lab_api
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import BadRequest, NotFound, SchemaInvalid
from tests.support.harness import EngineHarness

pytestmark = pytest.mark.model
GREEDY = api.ConversationSettings(Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=16))


def ask(engine: EngineHarness, question: str = "What is the capital of France?") -> Reply:
    return engine.call(api.SEND, Send(question, settings=GREEDY))


def test_each_token_of_a_greedy_answer_was_the_likeliest_of_its_place(real: EngineHarness) -> None:
    answer = ask(real).message
    first = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(answer.id))
    assert (first.start, first.doubts, first.settings.sampling) == (0, (), GREEDY.sampling)
    assert (
        "".join(answer.text[a:b] for a, b in zip(first.boundaries, first.boundaries[1:], strict=False)) == answer.text
    )
    for start in first.boundaries[:-1]:
        place = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(answer.id, start))
        assert place.start == start and place.taken == answer.text[place.start : place.end]
        assert place.tokens[0].text == place.taken, f"at {start}"
        assert place.taken_probability == place.tokens[0].probability
    assert sum(token.probability for token in first.tokens) <= 1.0001
    assert [*first.tokens] == sorted(first.tokens, key=lambda token: -token.probability)


def test_a_character_within_a_token_means_that_token(real: EngineHarness) -> None:
    answer = ask(real).message
    at = answer.text.index("Paris") + 2
    place = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(answer.id, at))
    assert place.taken.strip() == "Paris" and place.start <= at < place.end


def test_the_end_of_the_answer_has_a_place_too(real: EngineHarness) -> None:
    answer = ask(real).message
    place = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(answer.id, len(answer.text)))
    assert (place.start, place.end, place.taken, place.taken_probability) == (len(answer.text),) * 2 + ("", None)


def test_another_token_begins_a_version_beside_the_answer(real: EngineHarness) -> None:
    first = ask(real)
    place = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(first.message.id, first.message.text.index("Paris")))
    other = next(
        token.text for token in place.tokens if token.text not in (place.taken,) and token.text.strip().isalpha()
    )
    branch = real.call(lab_api.BRANCH, lab_api.BranchAnswer(first.message.id, place.start, other, GREEDY))
    begun = first.message.text[: place.start] + other
    started = real.events[0]
    assert isinstance(started, ReplyStarted) and started.text == begun
    assert branch.message.text.startswith(begun) and branch.message.siblings == (first.message.id, branch.message.id)
    assert branch.message.text == begun + "".join(e.text for e in real.events if isinstance(e, AnswerDelta))
    opened = real.call(api.OPEN, OpenConversation(first.conversation))
    assert [message.id for message in opened.messages] == [first.question.id, branch.message.id]


def test_an_answer_of_unknown_settings_says_so(real: EngineHarness) -> None:
    answer = ask(real).message
    with real.store.write() as connection:
        connection.execute("DELETE FROM answer_settings")
        connection.execute("UPDATE messages SET model = 'Gone 7B' WHERE id = ?", (answer.id,))
    assert real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(answer.id)).doubts == ("model", "settings")


def test_the_versions_of_an_answer_come_with_their_settings(real: EngineHarness) -> None:
    first = ask(real)
    warm = api.ConversationSettings(Sampling(temperature=1.0, max_tokens=4, seed=3))
    real.call(api.RETRY, Retry(first.message.id, warm))
    listed = real.call(lab_api.LIST_VERSIONS, lab_api.ListVersions(first.message.id))
    assert listed.question == "What is the capital of France?"
    assert [version.settings for version in listed.versions] == [GREEDY, warm]


def test_next_tokens_of_a_plain_text_and_of_an_answers_beginning(real: EngineHarness) -> None:
    plain = real.call(lab_api.NEXT_TOKENS_OF_TEXT, lab_api.NextTokensOfText("The capital of France is", count=5))
    assert len(plain.tokens) == 5 and " Paris" in [token.text for token in plain.tokens]
    assert plain.vocabulary > 40_000 and plain.model
    begun = lab_api.NextTokensOfText("The capital of France is", "What is the capital of France?", 5)
    assert real.call(lab_api.NEXT_TOKENS_OF_TEXT, begun).tokens[0].text == " Paris"


def test_what_cannot_be_asked_is_refused(real: EngineHarness) -> None:
    reply = ask(real)
    for request in (
        lab_api.NextTokens(reply.question.id),
        lab_api.NextTokens(reply.message.id, len(reply.message.text) + 1),
        lab_api.NextTokens(reply.message.id, -1),
    ):
        with pytest.raises(BadRequest):
            real.call(lab_api.NEXT_TOKENS, request)
    with pytest.raises(NotFound):
        real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(999))
    with pytest.raises(NotFound):
        real.call(lab_api.LIST_VERSIONS, lab_api.ListVersions(999))
    with pytest.raises(BadRequest):
        real.call(lab_api.NEXT_TOKENS_OF_TEXT, lab_api.NextTokensOfText(""))
    for bad in (
        lab_api.BranchAnswer(reply.message.id, 3, ""),
        lab_api.BranchAnswer(reply.message.id, 999, "x"),
        lab_api.BranchAnswer(reply.question.id, 0, "x"),
    ):
        with pytest.raises(BadRequest):
            real.call(lab_api.BRANCH, bad)
    assert (
        real.call(lab_api.LIST_VERSIONS, lab_api.ListVersions(reply.message.id)).versions[-1].message.id
        == reply.message.id
    )


def test_text_of_many_scripts_keeps_its_tokens_apart(real: EngineHarness) -> None:
    reply = ask(real)
    text = "Café 👩‍👧 ¿qué? العربية"
    with real.store.write() as connection:
        connection.execute("UPDATE messages SET text = ?, remarks = '' WHERE id = ?", (text, reply.message.id))
    place = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(reply.message.id, text.index("qué")))
    assert place.boundaries[0] == 0 and place.boundaries[-1] == len(text)
    assert [*place.boundaries] == sorted(set(place.boundaries))


def test_a_token_says_how_often_it_was_just_written(real: EngineHarness) -> None:
    text = "one two one two one"
    found = real.call(lab_api.NEXT_TOKENS_OF_TEXT, lab_api.NextTokensOfText(text, count=50))
    times = {token.text: token.times for token in found.tokens}
    assert times[" two"] == 2 and 0 in times.values()
    first, second = found.tokens[:2]
    assert first.logit - second.logit == pytest.approx(math.log(first.probability / second.probability), abs=1e-3)


def test_within_a_schema_the_tokens_that_fit_are_listed_and_counted(real: EngineHarness) -> None:
    schema = '{"type": "object", "properties": {"city": {"enum": ["Paris", "Rome"]}}, "required": ["city"]}'
    sampling = Sampling(temperature=0.0, max_tokens=32, schema=schema)
    reply = real.call(api.SEND, Send("Which city?", settings=api.ConversationSettings(sampling)))
    answer = reply.message.text
    start = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(reply.message.id, count=5))
    fitting = [token.text for token in start.tokens if token.fits]
    assert fitting and all("{".startswith(text[:1]) or text.startswith("{") for text in fitting)
    assert len(start.tokens) > 5 and not start.tokens[0].fits
    assert [*start.tokens] == sorted(start.tokens, key=lambda token: -token.probability)
    for boundary in start.boundaries[:-1]:
        place = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(reply.message.id, boundary))
        assert next(token for token in place.tokens if token.text == place.taken).fits, boundary
        assert place.other_fitting is not None and place.other_fitting_probability >= 0
    free = real.call(lab_api.NEXT_TOKENS_OF_TEXT, lab_api.NextTokensOfText("The", count=5))
    assert free.other_fitting is None and all(token.fits for token in free.tokens)
    refused = lab_api.NextTokensOfText("No JSON", "Which city?", sampling=sampling)
    with pytest.raises(SchemaInvalid):
        real.call(lab_api.NEXT_TOKENS_OF_TEXT, refused)
    with real.store.write() as connection:
        connection.execute("UPDATE messages SET text = 'Edited', remarks = '' WHERE id = ?", (reply.message.id,))
    edited = real.call(lab_api.NEXT_TOKENS, lab_api.NextTokens(reply.message.id, 6))
    assert edited.other_fitting is None and answer.startswith("{")
