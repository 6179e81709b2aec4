from __future__ import annotations

from engine.text.numbers import all_numbers, digit_numbers


def test_numbers_have_one_spelling() -> None:
    assert digit_numbers("1.880, 1,880 y 1880") == {"1880"}
    assert digit_numbers("1,5 y 1.5; 12.30") == {"1.5", "12.30"}
    assert digit_numbers("2. La caldera") == frozenset()
    assert all_numbers("doce, twelve, 12 y sixty") == {"12", "60"}
