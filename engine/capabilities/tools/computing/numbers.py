"""Numbers as Spanish and English write them: "1.350,5" and "1,350.5"; and how a model's number is meant.

"1.350" is thirteen hundred and fifty in Spanish, and one and a third in English; "1,350" the other way round. A model may copy
a number of the question as it stands, or write it as JSON and programs do, with a decimal point.
"""

from __future__ import annotations

import re

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
THOUSANDS = {"es": ".", "en": ","}
"""The mark between thousands in each language; the other mark is the decimal one."""
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(\{mark}\d{{3}})+") for mark in ".,"}
_PLAIN = re.compile(r"\d+(\.\d+)?")


def with_point(number: str, language: str) -> str:
    """Return a number that a person wrote with a decimal point and without marks of thousands.

    Where both marks stand in it the last one is the decimal mark. One mark that can only group thousands does so, as in
    "1.234.567", and so does the mark of the language's thousands before three digits.
    """
    comma, point = number.rfind(","), number.rfind(".")
    if comma >= 0 and point >= 0:
        decimal, grouping = (",", ".") if comma > point else (".", ",")
        return number.replace(grouping, "").replace(decimal, ".")
    mark = "," if comma >= 0 else "."
    can_group = number.count(mark) > 1 or THOUSANDS.get(language) == mark
    if can_group and _GROUPED[mark].fullmatch(number):
        return number.replace(mark, "")
    return number.replace(",", ".", 1)


def meant_text(number: str, language: str, question: str) -> str:
    """Return a number of an expression that a model wrote, with a decimal point.

    It is read in the language, unless the question has the value that a program would read: then the model wrote it anew.
    """
    written = NUMBER.findall(question)
    is_anew = number not in written and _PLAIN.fullmatch(number) is not None
    if is_anew and any(_value(other, language) == float(number) for other in written):
        return number
    return with_point(number, language)


def meant_value(value: float, language: str, question: str) -> float:
    """Return a number that a model wrote as JSON, as the person meant it.

    Where the question has it only when its marks are read as in the other language, the model copied it as it stands.
    """
    other = "en" if language == "es" else "es"
    written = NUMBER.findall(question)
    if any(_value(number, language) == value for number in written):
        return value
    meant = (_value(number, language) for number in written if _value(number, other) == value)
    return next((number for number in meant if number is not None), value)


def _value(number: str, language: str) -> float | None:
    """Return the value of what may be a number; None for "1.2.3" and the like."""
    try:
        return float(with_point(number, language))
    except ValueError:
        return None
