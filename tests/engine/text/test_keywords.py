from __future__ import annotations

from engine.text.keywords import extract_key_phrases

BOILER = (
    "La caldera de condensación se revisa cada octubre. El técnico comprueba la presión del agua y limpia el quemador. "
    "Si la presión del agua baja de un bar, hay que rellenar el circuito. La caldera de condensación aprovecha el calor de "
    "los humos. El contrato de mantenimiento incluye las piezas del quemador."
)
PLANTS = (
    "Photosynthesis is the process by which green plants convert sunlight into chemical energy. Chlorophyll absorbs light. "
    "The chemical energy is stored in glucose, which is made from carbon dioxide and water. Green plants release oxygen."
)


def phrases(text: str, most: int) -> set[str]:
    return {phrase.text.lower() for phrase in extract_key_phrases(text, most)}


def test_phrases_that_come_back_tell_what_a_text_is_about() -> None:
    assert {"caldera de condensación", "presión del agua"} <= phrases(BOILER, 3)
    assert {"chemical energy", "green plants"} <= phrases(PLANTS, 3)


def test_a_language_without_a_list_of_function_words_works_too() -> None:
    french = (
        "La Révolution française commence en 1789. Les privilèges tombent. La Révolution française proclame la liberté."
    )
    assert extract_key_phrases(french, 1)[0].text == "Révolution française"


def test_no_phrase_repeats_another() -> None:
    texts = [phrase.text for phrase in extract_key_phrases(BOILER, 20)]
    assert len(texts) == len(set(texts))
    assert not [a for a in texts for b in texts if a != b and a.lower() in b.lower().split()]


def test_scores_fall_from_one_and_are_the_same_each_time() -> None:
    phrases = extract_key_phrases(PLANTS, 10)
    assert phrases[0].score == 1
    assert [phrase.score for phrase in phrases] == sorted((phrase.score for phrase in phrases), reverse=True)
    assert phrases == extract_key_phrases(PLANTS, 10)


def test_a_text_without_telling_words_has_none() -> None:
    for text in ("", "  \n\t", "😀😀 🎉", "de la y el", "!!! ... ???", "12 34 56"):
        assert extract_key_phrases(text) == []
