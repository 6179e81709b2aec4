"""Lines above an answer in the readable formats: which persona answers from here on, and which one passed the question on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.capabilities.chat.transfer.shown_branch import Wording, plain
from engine.protocol.answering.personas import HandOver
from engine.protocol.children.conversation_file import RecordedMessage


class _PersonaRemarks(msgspec.Struct, frozen=True):
    """The part of an answer's remarks that is about personas."""

    persona: str = ""
    hand_overs: tuple[HandOver, ...] = ()


def persona_lines(messages: Sequence[RecordedMessage], wording: Wording) -> dict[int, list[str]]:
    """Return the lines of the dividers of a branch, by the ids of the answers that they stand above."""
    lines, before = {}, ""
    for message in messages:
        if message.role == "assistant":
            remarks = _remarks(message)
            lines[message.id] = [_flat(line) for line in _lines(remarks, before, wording)]
            before = remarks.persona
    return lines


def _remarks(message: RecordedMessage) -> _PersonaRemarks:
    """Return what can be read: the file of a stranger's backup may hold anything."""
    try:
        return msgspec.json.decode(message.remarks, type=_PersonaRemarks | None) or _PersonaRemarks()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _PersonaRemarks()


def _lines(remarks: _PersonaRemarks, before: str, wording: Wording) -> list[str]:
    if remarks.hand_overs:
        return [_hand_over_line(hand_over, wording) for hand_over in remarks.hand_overs]
    if remarks.persona == before:
        return []
    if not remarks.persona:
        return [wording.tr("From here on: no persona")]
    return [wording.tr("From here on: {name}", name=remarks.persona)]


def _hand_over_line(hand_over: HandOver, wording: Wording) -> str:
    before, name, reason = hand_over.before, hand_over.persona, hand_over.reason.rstrip(".")
    if not reason:
        return wording.tr("{before} passed the question on to {name}.", before=before, name=name)
    sentence = "{before} passed the question on to {name}: {reason}."
    return wording.tr(sentence, before=before, name=name, reason=reason)


def _flat(line: str) -> str:
    return " ".join(plain(line).split())
