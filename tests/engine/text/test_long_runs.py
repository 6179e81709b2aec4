"""Texts are cut only where they go on without a space, or with spaces alone, for very long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.text.long_runs import split_long_runs


def test_ordinary_text_stays_whole() -> None:
    text = "El contrato termina el 31 de mayo. " * 1000
    assert split_long_runs(text, 40) == [text]


def test_a_word_and_a_gap_without_end_are_cut_and_what_stands_around_them_is_not() -> None:
    assert split_long_runs("short " + "a" * 25 + " end", 10) == ["short " + "a" * 10, "a" * 10, "a" * 5 + " end"]
    assert split_long_runs("x" + " " * 25 + "y", 10) == ["x" + " " * 10, " " * 10, " " * 5 + "y"]
    assert split_long_runs("a" * 10, 10) == ["a" * 10]
    assert split_long_runs("", 10) == [""]


@given(st.text(alphabet="ab \n\t字", max_size=200), st.integers(1, 20))
def test_the_parts_are_the_text_and_no_run_is_longer(text: str, longest: int) -> None:
    parts = split_long_runs(text, longest)
    assert "".join(parts) == text
    assert all(len(run) <= longest for part in parts for run in part.split())
