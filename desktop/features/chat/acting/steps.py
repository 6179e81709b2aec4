"""The steps of an answer while it is written, and the hand-overs before it."""

from __future__ import annotations

import msgspec

from engine.capabilities.chat.api import Message
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep


def with_step(steps: tuple[ToolStep, ...], number: int, step: ToolStep) -> tuple[ToolStep, ...]:
    """Return the steps with the one of this number as it is now."""
    return (*steps[:number], step, *steps[number + 1 :])


def with_hand_over(answer: Message, hand_over: HandOver) -> Message:
    """Return an answer that another persona goes on with."""
    hand_overs = (*answer.remarks.hand_overs, hand_over)
    remarks = msgspec.structs.replace(answer.remarks, hand_overs=hand_overs, persona=hand_over.persona)
    return msgspec.structs.replace(answer, remarks=remarks)
