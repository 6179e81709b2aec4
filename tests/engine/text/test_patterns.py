from __future__ import annotations

from itertools import pairwise

import pytest

from engine.text.patterns import find_patterns


def matches(text: str) -> list[tuple[str, str]]:
    return [(match.kind, text[match.start : match.end]) for match in find_patterns(text)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("nació el 3 de mayo de 2024.", "date", "3 de mayo de 2024"),
        ("el 12/05/2023 llegó", "date", "12/05/2023"),
        ("since 2024-02-29,", "date", "2024-02-29"),
        ("on May 3rd, 2024 she", "date", "May 3rd, 2024"),
        ("in March 2021", "date", "March 2021"),
        ("pagó 1.250,50 € ayer", "amount", "1.250,50 €"),
        ("paid $3.5 million for", "amount", "$3.5 million"),
        ("unos 3 millones de euros", "amount", "3 millones de euros"),
        ("baja un 21,5 %", "percentage", "21,5 %"),
        ("a ana.lopez+casa@correo.com.es,", "email", "ana.lopez+casa@correo.com.es"),
        ("al 612 34 56 78.", "phone", "612 34 56 78"),
        ("al +34 91 123 45 67", "phone", "+34 91 123 45 67"),
        ("call (555) 123-4567 now", "phone", "(555) 123-4567"),
        ("véase (https://www.boe.es/a?b=1).", "url", "https://www.boe.es/a?b=1"),
    ],
)
def test_each_kind_is_found_by_its_form(text: str, kind: str, expected: str) -> None:
    assert matches(text) == [(kind, expected)]


@pytest.mark.parametrize(
    ("text", "kind", "valid"),
    [
        ("DNI 12345678Z", "dni", True),
        ("DNI 12.345.678-Z", "dni", True),
        ("DNI 12345678A", "dni", False),
        ("NIE X1234567L", "nie", True),
        ("NIE Y1234567L", "nie", False),
        ("ES91 2100 0418 4502 0005 1332", "iban", True),
        ("GB82WEST12345698765432", "iban", True),
        ("ES91 2100 0418 4502 0005 1333", "iban", False),
    ],
)
def test_check_digits_tell_right_from_wrong(text: str, kind: str, valid: bool) -> None:
    assert [(match.kind, match.valid) for match in find_patterns(text)] == [(kind, valid)]


@pytest.mark.parametrize("text", ["", " \n", "😀", "45/45/2020", "version 1.2.3", "a@b", "1,000 people", "page 2024"])
def test_text_that_only_looks_similar_is_left_out(text: str) -> None:
    assert find_patterns(text) == []


def test_nothing_overlaps_and_all_is_in_order() -> None:
    text = "IBAN ES91 2100 0418 4502 0005 1332, tel. 612345678, 20 euros el 1 de enero. " * 50
    spans = [(match.start, match.end) for match in find_patterns(text)]
    assert len(spans) == 200
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "1 " * 100_000, "a" * 200_000 + "@", "a." * 100_000, "ES91" + "A" * 200_000]
)
@pytest.mark.timeout(60)  # time that grows with the square of the length would be an hour
def test_a_hostile_text_costs_no_more_than_a_long_one(text: str) -> None:
    find_patterns(text)
