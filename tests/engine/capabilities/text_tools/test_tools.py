"""Keywords, languages, entities, answers, masks and similarity through the handlers, with and without models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.text_tools import api as text_tools
from engine.capabilities.text_tools.api import TooFewTexts, TooManyTexts
from engine.protocol.errors import ModelDamaged, ModelKindMismatch, ModelMissing, TextEmpty, TextTooLong
from tests.support.harness import EngineHarness
from tests.support.tiny_models import write_text_task

BOILER = (
    "La caldera de condensación se revisa cada octubre por un técnico autorizado. El técnico comprueba la presión del agua y "
    "limpia el quemador. Si la presión del agua baja de un bar, hay que rellenar el circuito. El color de la carcasa es "
    "blanco. La caldera aprovecha el calor de los humos y gasta un quince por ciento menos de gas."
)
LETTER = (
    "Estimada Sra. Gómez:\n\nLe escribo por la reparación de la caldera, que se cargó el 12 de marzo en mi cuenta ES91 2100 "
    "0418 4502 0005 1332. Pido la devolución de la diferencia. El técnico arregló la caldera en media hora y al día siguiente "
    "volvió a fallar. Escribí a averias@example.es y nadie contestó. Sin esa devolución pondré una reclamación.\n\n"
    "Atentamente,\nMaría López"
)
REQUESTS: dict[str, Callable[[str], tuple[Any, Any]]] = {
    "keywords": lambda text: (text_tools.FIND_KEYWORDS, text_tools.FindKeywords(text)),
    "language": lambda text: (text_tools.IDENTIFY_LANGUAGE, text_tools.IdentifyLanguage(text)),
    "entities": lambda text: (text_tools.FIND_ENTITIES, text_tools.FindEntities(text)),
    "answer": lambda text: (text_tools.ASK_TEXT, text_tools.AskText("¿Qué?", text)),
    "summary": lambda text: (text_tools.SUMMARISE, text_tools.Summarise(text)),
    "rewriting": lambda text: (text_tools.REWRITE, text_tools.Rewrite(text, "formal")),
    "translation": lambda text: (text_tools.TRANSLATE, text_tools.Translate(text, "en")),
    "similarity": lambda text: (text_tools.COMPARE_TEXTS, text_tools.CompareTexts((text, "Hola"))),
}


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("text", ["", " \n\t ", "😀🎉 …"])
def test_a_text_without_words_is_refused(engine: EngineHarness, name: str, text: str) -> None:
    with pytest.raises(TextEmpty):
        engine.call(*REQUESTS[name](text))


@pytest.mark.parametrize("name", sorted(set(REQUESTS) - {"language"}))
def test_ten_megabytes_in_one_text_are_refused_at_once(engine: EngineHarness, name: str) -> None:
    with pytest.raises(TextTooLong):
        engine.call(*REQUESTS[name]("La casa es blanca. " * 550_000))


def test_a_text_with_half_a_character_is_read(engine: EngineHarness) -> None:
    assert (
        engine.call(text_tools.FIND_KEYWORDS, text_tools.FindKeywords("caldera \ud800 caldera")).keywords[0].text
        == "caldera"
    )


def test_keywords_are_the_same_each_time_and_diverse_in_meaning(real: EngineHarness) -> None:
    first, again = (real.call(text_tools.FIND_KEYWORDS, text_tools.FindKeywords(BOILER, 5)) for _ in range(2))
    assert first == again
    assert len(first.keywords) == 5
    assert "presión del agua" in {keyword.text for keyword in first.keywords}


def test_without_a_model_the_sentence_that_answers_best_comes_first(real: EngineHarness) -> None:
    text = (
        "El teléfono de la oficina está roto. Vino el técnico. Pueden llamarme al teléfono 600 123 456 por las tardes."
    )
    result = real.call(text_tools.ASK_TEXT, text_tools.AskText("¿A qué teléfono puedo llamar por las tardes?", text))
    assert "600 123 456" in result.answers[0].text


def test_the_keywords_of_a_letter_are_what_it_is_about(real: EngineHarness) -> None:
    result = real.call(text_tools.FIND_KEYWORDS, text_tools.FindKeywords(LETTER, 8)).keywords
    said = [sentence.text for sentence in result]
    assert "caldera" in said and any("devolución" in sentence for sentence in said)
    assert not [
        sentence
        for sentence in said
        if any(part in sentence for part in ("Estimad", "ES91", "example", "marzo", "Atentamente"))
    ]
    assert [sentence.score for sentence in result] == sorted((sentence.score for sentence in result), reverse=True)
    assert result[0].score == 1


def test_keywords_need_no_model(engine: EngineHarness) -> None:
    assert len(engine.call(text_tools.FIND_KEYWORDS, text_tools.FindKeywords(BOILER, 3)).keywords) == 3


def test_a_language_is_identified_and_said_to_be_sure_or_not(engine: EngineHarness) -> None:
    result = engine.call(
        text_tools.IDENTIFY_LANGUAGE, text_tools.IdentifyLanguage("Tots els éssers humans neixen lliures i iguals")
    )
    assert (result.guesses[0].code, result.is_sure) == ("ca", True)
    assert not engine.call(text_tools.IDENTIFY_LANGUAGE, text_tools.IdentifyLanguage("ok")).is_sure


def test_without_a_model_entities_are_found_by_their_form(engine: EngineHarness) -> None:
    result = engine.call(
        text_tools.FIND_ENTITIES, text_tools.FindEntities("Ana paga 20 € el 3 de mayo. DNI 12345678A.")
    )
    assert [(entity.label, entity.text, entity.valid) for entity in result.entities] == [
        ("amount", "20 €", None),
        ("date", "3 de mayo", None),
        ("dni", "12345678A", False),
    ]
    assert result.model == ""


def test_with_a_model_names_are_found_too(engine: EngineHarness, tmp_path: Path) -> None:
    engine.add_model(write_text_task(tmp_path / "ner", "ForTokenClassification"))
    result = engine.call(text_tools.FIND_ENTITIES, text_tools.FindEntities("Ana López vive en Madrid y 20 €"))
    assert [(entity.label, entity.text) for entity in result.entities] == [
        ("PER", "Ana López"),
        ("LOC", "Madrid"),
        ("amount", "20 €"),
    ]
    assert result.model == "ner"


def test_without_a_model_an_answer_is_the_most_related_sentence(real: EngineHarness) -> None:
    result = real.call(text_tools.ASK_TEXT, text_tools.AskText("¿Cada cuándo se revisa la caldera?", BOILER, 1))
    (answer,) = result.answers
    assert "octubre" in answer.text
    assert BOILER[answer.start : answer.end] == answer.text
    assert result.model == ""


def test_with_a_model_an_answer_is_a_span(engine: EngineHarness, tmp_path: Path) -> None:
    engine.add_model(write_text_task(tmp_path / "qa", "ForQuestionAnswering"))
    result = engine.call(text_tools.ASK_TEXT, text_tools.AskText("dónde vive Ana", "Ana vive en Madrid ."))
    assert (result.answers[0].text, result.model) == ("Madrid", "qa")
    nothing = engine.call(text_tools.ASK_TEXT, text_tools.AskText("dónde vive Ana", "la casa es blanca"))
    assert nothing.no_answer_score > 0.9


def test_masks_and_likelihood_need_a_masked_model(engine: EngineHarness, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        engine.call(text_tools.FILL_MASK, text_tools.FillMask("la [MASK]"))
    engine.add_model(write_text_task(tmp_path / "mlm", "ForMaskedLM"))
    (mask,) = engine.call(text_tools.FILL_MASK, text_tools.FillMask("la [MASK] es blanca", 2)).masks
    assert [candidate.text for candidate in mask] == ["casa", "Madrid"]
    likelihood = engine.call(text_tools.SCORE_SENTENCE, text_tools.ScoreSentence("la casa es"))
    assert likelihood.log_likelihood == pytest.approx(sum(word.log_probability for word in likelihood.words))


def test_that_a_sentence_follows_has_a_probability(engine: EngineHarness, tmp_path: Path) -> None:
    engine.add_model(write_text_task(tmp_path / "nsp", "ForNextSentencePrediction"))
    assert (
        0
        < engine.call(
            text_tools.SCORE_NEXT_SENTENCE, text_tools.ScoreNextSentence("Ana vive en Madrid", "la casa es blanca")
        ).score
        < 1
    )


def test_a_model_of_another_kind_is_not_used(engine: EngineHarness, tmp_path: Path) -> None:
    engine.add_model(write_text_task(tmp_path / "mlm", "ForMaskedLM"))
    with pytest.raises(ModelKindMismatch):
        engine.call(text_tools.FIND_ENTITIES, text_tools.FindEntities("Ana", model="mlm"))


def test_a_model_with_other_outputs_than_its_labels_is_damaged(engine: EngineHarness, tmp_path: Path) -> None:
    folder = write_text_task(tmp_path / "nsp", "ForNextSentencePrediction", dimensions=3)
    engine.add_model(folder)
    with pytest.raises(ModelDamaged):
        engine.call(text_tools.SCORE_NEXT_SENTENCE, text_tools.ScoreNextSentence("Ana", "Luis"))


def test_similarity_is_symmetric_and_has_the_level_that_people_give(real: EngineHarness) -> None:
    texts = (
        "El perro duerme en el sofá.",
        "El perro está durmiendo en el sofá.",
        "La bolsa cayó ayer un tres por ciento.",
    )
    result = real.call(text_tools.COMPARE_TEXTS, text_tools.CompareTexts(texts))
    assert result.scores[0][0] == 5
    assert result.scores[0][1] == result.scores[1][0] > 3 > 1 > result.scores[0][2]
    assert result.levels[0][2] == "unrelated"
    assert result.calibrated


def test_one_text_and_too_many_cannot_be_compared(engine: EngineHarness) -> None:
    with pytest.raises(TooFewTexts):
        engine.call(text_tools.COMPARE_TEXTS, text_tools.CompareTexts(("uno",)))
    with pytest.raises(TooManyTexts):
        engine.call(text_tools.COMPARE_TEXTS, text_tools.CompareTexts(("uno",) * (text_tools.MAX_COMPARED + 1)))
