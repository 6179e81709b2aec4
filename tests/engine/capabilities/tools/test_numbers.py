"""Numbers of both languages, and what a model makes of them."""

from __future__ import annotations

import pytest

from engine.capabilities.tools.computing.calculator import calculate
from engine.capabilities.tools.computing.numbers import meant_text, meant_value, with_point
from engine.capabilities.tools.computing.units import UNIT_CONVERTER
from engine.protocol.answering.tools import ToolCall, ToolScope
from engine.protocol.cancellation import never_cancelled


@pytest.mark.parametrize(
    ("number", "spanish", "english"),
    [
        ("1.350", "1350", "1.350"),
        ("1,350", "1.350", "1350"),
        ("1,35", "1.35", "1.35"),
        ("1.35", "1.35", "1.35"),
        ("12.500", "12500", "12.500"),
        ("12,500", "12.500", "12500"),
        ("0.125", "0.125", "0.125"),
        ("0,125", "0.125", "0.125"),
        ("1.234,56", "1234.56", "1234.56"),
        ("1,234.56", "1234.56", "1234.56"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567", "1234567", "1234567"),
        ("1350", "1350", "1350"),
        ("7", "7", "7"),
    ],
)
def test_a_number_is_read_in_the_language_of_the_conversation(number: str, spanish: str, english: str) -> None:
    assert (with_point(number, "es"), with_point(number, "en")) == (spanish, english)
    assert calculate(f"{number} * 2", "es") == pytest.approx(2 * float(spanish))
    assert calculate(f"{number} * 2", "en") == pytest.approx(2 * float(english))


@pytest.mark.parametrize(
    ("number", "language", "question", "meant"),
    [
        ("1.350", "es", "¿Cuánto es el 21 % de 1.350?", "1350"),
        ("1.350", "es", "¿Cuánto es el 21 % de 1,350?", "1.350"),
        ("1.609", "es", "¿Cuántos metros son 1,609 km?", "1.609"),
        ("1.350", "es", "", "1350"),
        ("1350", "es", "el 21 % de 1.350", "1350"),
        ("1,350", "en", "21% of 1,350", "1350"),
        ("1.350", "en", "21% of 1.350", "1.350"),
        ("2.500", "es", "entre 1.2.3 y 2,5", "2.500"),
    ],
)
def test_a_number_of_an_expression_is_meant_as_in_the_question(
    number: str, language: str, question: str, meant: str
) -> None:
    assert meant_text(number, language, question) == meant


@pytest.mark.parametrize(
    ("value", "language", "question", "meant"),
    [
        (1.35, "es", "Pasa 1.350 kg a libras", 1350),
        (1350.0, "es", "Pasa 1.350 kg a libras", 1350),
        (1.35, "es", "Pasa 1,350 kg a libras", 1.35),
        (1.35, "es", "Pasa 1,35 kg a libras", 1.35),
        (1.35, "en", "Convert 1.350 kg to pounds", 1.35),
        (1.35, "en", "Convert 1,350 kg to pounds", 1350),
        (1350.0, "en", "Convert 1,350 kg to pounds", 1350),
        (26.2, "es", "Pasa 26,2 millas a km, de 1.2.3", 26.2),
        (3.0, "es", "Pasa tres millas a km", 3),
        (-40.0, "es", "Pasa -40 °F a °C", -40),
    ],
)
def test_a_number_in_json_is_meant_as_in_the_question(value: float, language: str, question: str, meant: float) -> None:
    assert meant_value(value, language, question) == meant


def test_units_are_converted_as_the_person_meant() -> None:
    call = ToolCall("units", '{"value": 1.350, "from_unit": "kg", "to_unit": "g"}')
    spanish = ToolScope(language="es", question="¿Cuántos gramos son 1.350 kg?")
    english = ToolScope(language="en", question="How many grams are 1.350 kg?")
    assert UNIT_CONVERTER.call(call, spanish, never_cancelled).text == "1350 kg = 1350000 g"
    assert UNIT_CONVERTER.call(call, english, never_cancelled).text == "1.35 kg = 1350 g"
