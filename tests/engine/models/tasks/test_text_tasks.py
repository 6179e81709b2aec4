"""Encoders with a head, from their arrival on the shelf to what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import Cancelled, MaskMissing, ModelMissing, ModelUnsupported, TextTooLong
from tests.support.tiny_models import write_text_task


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry)
    yield pool
    pool.close()


def add(registry: ModelRegistry, folder: Path) -> str:
    """Its kind, once it is there."""
    for _ in registry.add(folder):
        pass
    (added,) = registry.list()
    return added.manifest.kind


def test_names_of_several_words_are_one_entity_each(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    assert add(registry, write_text_task(tmp_path / "ner", "ForTokenClassification")) == "token-classifier"
    text = "Ana López vive en Madrid y Luis ."
    with pool.token_classifier() as model:
        entities = model.find_entities(text)
    assert [(entity.label, text[entity.start : entity.end]) for entity in entities] == [
        ("PER", "Ana López"),
        ("LOC", "Madrid"),
        ("PER", "Luis"),
    ]
    assert all(0.9 < entity.score <= 1 for entity in entities)


def test_two_names_side_by_side_are_two(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    add(registry, write_text_task(tmp_path / "ner", "ForTokenClassification"))
    with pool.token_classifier() as model:
        assert [(entity.start, entity.end) for entity in model.find_entities("Ana Luis")] == [(0, 3), (4, 8)]


def test_a_text_longer_than_the_model_is_read_in_windows(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    add(registry, write_text_task(tmp_path / "ner", "ForTokenClassification", positions=16))
    text = "Ana López vive en Madrid y " * 40
    with pool.token_classifier() as model:
        entities = model.find_entities(text)
    assert [text[entity.start : entity.end] for entity in entities] == ["Ana López", "Madrid"] * 40


def test_reading_is_stopped_between_two_windows(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    add(registry, write_text_task(tmp_path / "ner", "ForTokenClassification", positions=16))
    looks = iter([False, True])
    with pool.token_classifier() as model, pytest.raises(Cancelled):
        model.find_entities("Ana López vive en Madrid y " * 40, lambda: next(looks))


def test_an_answer_is_quoted_from_wherever_it_stands(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    kind = add(registry, write_text_task(tmp_path / "qa", "ForQuestionAnswering", positions=16))
    text = "Luis vive en la casa . " * 20 + "Ana vive en Madrid ."
    with pool.question_answerer() as model:
        best, *_ = model.answer("dónde vive Ana", text)
    assert (kind, text[best.start : best.end]) == ("question-answerer", "Madrid")
    assert best.score > 0.9


def test_no_answer_is_surer_than_a_wrong_one(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    add(registry, write_text_task(tmp_path / "qa", "ForQuestionAnswering"))
    with pool.question_answerer() as model:
        assert sum(answer.score for answer in model.answer("dónde vive Ana", "la casa es blanca")) < 0.01


def test_a_question_longer_than_the_window_is_refused(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    add(registry, write_text_task(tmp_path / "qa", "ForQuestionAnswering", positions=16))
    with pool.question_answerer() as model, pytest.raises(TextTooLong):
        model.answer("dónde " * 20, "Ana vive en Madrid")


@pytest.mark.parametrize("mask", ["[MASK]", "<mask>"])
def test_a_gap_is_filled_with_the_likeliest_words(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, mask: str
) -> None:
    assert add(registry, write_text_task(tmp_path / "mlm", "ForMaskedLM")) == "masked-language-model"
    with pool.masked_model() as model:
        (gap,) = model.fill(f"la {mask} es blanca", limit=2)
        assert [candidate.text for candidate in gap] == ["casa", "Madrid"]
        assert gap[0].score == pytest.approx(0.73, abs=0.01)


def test_a_text_without_a_gap_and_one_too_long_are_refused(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    add(registry, write_text_task(tmp_path / "mlm", "ForMaskedLM", positions=16))
    with pool.masked_model() as model:
        with pytest.raises(MaskMissing):
            model.fill("la casa es blanca")
        with pytest.raises(TextTooLong):
            model.fill("la casa " * 20 + "[MASK]")


def test_each_word_is_judged_by_the_others(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    add(registry, write_text_task(tmp_path / "mlm", "ForMaskedLM"))
    with pool.masked_model() as model:
        scored = model.pseudo_log_likelihood("la casa es")
    assert [span[:2] for span in scored] == [(0, 2), (3, 7), (8, 10)]
    assert scored[1][2] > scored[0][2]


def test_a_next_sentence_has_a_share(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    assert add(registry, write_text_task(tmp_path / "nsp", "ForNextSentencePrediction")) == "next-sentence"
    with pool.next_sentence() as model:
        assert 0.5 < model.next_sentence_probability("Ana vive en Madrid .", "la casa es blanca") < 1
        with pytest.raises(TextTooLong):
            model.next_sentence_probability("la " * 400, "casa " * 400)


def test_a_model_whose_outputs_are_not_what_it_says_is_refused(registry: ModelRegistry, tmp_path: Path) -> None:
    folder = write_text_task(tmp_path / "odd", "ForMaskedLM")
    config = (folder / "config.json").read_text().replace("ForMaskedLM", "ForQuestionAnswering")
    (folder / "config.json").write_text(config)
    with pytest.raises(ModelUnsupported):
        add(registry, folder)
    assert registry.list() == ()


def test_without_such_a_model_there_is_none(pool: LazyModelPool) -> None:
    with pytest.raises(ModelMissing), pool.token_classifier():
        pass
