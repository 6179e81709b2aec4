"""Names and colours of the parts of the context, for the meter and its pane."""

from __future__ import annotations

from desktop.i18n import tr
from desktop.widgets.plots.stacked_bar import BarSegment
from desktop.widgets.text import formatting
from engine.capabilities.chat.api import context as api


def segments_of(measured: api.MeasuredContext) -> list[BarSegment]:
    """Return the parts that take tokens, in the order of the prompt, and the room for the answer."""
    parts = measured.parts
    documents = parts.documents or measured.expected_documents
    segments = (
        BarSegment(tr("chat", "Instructions"), parts.system, "series_5"),
        BarSegment(tr("chat", "Summary of earlier messages"), parts.summary, "series_3"),
        BarSegment(tr("chat", "This conversation"), parts.history, "series_1"),
        BarSegment(tr("chat", "What you told elsewhere"), parts.memory, "series_6"),
        BarSegment(tr("chat", "Passages of your documents"), documents, "series_4"),
        BarSegment(tr("chat", "This question"), parts.question, "series_2"),
        BarSegment(tr("chat", "Kept free for the answer"), measured.reserve, "faint"),
    )
    return [segment for segment in segments if segment.value]


def used_tokens(measured: api.MeasuredContext) -> int:
    """Return the tokens of the prompt, with those of passages that are still to be searched for."""
    return measured.prompt + measured.expected_documents


def left_out_sentence(measured: api.MeasuredContext) -> str:
    """Say how many messages the model will not read, and why; empty where it reads all."""
    if not measured.left_out_count:
        return ""
    if any(message.reason == "room" for message in measured.left_out):
        return tr("chat", "%n earlier message(s) do not fit and will not be read.", measured.left_out_count)
    return tr("chat", "%n earlier message(s) will not be read, as chosen above.", measured.left_out_count)


def tooltip_of(measured: api.MeasuredContext) -> str:
    """Return the figures line by line, and the first messages that will be left out."""
    lines = [
        tr("chat", "{name}: {tokens} tokens", name=segment.name, tokens=formatting.number(round(segment.value)))
        for segment in segments_of(measured)
    ]
    if sentence := left_out_sentence(measured):
        lines += ["", sentence, *(f"· {message.beginning}" for message in measured.left_out[:3])]
    return "\n".join(lines)
