"""When groups of tokens go to the reader: the first at once, then one a frame, fewer from a model that nobody can follow."""

from __future__ import annotations

import pytest

from engine.capabilities.chat.acting.frames import FAST_FRAME_SECONDS, FAST_TOKENS, FRAME_SECONDS, FramePacer

SECONDS = 2.0


def frames(tokens_per_second: float) -> list[float]:
    """Return the moments at which groups are sent while a model writes at that speed."""
    pacer, sent = FramePacer(), []
    for number in range(round(SECONDS * tokens_per_second)):
        now = 100 + number / tokens_per_second
        if pacer.is_due(now):
            pacer.note_sent(now)
            sent.append(now - 100)
    return sent


@pytest.mark.parametrize("speed", [5, 20, 50, 70, 150, 1000])
def test_the_first_token_is_sent_at_once(speed: float) -> None:
    assert frames(speed)[0] == 0


@pytest.mark.parametrize("speed", [2, 10, 25])
def test_a_model_slower_than_frames_has_every_token_sent(speed: float) -> None:
    assert len(frames(speed)) == round(SECONDS * speed)


def test_a_model_that_one_can_follow_is_sent_in_whole_frames() -> None:
    assert SECONDS / FRAME_SECONDS / 2 < len(frames(FAST_TOKENS * 0.9)) <= SECONDS / FRAME_SECONDS + 1


@pytest.mark.parametrize("speed", [100, 150, 400, 2000])
def test_groups_of_a_model_faster_than_reading_grow_with_its_speed(speed: float) -> None:
    count = len(frames(speed))
    assert count <= SECONDS / FAST_FRAME_SECONDS + 1
    assert count >= SECONDS / FAST_FRAME_SECONDS * 0.7  # it still looks continuous


def test_a_slow_moment_is_sent_frame_by_frame_again() -> None:
    pacer = FramePacer()
    assert pacer.is_due(10.0)
    pacer.note_sent(10.0)
    assert not pacer.is_due(10.0 + FRAME_SECONDS / 2)
    assert pacer.is_due(10.0 + FAST_FRAME_SECONDS * 0.6)  # two tokens in 40 ms are no fast model
