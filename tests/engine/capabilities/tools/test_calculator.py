"""The calculator: numbers in both writings, what it refuses, and that no expression keeps it busy."""

from __future__ import annotations

import pytest

from engine.capabilities.tools.computing.calculator import CALCULATOR, as_python, calculate, written
from engine.capabilities.tools.tool import ToolError
from engine.protocol.answering.tools import ToolCall, ToolScope
from engine.protocol.cancellation import never_cancelled


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("3847 * 291", 1119477),
        ("1.234,56*2", 2469.12),
        ("1,234.56*2", 2469.12),
        ("3,5*2", 7),
        ("1,234,567+1", 1234568),
        ("15% de 80", 12),
        ("15 % of 80", 12),
        ("max(3,5)", 5),
        ("max(3,5; 4)", 4),
        ("2^10", 1024),
        ("√16 + 3²", 13),
        ("(12,5+3)*4=", 62),
        ("7 % 3", 1),
        ("-2^2", -4),
        ("round(2.345, 2)", 2.35),
        ("media(2; 3; 4)", 3),
        ("factorial(5) / 4!".replace("4!", "4"), 30),
        ("50 € - 7 × 3,45 €", 25.85),
        ("9**-400", 0),
        ("1 ** 10**9", 1),
    ],
)
def test_expressions_of_both_languages(expression: str, value: float) -> None:
    assert calculate(expression) == pytest.approx(value)


@pytest.mark.parametrize(
    "expression",
    [
        "9**9**9",
        "4000000**4000000",
        "1/0",
        "'a'*9",
        "__import__('os').system('id')",
        "(lambda: 1)()",
        "[1]*10**9",
        "(-8)**0.5",
        "sqrt(-1)",
        "((((" * 60,
        "-" * 390 + "x",
        "1e308*10",
        "factorial(100000)",
        "10**200 * 10**200",
        "open",
        "pi.real",
        "True + 1",
        "gcd(2.5, 1)",
        "hola",
        "=",
        "2 +",
        "\udcff",
    ],
)
def test_what_is_no_arithmetic_or_too_large_is_refused_in_a_sentence(expression: str) -> None:
    with pytest.raises(ToolError) as refused:
        calculate(expression)
    assert refused.value.sentence


def test_numbers_are_written_as_the_language_does() -> None:
    assert written(2469.12, "es") == "2469,12" and written(2469.12, "en") == "2469.12"
    assert written(0.1 + 0.2, "en") == "0.3" and written(4.0, "es") == "4"
    assert as_python("1.5; 2").startswith("1.5")


def test_a_call_gives_the_expression_and_its_value() -> None:
    call = ToolCall("calculator", '{"expression": "2,5 × 4"}')
    assert CALCULATOR.call(call, ToolScope(language="es"), never_cancelled).text == "2.5 * 4 = 10"


def test_a_number_that_the_model_wrote_anew_is_read_as_programs_do() -> None:
    call = ToolCall("calculator", '{"expression": "1.350 * 2"}')
    asked = {"¿El doble de 1.350?": "1350 * 2 = 2700", "¿El doble de 1,350?": "1.350 * 2 = 2,7", "": "1350 * 2 = 2700"}
    for question, result in asked.items():
        scope = ToolScope(language="es", question=question)
        assert CALCULATOR.call(call, scope, never_cancelled).text == result


@pytest.mark.parametrize("arguments", ["{}", '{"expression": 3}', "[]", "no JSON", '{"expression": ""}', "[" * 5000])
def test_arguments_that_do_not_fit_come_back_as_text(arguments: str) -> None:
    result = CALCULATOR.call(ToolCall("calculator", arguments), ToolScope(language="es"), never_cancelled)
    assert result.is_error and result.text.startswith("Los argumentos no sirven")
