"""Numbers in sentences are written as the language writes them, and names that look like numbers stay."""

from __future__ import annotations

import re

import pytest

from engine.protocol import errors
from engine.protocol.i18n import Translations, as_written, figure, number
from engine.protocol.i18n.numbers import FIGURES
from tests.engine.protocol.test_errors import ERRORS

NAMES = frozenset(
    "architecture column columns day delimiter encoding example files folder format id known label "
    "model models name names path text".split()
)
"""The braces of errors that hold names."""


@pytest.mark.parametrize(
    ("value", "digits", "english", "spanish"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (4096, 0, "4,096", "4096"),
        (40_960, 0, "40,960", "40.960"),
        (1_117_320_768, 0, "1,117,320,768", "1.117.320.768"),
        (1234.5, 1, "1,234.5", "1234,5"),
        (-12_345.678, 2, "-12,345.68", "-12.345,68"),
        (1.125, 2, "1.12", "1,12"),
    ],
)
def test_a_number_has_the_separators_of_the_language(value: float, digits: int, english: str, spanish: str) -> None:
    assert (number("en", value, digits), number("es", value, digits)) == (english, spanish)


@pytest.mark.parametrize(
    ("text", "spanish"),
    [
        ("1.12 GB", "1,12 GB"),
        ("2,000 p.", "2000 p."),
        ("12,345", "12.345"),
        ("12345", "12.345"),
        ("512 MB", "512 MB"),
        ("3.1.2", "3.1.2"),
        ("1.2-beta", "1.2-beta"),
        ("", ""),
        ("?", "?"),
        ("1,12 GB", "1,12 GB"),
    ],
)
def test_a_figure_of_the_engine_is_written_anew_and_other_texts_stay(text: str, spanish: str) -> None:
    assert figure("es", text) == spanish


def test_names_that_look_like_numbers_stay_as_they_are() -> None:
    values = {"name": "2024.5", "column": "1,000", "model": "12345", "limit": "1.5 GB", "count": 12_345, "is_new": True}
    written = as_written("es", values)
    assert (written["name"], written["column"], written["model"]) == ("2024.5", "1,000", "12345")
    assert (written["limit"], written["count"], written["is_new"]) == ("1,5 GB", "12.345", "True")


def test_an_error_has_its_sizes_in_the_language_and_keeps_them_raw_in_its_values() -> None:
    error = errors.ModelTooLarge(name="modelo-1.5.gguf", needed="1.12 GB", free="0.8 GB")
    spanish = Translations("es").error(error)
    assert "modelo-1.5.gguf" in spanish and "1,12 GB" in spanish and "0,8 GB" in spanish
    assert "1.12 GB" in Translations("en").error(error)
    assert error.values["needed"] == "1.12 GB"


def test_plurals_group_their_number() -> None:
    plain = Translations("es").translate("no such context", "%n pages", 12_345)
    assert plain == "12.345 pages"


@pytest.mark.parametrize("error", ERRORS.values())
def test_every_brace_of_an_error_is_known_as_a_figure_or_a_name(error: type[errors.AteneoError]) -> None:
    assert set(re.findall(r"{(\w+)}", error.sentence)) <= FIGURES | NAMES
