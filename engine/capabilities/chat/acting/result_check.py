"""Whether an answer says what a tool worked out: a small model may compute it with the tool and write another thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.protocol.answering.tools import ToolStep

NEAR = 0.01
"""A value may be rounded by this part of it."""
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_EQUALS = " = "


def result_to_show(answer: str, steps: Sequence[ToolStep]) -> str:
    """Return the result of the last calculation where the answer does not hold its value; empty where it does.

    A calculation is a step whose result has the form "… = value".
    """
    done = [step.result for step in steps if step.state == "done"]
    if not done or _EQUALS not in done[-1]:
        return ""
    values = list(_values(done[-1].rpartition(_EQUALS)[2]))
    if not values:
        return ""
    said = [number for text in _NUMBER.findall(answer) for number in _readings(text)]
    is_said = any(abs(number - value) <= NEAR * abs(value) for number in said for value in values)
    return "" if is_said else done[-1]


def _values(text: str) -> Iterator[float]:
    """Yield the value with its possible readings; a power of ten is not looked for."""
    first = _NUMBER.search(text)
    if first is not None and "e" not in text[first.end() : first.end() + 1]:
        yield from _readings(first.group())


def _readings(number: str) -> Iterator[float]:
    """Yield the numbers that a text may mean: "1.234" is 1.234 in English and 1234 in Spanish."""
    for thousands, decimal in ((",", "."), (".", ",")):
        whole, _, decimals = number.replace(thousands, "").partition(decimal)
        if decimal not in decimals and (whole or decimals):
            yield float(f"{whole or 0}.{decimals or 0}")
