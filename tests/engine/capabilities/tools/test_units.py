"""Units of measure in both languages."""

from __future__ import annotations

import pytest

from engine.capabilities.tools.computing.units import UNIT_CONVERTER, convert
from engine.capabilities.tools.tool import ToolError
from engine.protocol.answering.tools import ToolCall, ToolScope
from engine.protocol.cancellation import never_cancelled


@pytest.mark.parametrize(
    ("value", "start", "target", "result"),
    [
        (26.2, "miles", "km", 42.1648128),
        (13.1, "millas", "kilómetros", 21.0824),
        (98.6, "°F", "°C", 37),
        (0, "kelvin", "celsius", -273.15),
        (55, "US gallons", "litros", 208.1976481),
        (3.5, "hectáreas", "m2", 35000),
        (65, "mph", "km/h", 104.60736),
        (2, "tazas", "ml", 473.176473),
        (12, "lbs", "kg", 5.44310844),
        (1, "square feet", "metros cuadrados", 0.09290304),
        (90, "min", "horas", 1.5),
        (1, "GiB", "MB", 1073.741824),
        (10, "m^3", "l", 10000),
        (2, "hectares", "meters_squared", 20000),
    ],
)
def test_conversions(value: float, start: str, target: str, result: float) -> None:
    assert convert(value, start, target) == pytest.approx(result)


@pytest.mark.parametrize(
    ("start", "target"), [("euros", "dollars"), ("€", "$"), ("km", "kg"), ("zorks", "km"), ("", "m")]
)
def test_what_cannot_be_converted_is_refused_in_a_sentence(start: str, target: str) -> None:
    with pytest.raises(ToolError):
        convert(1, start, target)


def test_the_result_has_the_signs_of_the_units() -> None:
    call = ToolCall("units", '{"value": 2.5, "from_unit": "millas", "to_unit": "km"}')
    assert UNIT_CONVERTER.call(call, ToolScope(language="es"), never_cancelled).text == "2,5 mi = 4,02336 km"
