"""A question's language, the one its answer is expected in, and whether it asks about a whole text."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.i18n import system_language
from engine.text.language import Language, detect_language, may_change_language
from engine.text.tokens import content_stems

RECENT = 4
"""Questions back that may still ask for a translation: "and the next sentence?"."""

_ABOUT_A_WHOLE = frozenset(
    content_stems(
        "resume resumir resúmeme resúmelo resumen resúmenes explica explícame describe descríbeme cuéntame dime dame haz hazme "
        "hacer escribe trata habla va contenido contiene pone dice documento archivo fichero texto adjunto pdf informe carta "
        "artículo página tema ideas puntos principales importante clave general breve brevemente corto frase línea párrafo "
        "palabras español inglés favor hola gracias puedes podrías "
        "summarise summarize summary explain describe outline overview tell give make write please hello thanks content contain "
        "say document file text attachment attached report letter article page topic idea point main important key general "
        "brief briefly short sentence line paragraph word spanish english gist"
    )
)
"""Stems of the words that a request to summarise or describe a text is made of."""


def asks_about_whole(text: str, earlier: Sequence[str] = ()) -> bool:
    """Return whether a request names nothing that could be searched for: "Summarise this", "¿De qué trata el documento?".

    After `earlier` questions one without any content ("And then?") asks about the same as they.
    """
    stems = set(content_stems(text))
    return stems <= _ABOUT_A_WHOLE and bool(stems or not earlier)


def question_language(text: str, earlier: Sequence[str] = ()) -> Language:
    """Return the question's language; one that does not show it has that of the questions before, then the computer's."""
    language: Language = "es" if system_language() == "es" else "en"
    for question in (*earlier, text):
        language = detect_language(question, language)
    return language


def expected_language(context: ReplyContext) -> Language | None:
    """Return the language that the answer must be in; None where it may be in another, or the question does not show its own.

    A person's own instructions, and a question that names a language, may ask for another one; JSON has no language.
    """
    if context.settings.sampling.schema:
        return None
    recent = [*context.earlier_questions[-RECENT:], context.text]
    if context.settings.system or context.begun is not None or any(map(may_change_language, recent)):
        return None
    language = detect_language(context.text, "es")
    return language if language == detect_language(context.text, "en") else None
