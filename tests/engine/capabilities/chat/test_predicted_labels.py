"""A question that a classifier labels first: the label is kept with it, shown, and told to the model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.bootstrap import bootstrap
from engine.capabilities.chat import api
from engine.capabilities.chat.api import OpenConversation, ReplyStarted, Retry, Send
from engine.capabilities.classification import api as classification
from engine.protocol.answering.sampling import Sampling
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import NotFound
from tests.support.damage import unchecked
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

RAIN = PredictedLabel("topics", "weather", 0.934)


def label(classifier: str, text: str) -> PredictedLabel:
    if classifier != "topics":
        raise NotFound(f"classifier {classifier}")
    return RAIN


@pytest.fixture
def engine_with_classifier(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer(), label=label)
    yield engine
    engine.close()


def test_the_label_is_sent_at_once_and_kept_with_the_question(engine_with_classifier: EngineHarness) -> None:
    reply = engine_with_classifier.call(api.SEND, Send("Will it rain tomorrow?", classifier="topics"))
    started = engine_with_classifier.events[0]
    assert isinstance(started, ReplyStarted) and started.label == RAIN
    question, answer = engine_with_classifier.call(api.OPEN, OpenConversation(reply.conversation)).messages
    assert (question.text, question.label, answer.label) == ("Will it rain tomorrow?", RAIN, None)
    assert reply.title == "Will it rain tomorrow?"


def test_the_model_reads_the_labels_of_earlier_questions_and_on_a_retry(
    engine_with_classifier: EngineHarness, model: FakeTextModel
) -> None:
    first = engine_with_classifier.call(api.SEND, Send("Will it rain tomorrow?", classifier="topics"))
    engine_with_classifier.call(api.SEND, Send("And what is the capital of France?", conversation=first.conversation))
    engine_with_classifier.call(api.RETRY, Retry(first.message.id))
    first_prompt, second_prompt, retry_prompt = ("\n".join(turn.text for turn in turns) for turns in model.received)
    line = 'The classifier "topics" takes this message for: weather, 93%.'
    assert line in first_prompt and line in retry_prompt
    assert second_prompt.count(line) == 1


def test_the_beginning_of_the_prompt_stays_for_the_models_cache(
    engine_with_classifier: EngineHarness, model: FakeTextModel
) -> None:
    first = engine_with_classifier.call(api.SEND, Send("Will it rain tomorrow?", classifier="topics"))
    engine_with_classifier.call(
        api.SEND, Send("Is it cold there?", conversation=first.conversation, classifier="topics")
    )
    before, after = model.prompts
    assert after[: len(before)] == before


def test_an_unknown_classifier_is_refused_before_anything_is_written(engine_with_classifier: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine_with_classifier.call(api.SEND, Send("Hola", classifier="gone"))
    assert engine_with_classifier.rows("SELECT * FROM messages") == []


def test_without_the_classification_capability_there_is_no_classifier(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine.call(api.SEND, Send("Hola", classifier="topics"))


def test_a_damaged_label_costs_the_label_only(engine_with_classifier: EngineHarness) -> None:
    reply = engine_with_classifier.call(api.SEND, Send("Hola", classifier="topics"))
    with unchecked(engine_with_classifier.store) as connection:
        connection.execute("UPDATE messages SET label = '{\"classifier\": 3' WHERE label <> ''")
    question = engine_with_classifier.call(api.OPEN, OpenConversation(reply.conversation)).messages[0]
    assert (question.text, question.label) == ("Hola", None)


@pytest.mark.model
def test_a_saved_classifier_labels_a_question_of_the_real_chat(home: Path, models: Path) -> None:
    with bootstrap(home, models) as engine:
        labels = (classification.Label("music"), classification.Label("weather"))
        engine.call(classification.CREATE_CLASSIFIER, classification.CreateClassifier("topics", labels))
        sampling = Sampling(max_tokens=4)
        reply = engine.call(
            api.SEND, Send("Will it rain tomorrow?", classifier="topics", settings=api.ConversationSettings(sampling))
        )
        question = engine.call(api.OPEN, OpenConversation(reply.conversation)).messages[0]
    assert question.label is not None
    assert (question.label.classifier, question.label.label) == ("topics", "weather")
    assert 0.5 < question.label.probability < 1
