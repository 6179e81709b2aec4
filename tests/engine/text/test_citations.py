"""Citations: true sentences find their source, invented ones find none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from engine.text.citations import check, cite
from tests.engine.text.claims import ALL, MEASURED_ON, Claim, Quality

ES = [
    "La caldera de gas se revisa cada octubre. El técnico es Julián Ferrer, teléfono 950 123 456. "
    "La presión en frío debe estar entre 1,2 y 1,5 bares.",
    "El seguro cubre una asistencia urgente por anualidad. La franquicia es de 150 euros por siniestro.",
]
EN = [
    "The gas boiler is serviced every October. The technician is Julian Ferrer, phone 950 123 456.",
    "The insurance covers one urgent visit a year. The deductible is 150 euros per claim.",
]
TRUE = [
    (ES, "La caldera se revisa en octubre.", 0, "La caldera de gas se revisa cada octubre."),
    (ES, "El técnico es Julián Ferrer.", 0, "El técnico es Julián Ferrer, teléfono 950 123 456."),
    (ES, "Cada siniestro tiene una franquicia de 150 euros.", 1, "La franquicia es de 150 euros por siniestro."),
    (EN, "The boiler is serviced every October.", 0, "The gas boiler is serviced every October."),
    (EN, "One urgent visit a year is covered.", 1, "The insurance covers one urgent visit a year."),
    (EN, "The deductible is 150 euros per claim.", 1, "The deductible is 150 euros per claim."),
]
FALSE = [
    (ES, "La caldera tiene una garantía de diez años y repuestos gratuitos."),
    (ES, "La franquicia es de 300 euros al mes para inquilinos nuevos."),
    (ES, "Espero que esto te ayude."),
    (EN, "Julian Ferrer is a renowned Italian chef and an advocate of sustainable practices."),
    (EN, "Please let me know if you have any other questions!"),
    (EN, "Rubbish is collected on Tuesdays and Thursdays."),
]


@pytest.mark.parametrize(("passages", "sentence", "passage", "quotation"), TRUE)
def test_a_supported_sentence_quotes_its_source(
    passages: list[str], sentence: str, passage: int, quotation: str
) -> None:
    (support,) = cite(sentence, passages)
    assert support.passage == passage
    assert passages[passage][slice(*support.span)] == quotation


@pytest.mark.parametrize(("passages", "sentence"), FALSE)
def test_an_invented_sentence_has_no_source(passages: list[str], sentence: str) -> None:
    assert cite(sentence, passages) == ()


def test_numbers_follow_the_order_of_first_use_and_spans_name_the_sentence() -> None:
    answer = "La franquicia es de 150 euros. ¡Hola! La caldera se revisa cada octubre. La franquicia es de 150 euros."
    supports = cite(answer, ES)
    assert [(s.number, s.passage) for s in supports] == [(1, 1), (2, 0), (1, 1)]
    assert answer[slice(*supports[1].answer)] == "La caldera se revisa cada octubre."


def test_nothing_to_cite_is_no_error() -> None:
    assert cite("", ES) == cite("Hola.", []) == ()


def quality(claims: list[Claim]) -> Quality:
    cited = [(claim.passage, cite(claim.sentence, claim.passages)) for claim in claims]
    right = sum(bool(supports) and supports[0].passage == passage for passage, supports in cited)
    with_source = sum(bool(supports) for _, supports in cited)
    return Quality(right / with_source, right / sum(passage is not None for passage, _ in cited))


@pytest.mark.parametrize("claims", [MEASURED_ON, ALL], ids=["those not tuned on", "all"])
def test_sources_are_right_and_found(claims: list[Claim]) -> None:
    measured = quality(claims)
    assert measured.precision >= 0.9
    assert measured.recall >= 0.9


@pytest.mark.parametrize(
    ("passages", "sentence"),
    [
        (ES, "La franquicia es de 300 euros por siniestro."),
        (ES, "El técnico es Julián Ferrer, teléfono 950 999 456."),
        (EN, "The deductible is 250 euros per claim."),
        (EN, "The insurance covers 3 urgent visits a year."),
    ],
)
def test_a_true_sentence_with_another_number_has_no_source(passages: list[str], sentence: str) -> None:
    assert cite(sentence, passages) == ()


def test_a_number_alone_finds_the_sentence_that_has_it() -> None:
    (support,) = cite("150 euros.", EN)
    assert EN[1][slice(*support.span)] == "The deductible is 150 euros per claim."


@pytest.mark.parametrize(
    ("answer", "question", "passage"),
    [
        ("1887.", "¿En qué año empezaron las obras de la torre?", 1),
        ("1887.", "¿Cuándo nació el pintor?", 0),
        ("Los éteres.", "¿Qué compuestos se usaban como anestésicos?", 3),
        ("Éteres.", "¿Con qué se disuelven las grasas?", 2),
    ],
)
def test_a_short_answer_rests_on_the_sentence_nearest_to_the_question(answer: str, question: str, passage: int) -> None:
    passages = [
        "El pintor nació en 1887.",
        "Las obras de la torre empezaron en enero de 1887, tras dos años de discusiones en la ciudad.",
        "Las grasas se disuelven con éteres de cadena corta o con otros productos del petróleo.",
        "Como anestésicos, los compuestos más usados durante décadas fueron los éteres.",
    ]
    (support,) = check(answer, passages, question=question)[0]
    assert support.passage == passage


@pytest.mark.parametrize(
    ("passages", "sentence", "missing"),
    [
        (ES, "El técnico es Marcos Ferrer.", ("Marcos",)),
        (ES, "La caldera se revisa cada octubre en Toledo.", ("Toledo",)),
        (ES, "La franquicia es de doscientos euros por siniestro.", ("200",)),
        (ES, "La caldera de gas no se revisa cada octubre.", ()),
        (ES, "El seguro cubre los viajes al extranjero.", ()),
        (EN, "The insurance does not cover one urgent visit a year.", ()),
        (EN, "The technician is Marcus Ferrer.", ("Marcus",)),
    ],
)
def test_a_claim_without_support_is_named_with_what_the_passages_lack(
    passages: list[str], sentence: str, missing: tuple[str, ...]
) -> None:
    supports, unsupported = check(sentence, passages)
    assert supports == ()
    assert [(item.answer, item.missing) for item in unsupported] == [((0, len(sentence)), missing)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Espero que esto te ayude.",
        "Please let me know if you have any other questions!",
        "Los pasajes no contienen esa información.",
        "The passages do not mention the price.",
        "Estos son los requisitos:",
        "¿Quieres saber algo más?",
        "Sí, claro.",
        "```\nfoto = abrir(carpeta, archivo)\n```",
    ],
)
def test_a_sentence_that_claims_nothing_needs_no_support(sentence: str) -> None:
    assert check(sentence, ES) == ((), ())


def test_a_name_of_the_title_counts_as_one_of_the_passage() -> None:
    answer = "La caldera de Villa Rosa se revisa cada octubre."
    assert cite(answer, ES) == ()
    assert len(cite(answer, ES, ["Manual de Villa Rosa"])) == 1


def test_a_no_before_the_answer_denies_nothing() -> None:
    assert len(cite("No, la caldera de gas se revisa cada octubre.", ES)) == 1
    assert len(cite("Sin embargo, la caldera de gas se revisa cada octubre.", ES)) == 1


def test_a_full_name_may_stand_in_another_passage() -> None:
    passages = ["Lutero fue excomulgado por el papa el 3 de enero de 1521.", "Martín Lutero nació en Eisleben."]
    assert len(cite("Martín Lutero fue excomulgado el 3 de enero de 1521.", passages)) == 1
    assert cite("Marcos Lutero fue excomulgado el 3 de enero de 1521.", passages) == ()


def test_a_word_that_a_passage_both_affirms_and_denies_is_no_contradiction() -> None:
    passage = "Los materiales combustibles están hechos de flogisto; los que no son combustibles contienen poco."
    assert len(cite("Los materiales combustibles están hechos de flogisto.", [passage])) == 1


PEOPLE = [
    "La ciudad de Argel perdió de 30 a 50 mil habitantes en 1620. No todas las ciudades se vaciaron. "
    "La ciudad de Bagdad ha sufrido mucho con la plaga.",
    "Los disturbios llevaron a la expulsión de judíos de varios estados alemanes. Él se opuso desde Wittenberg.",
]


def marked(sentence: str, passages: list[str] = PEOPLE, **options: Any) -> bool:
    """Return whether a sentence is named as one without support."""
    return bool(check(sentence, passages, **options)[1])


def test_what_a_passage_says_of_one_does_not_support_it_of_another() -> None:
    assert not marked("Argel perdió entre 30.000 y 50.000 habitantes en 1620.")
    assert marked("Bagdad perdió de 30 a 50 mil habitantes en 1620.")


def test_a_place_is_known_by_its_adjective_and_a_word_by_its_beginning() -> None:
    assert not marked("Se expulsó a los judíos de varios estados de Alemania.")
    assert marked("Se expulsó a los judíos de varios estados de Austria.")


def test_a_denial_needs_one_in_the_passage_and_not_all_is_none() -> None:
    assert marked("Argel no perdió habitantes en 1620.")
    assert not marked("Solo algunas ciudades se vaciaron.", similarity=lambda _, texts: [0.9] * len(texts))


def test_other_words_with_the_same_meaning_are_support_unless_a_number_or_a_name_differs() -> None:
    def alike(_: str, texts: Sequence[str]) -> list[float]:
        return [0.93] * len(texts)

    said = "La plaga castigó duramente a la gente humilde de Bagdad en verano."
    assert marked(said) and not marked(said, similarity=alike)
    assert marked("La plaga castigó duramente a la gente de Basora.", similarity=alike)
    assert marked("La plaga castigó a Bagdad durante 12 años.", similarity=alike)
    assert marked(said, similarity=lambda _, texts: [0.8] * len(texts))


MOFFAT = "Steven Moffat reemplazó a Davies en 2010. Entonces Moffat anunció que lo reemplazaría Chris Chibnall en 2018."
PAYMENT = "El rey Malcolm rindió homenaje a Guillermo en Abernethy. El comité rechazó la propuesta de Ana Vidal."


def test_the_name_that_a_question_asks_by_may_stay_out_of_the_sentence_that_answers_it() -> None:
    question = "¿Quién reemplazará al productor de Doctor Who en 2018?"
    passage = f"Doctor Who volvió en 2005. {MOFFAT}"
    said = "El productor de Doctor Who lo reemplazaría Chris Chibnall en 2018."
    assert marked(said, [passage])
    assert not marked(said, [passage], question=question)
    assert marked("A Doctor Who lo reemplazaría Chris Chibnall en 2010.", [passage], question=question)


def test_refusing_is_a_denial_as_well() -> None:
    assert not marked("Malcolm rindió homenaje a Guillermo.", [PAYMENT])
    assert marked("Malcolm rehusó rendir homenaje a Guillermo.", [PAYMENT])
    assert not marked("El comité rechazó la propuesta de Ana Vidal.", [PAYMENT])


def test_a_sentence_with_all_its_names_and_numbers_may_say_the_rest_in_other_words() -> None:
    assert not marked("Malcolm rindió un solemne tributo a Guillermo en Abernethy.", [PAYMENT])
    assert marked("Un vasallo pagó solemne tributo al monarca.", [PAYMENT])
