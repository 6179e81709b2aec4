"""The steps of an answer while it is written."""

from __future__ import annotations

from engine.protocol.answering.tools import ToolStep


def with_step(steps: tuple[ToolStep, ...], number: int, step: ToolStep) -> tuple[ToolStep, ...]:
    """Return the steps with the one of this number as it is now."""
    return (*steps[:number], step, *steps[number + 1 :])
