"""The language of a question, and the one that its answer is expected in."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.i18n import system_language
from engine.text.language import Language, detect_language, may_change_language

RECENT = 4
"""Questions back that may still ask for a translation: "and the next sentence?"."""


def question_language(text: str, earlier: Sequence[str] = ()) -> Language:
    """Return the question's language; one that does not show it has that of the questions before, then the computer's."""
    language: Language = "es" if system_language() == "es" else "en"
    for question in (*earlier, text):
        language = detect_language(question, language)
    return language


def expected_language(context: ReplyContext) -> Language | None:
    """Return the language that the answer must be in; None where it may be in another, or the question does not show its own.

    A person's own instructions, and a question that names a language, may ask for another one.
    """
    recent = [*context.earlier_questions[-RECENT:], context.text]
    if context.settings.system or context.begun is not None or any(map(may_change_language, recent)):
        return None
    language = detect_language(context.text, "es")
    return language if language == detect_language(context.text, "en") else None
