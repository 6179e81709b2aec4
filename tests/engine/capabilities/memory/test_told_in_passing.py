"""Facts that a person tells in free words, and what sounds like one and is about the moment or the work at hand."""

from __future__ import annotations

import pytest

from engine.capabilities.memory.detection.candidates import candidates
from tests.engine.capabilities.memory.conftest import Person

TOLD = (
    "My mortgage has eleven years left.",
    "Our cleaner comes on Wednesdays.",
    "I quit smoking in 2018.",
    "My passport expires in March 2028.",
    "We keep our savings at the Harbour Bank.",
    "My sister-in-law breeds greyhounds.",
    "I take the 7:12 train every morning.",
    "I'm training as an electrician.",
    "Our oven runs twenty degrees too hot.",
    "My cholesterol was 240 at the last check.",
    "Mi contrato de alquiler vence el 30 de abril.",
    "Cobro la nómina el día 28 de cada mes.",
    "Mi mejor amigo se mudó a Oslo el año pasado.",
    "Mi dentista es la doctora Quiroga.",
    "El seguro del coche lo tengo con la Mutua Norteña.",
    "Mi gata es alérgica al pollo.",
    "Pago 42 euros al mes de gimnasio.",
    "Me operaron de apendicitis con quince años.",
    "Planté un limonero en el patio en 2019.",
    "En la empresa somos catorce.",
)
PASSING = (
    "My function returns None when the list is empty.",
    "My essay is about the French Revolution.",
    "My laptop is slow today.",
    "My boss wants the summary by tomorrow.",
    "My friend asked me what a photon is.",
    "My model has an accuracy of 80 percent.",
    "My head hurts.",
    "My train is late again.",
    "The output of my script is empty.",
    "I usually write the tests first, is that fine?",
    "I take the first value and divide it by the second.",
    "I drink too much coffee this week.",
    "I lost my keys this morning.",
    "We keep the first element and drop the rest.",
    "I started the program and it stopped.",
    "Mi función devuelve None cuando la lista está vacía.",
    "Mi redacción es sobre la Revolución francesa.",
    "Mi portátil está lento hoy.",
    "Mi jefe quiere el resumen para mañana.",
    "Mi modelo tiene un acierto del 80 por ciento.",
    "Mi móvil está cargando ahora mismo.",
    "Siempre me sale el mismo error.",
    "Guardo el archivo y se borra.",
    "Tengo tres archivos y quiero unirlos.",
    "Soy nuevo en esto.",
    "Soy malísimo en matemáticas.",
    "Perdí las llaves esta mañana.",
    "Me da error al compilar.",
    "No puedo hacer la derivada de esta función.",
    "Mi coche no arranca esta mañana.",
)
ONLY_SOUND_LASTING = (
    "My screen is black and nothing happens.",
    "I keep getting the same message.",
    "My sister needs help with her homework.",
    "I have two questions.",
    "Llevo dos horas con este problema.",
    "Tenemos dos ecuaciones y una incógnita.",
    "Al final voy a usar la primera opción.",
)


@pytest.mark.parametrize("sentence", TOLD)
def test_a_fact_in_free_words_is_found(sentence: str) -> None:
    (found,) = candidates(sentence)
    assert found.text == sentence.rstrip(".") and not found.is_asked


@pytest.mark.parametrize("sentence", PASSING)
def test_what_is_about_the_moment_or_the_work_at_hand_is_not(sentence: str) -> None:
    assert candidates(sentence) == ()


@pytest.mark.model
def test_what_only_sounds_lasting_is_left_out_by_its_meaning(person: Person) -> None:
    for sentence in ONLY_SOUND_LASTING:
        person.ask(sentence)
        assert person.notes == (), sentence
    for sentence in TOLD[::5]:
        person.ask(sentence)
        assert [note.state for note in person.notes] == ["proposed"], sentence


@pytest.mark.model
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("El cumpleaños de mi suegra es el 3 de mayo", "El cumpleaños de mi suegra es el 2 de noviembre."),
        ("My spare key is with Mrs Lund", "My spare key is with Mr Banks."),
        ("Mi presupuesto para la moto es de 700 euros", "Al final puedo gastarme 950 euros en la moto."),
        ("Our wedding is planned for 60 guests", "We have cut our wedding down to 35 guests."),
    ],
)
def test_a_fact_in_free_words_takes_the_place_of_the_one_about_the_same(person: Person, old: str, new: str) -> None:
    person.add(old)
    person.ask(new)
    assert [note.replaces for note in person.notes] == [(old,)]
    person.add("My dog is brown")
    person.ask("My dog is afraid of storms.")
    assert [note.replaces for note in person.notes] == [()]


@pytest.mark.model
def test_what_tells_no_change_or_is_about_something_else_replaces_nothing(person: Person) -> None:
    person.add("Our wedding is planned for 60 guests")
    for told in ("Our wedding cake is from the Harbour Bakery.", "My nephew now lives in Leeds."):
        person.ask(told)
        assert all(note.replaces == () for note in person.notes), told
