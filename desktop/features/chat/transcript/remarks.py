"""Remarks on an answer in the user's language: sentences without support, turns left out, how the model ended."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.i18n import tr
from desktop.widgets.text.markdown import CitationMark
from engine.capabilities.chat import api as chat
from engine.protocol.answering.personas import HandOver

UNSUPPORTED = 0
"""The number of the mark of a sentence without support; citations count from 1."""
MOST_NAMED = 6
"""Missing names and numbers that are listed."""


def marks(message: chat.Message) -> list[CitationMark]:
    """The marks in the answer's text: the numbers of its citations, and "?" after a sentence without support."""
    cited = [CitationMark(citation.number, citation.answer_end) for citation in message.citations]
    return cited + [CitationMark(UNSUPPORTED, sentence.end) for sentence in message.remarks.unsupported]


def tooltips(message: chat.Message) -> dict[int, str]:
    """The text of each mark's tooltip, by its number."""
    texts = {citation.number: citation.text for citation in message.citations}
    if message.remarks.unsupported:
        texts[UNSUPPORTED] = tr("chat", "This sentence is not in your documents. Check it before you use it.")
        missing = list(dict.fromkeys(name for item in message.remarks.unsupported for name in item.missing))
        if missing:
            names = ", ".join(missing[:MOST_NAMED])
            texts[UNSUPPORTED] += "\n" + tr("chat", "Not found there: {names}", names=names)
    return texts


def remark_lines(message: chat.Message) -> list[str]:
    """Return the lines that are told below the text of an answer."""
    remarks, lines = message.remarks, []
    if remarks.unsupported:
        count = len(remarks.unsupported)
        lines.append(tr("chat", "%n sentence(s) marked “?” are not in your documents.", count))
    if "nothing_found" in remarks.notices and message.passages:
        lines.append(tr("chat", "The nearest passages are below. They do not answer your question."))
    if "other_language" in remarks.notices:
        lines.append(tr("chat", "The model did not answer in the language of your question."))
    if "beginning" in remarks.notices:
        lines.append(
            tr("chat", "Your question names nothing to search for: only the beginning of your files was read.")
        )
    if "uncounted" in remarks.notices:
        lines.append(
            tr(
                "chat",
                "No amounts that could be added up for sure were found in your files, so this comes from single passages.",
            )
        )
    if "model_missing" in remarks.notices:
        name, model = remarks.persona, message.model
        lines.append(
            tr("chat", "The model that “{name}” prefers is not installed, so {model} answered.", name=name, model=model)
        )
    if "schema" in remarks.notices:
        lines.append(tr("chat", "This is JSON that fits your schema."))
    if "thinking_cut" in remarks.notices:
        lines.append(tr("chat", "The model thought for too long and was asked to answer."))
    if remarks.truncated:
        lines.append(
            tr("chat", "%n earlier message(s) no longer fit, and the model did not read them.", remarks.truncated)
        )
    return lines


def ending_line(message: chat.Message) -> str:
    """How an answer ended that did not end as it should; empty otherwise."""
    if message.state == "stopped":
        return tr("chat", "You stopped this answer.")
    if message.state == "interrupted":
        return tr("chat", "This answer was interrupted. What was already written is kept.")
    if message.state == "failed":
        return tr("chat", "This answer could not be finished.")
    notices = message.remarks.notices
    if "repetition" in notices:
        return tr("chat", "The model began to repeat itself, and the rest was cut.")
    if "length" in notices:
        return tr("chat", "The answer reached the longest length that is set.")
    if "nothing_written" in notices:
        return tr("chat", "The model ended without an answer.")
    return ""


def can_continue(message: chat.Message) -> bool:
    """Whether the model can go on with its words where it was stopped or cut."""
    end = message.remarks.written_end or len(message.text)
    has_words = bool(message.text[message.remarks.written_start : end].strip())
    return has_words and (message.state in ("stopped", "interrupted", "failed") or "length" in message.remarks.notices)


def unsupported_sentences(message: chat.Message) -> Sequence[str]:
    """The sentences without support, for screen readers and tooltips."""
    return [message.text[item.start : item.end] for item in message.remarks.unsupported]


def persona_lines(message: chat.Message, before: str) -> list[str]:
    """Return the lines of the divider above an answer: who passed the question on, else who answers from here on.

    There are none where the persona that answered `before` goes on.
    """
    remarks = message.remarks
    if remarks.hand_overs:
        return [_hand_over_line(hand_over) for hand_over in remarks.hand_overs]
    if message.state == "writing" or remarks.persona == before:
        return []
    if not remarks.persona:
        return [tr("chat", "From here on: no persona")]
    return [tr("chat", "From here on: {name}", name=remarks.persona)]


def _hand_over_line(hand_over: HandOver) -> str:
    before, name, reason = hand_over.before, hand_over.persona, hand_over.reason.rstrip(".")
    if reason:
        return tr(
            "chat", "{before} passed the question on to {name}: {reason}.", before=before, name=name, reason=reason
        )
    return tr("chat", "{before} passed the question on to {name}.", before=before, name=name)
