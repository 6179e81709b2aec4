from __future__ import annotations

from engine.models.llama.batch_size import BATCH_SECONDS, FEWEST, FIRST, BatchSize


def test_a_fast_computer_reads_the_most_at_once() -> None:
    size = BatchSize(256)
    assert size.tokens == FIRST
    size.note(FIRST, FIRST / 200)
    assert size.tokens == 256


def test_a_slow_computer_reads_as_much_as_takes_the_longest_time() -> None:
    size = BatchSize(256)
    size.note(FIRST, FIRST / 50)
    assert size.tokens == 128 and size.tokens / 50 <= BATCH_SECONDS
    size.note(128, 128 / 5)
    assert size.tokens == FEWEST
    size.note(FEWEST, FEWEST / 100)
    assert size.tokens == 256


def test_the_end_of_a_prompt_says_nothing() -> None:
    size = BatchSize(256)
    size.note(3, 100.0)
    assert size.tokens == FIRST


def test_it_is_never_more_than_the_plan() -> None:
    assert BatchSize(16).tokens == 16
    size = BatchSize(48)
    size.note(48, 0.001)
    assert size.tokens == 48
