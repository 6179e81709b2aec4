"""Differences between two texts, word by word."""

from __future__ import annotations

import pytest

from desktop.widgets.comparison.word_differences import different_words, shared_words


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("the cat sat", "the cat sat", []),
        ("the cat sat", "the dog sat", ["dog"]),
        ("the cat sat", "the cat sat down again", ["down again"]),
        ("the cat sat down", "the cat", []),
        ("", "all of it", ["all of it"]),
        ("all of it", "", []),
        ("¿Qué tal?", "¿Qué pasa?", ["pasa"]),
        ("a  b\nc", "a b c", []),
    ],
)
def test_only_the_words_that_differ_are_found(first: str, second: str, words: list[str]) -> None:
    assert [second[start:end] for start, end in different_words(first, second)] == words


def test_the_share_of_words_in_common() -> None:
    assert shared_words("a b c d", "a b c d") == 1.0
    assert shared_words("a b", "c d") == 0.0
    assert shared_words("a b c d", "a b x y") == 0.5
    assert shared_words("", "") == 1.0
