from __future__ import annotations

from engine.text.keywords import keywords

BOILER = (
    "La caldera de condensación se revisa cada octubre. El técnico comprueba la presión del agua y limpia el quemador. "
    "Si la presión del agua baja de un bar, hay que rellenar el circuito. La caldera de condensación aprovecha el calor de "
    "los humos. El contrato de mantenimiento incluye las piezas del quemador."
)
PLANTS = (
    "Photosynthesis is the process by which green plants convert sunlight into chemical energy. Chlorophyll absorbs light. "
    "The chemical energy is stored in glucose, which is made from carbon dioxide and water. Green plants release oxygen."
)


def said(text: str, most: int) -> set[str]:
    return {one.text.lower() for one in keywords(text, most)}


def test_phrases_that_come_back_tell_what_a_text_is_about() -> None:
    assert {"caldera de condensación", "presión del agua"} <= said(BOILER, 3)
    assert {"chemical energy", "green plants"} <= said(PLANTS, 3)


def test_a_language_without_a_list_of_function_words_works_too() -> None:
    french = (
        "La Révolution française commence en 1789. Les privilèges tombent. La Révolution française proclame la liberté."
    )
    assert keywords(french, 1)[0].text == "Révolution française"


def test_none_says_what_another_says_already() -> None:
    found = [one.text for one in keywords(BOILER, 20)]
    assert len(found) == len(set(found))
    assert not [a for a in found for b in found if a != b and a.lower() in b.lower().split()]


def test_shares_fall_from_one_and_repeat_to_the_last_digit() -> None:
    found = keywords(PLANTS, 10)
    assert found[0].share == 1
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)
    assert found == keywords(PLANTS, 10)


def test_a_text_without_telling_words_has_none() -> None:
    for text in ("", "  \n\t", "😀😀 🎉", "de la y el", "!!! ... ???", "12 34 56"):
        assert keywords(text) == []
