"""The contract of text models, run over the real one and the fake that other tests use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from engine.models.interfaces import ChatMessage, Generated, PromptRead, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import AnswerFormatInvalid, Cancelled, PromptTooLong
from tests.support.fake_text_model import FakeTextModel

QUESTION = [ChatMessage("system", "You are a helpful assistant."), ChatMessage("user", "Name three colours.")]


@pytest.fixture(params=["fake", pytest.param("llama", marks=pytest.mark.model)])
def model(request: pytest.FixtureRequest) -> Iterator[TextModel]:
    if request.param == "fake":
        yield FakeTextModel("Red and green and blue and more besides.", context=1024)
    else:
        yield request.getfixturevalue("loaded_model")


def run(generating) -> tuple[list[PromptRead | TextDelta], Generated]:
    events = []
    while True:
        try:
            events.append(next(generating))
        except StopIteration as done:
            return events, done.value


def never() -> bool:
    return False


def test_the_prompt_is_read_to_its_end_before_the_first_piece(model: TextModel) -> None:
    prompt = model.prompt(QUESTION)
    events, generated = run(model.generate(prompt, Sampling(max_tokens=6, seed=1), never))
    first = next(i for i, event in enumerate(events) if isinstance(event, TextDelta))
    read = events[:first]
    assert read and all(isinstance(event, PromptRead) and event.total == len(prompt) for event in read)
    assert isinstance(read[-1], PromptRead) and read[-1].done == len(prompt)
    assert generated.prompt_tokens == len(prompt)


def test_no_more_tokens_come_than_were_asked_for(model: TextModel) -> None:
    events, generated = run(model.generate(model.prompt(QUESTION), Sampling(max_tokens=4, seed=1), never))
    assert (generated.tokens, generated.finish) == (4, "length")
    assert sum(event.tokens for event in events if isinstance(event, TextDelta)) <= 4


def test_a_prompt_longer_than_the_context_is_refused_with_both_numbers(model: TextModel) -> None:
    prompt = model.prompt([ChatMessage("user", "word " * 2000)])
    with pytest.raises(PromptTooLong, match=f"{len(prompt)} tokens long and the model reads {model.context}"):
        run(model.generate(prompt, Sampling(), never))


def test_cancel_between_two_tokens_ends_the_answer_and_the_model_works_on(model: TextModel) -> None:
    events: list[object] = []
    generating = model.generate(model.prompt(QUESTION), Sampling(max_tokens=50), lambda: len(events) >= 4)
    finish = ""
    while not finish:
        try:
            events.append(next(generating))
        except StopIteration as done:
            finish = done.value.finish
    assert finish == "cancelled"
    assert run(model.generate(model.prompt(QUESTION), Sampling(max_tokens=2), never))[1].tokens == 2


def test_a_generator_closed_halfway_leaves_the_model_usable(model: TextModel) -> None:
    for steps in (1, 3):
        generating = model.generate(model.prompt(QUESTION), Sampling(max_tokens=20), never)
        with suppress(StopIteration):
            for _ in range(steps):
                next(generating)
        generating.close()
    assert run(model.generate(model.prompt(QUESTION), Sampling(max_tokens=2), never))[1].tokens == 2


def test_longer_texts_count_more_tokens(model: TextModel) -> None:
    assert model.count("") == 0
    assert 0 < model.count("one two") < model.count("one two three four")


def test_the_next_tokens_come_likeliest_first(model: TextModel) -> None:
    run(model.generate(model.prompt(QUESTION), Sampling(max_tokens=2), never))
    prompt = model.prompt(QUESTION)
    best = model.next_tokens(prompt, 5, never)
    assert len(best) == 5 and len({token.id for token in best}) == 5
    probabilities = [token.probability for token in best]
    assert probabilities == sorted(probabilities, reverse=True) and 0 < sum(probabilities) <= 1
    assert all(token.text for token in best) and model.vocabulary >= 5
    assert model.next_tokens([*prompt, best[1].id], 3, never)


def test_within_a_format_some_tokens_fit_and_without_one_all_do(model: TextModel) -> None:
    assert model.fitting_tokens("", Sampling()) is None
    word = model.next_tokens(model.prompt(QUESTION), 1, never)[0].text.strip()
    grammar = f'root ::= "{word} " [a-z]+'
    fitting = model.fitting_tokens("", Sampling(grammar=grammar))
    assert fitting is not None and 0 < len(fitting) < max(model.vocabulary, 2)
    with pytest.raises(AnswerFormatInvalid):
        model.fitting_tokens("something else", Sampling(grammar=grammar))


def test_the_logits_order_the_next_tokens(model: TextModel) -> None:
    logits = [token.logit for token in model.next_tokens(model.prompt(QUESTION), 5, never)]
    assert logits == sorted(logits, reverse=True) and len(set(logits)) > 1


def test_the_next_tokens_refuse_a_prompt_too_long_and_stop_on_cancel(model: TextModel) -> None:
    with pytest.raises(PromptTooLong):
        model.next_tokens(model.prompt([ChatMessage("user", "word " * 2000)]), 5, never)
    with pytest.raises(Cancelled):
        model.next_tokens(model.prompt([ChatMessage("user", "word " * 300)]), 5, lambda: True)


def test_a_plain_text_is_a_prompt_too(model: TextModel) -> None:
    assert 0 < len(model.text_prompt("one two")) < len(model.text_prompt("one two three four"))


def test_answer_probabilities_add_up_to_one(model: TextModel) -> None:
    probabilities = model.answer_probabilities(
        [ChatMessage("user", "Is grass green or red?")], ["red", "green", "green and blue"], never
    )
    assert len(probabilities) == 3 and all(0 <= probability <= 1 for probability in probabilities)
    assert sum(probabilities) == pytest.approx(1)


def test_answer_probabilities_refuse_a_prompt_too_long_and_stop_on_cancel(model: TextModel) -> None:
    with pytest.raises(PromptTooLong):
        model.answer_probabilities([ChatMessage("user", "word " * 2000)], ["red", "green"], never)
    with pytest.raises(Cancelled):
        model.answer_probabilities([ChatMessage("user", "word " * 300)], ["red", "green"], lambda: True)
