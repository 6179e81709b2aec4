"""How far a model's own words are trusted: where it is weak, an answer from documents begins with a quotation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.models.interfaces import ModelPool
from engine.protocol.answering.passage import Passage
from engine.text.language import Language, detect_language

IsWeak = Callable[[str | None, Language], bool]
"""(model id, None for the chosen one; language): whether the model is weak in that language. One of which nothing is known is."""
SMALL_MODEL = 600_000_000
"""Bytes: about a billion parameters in 4 bits."""


def weak_by_manifest(pool: ModelPool) -> IsWeak:
    """Return a grade by what a model's manifest says: weak in every language that it does not name."""
    return lambda model, language: language not in pool.languages(model)


class ModelTrust:
    """Answers what a model may do in a language."""

    def __init__(self, pool: ModelPool, is_weak: IsWeak) -> None:
        self._pool, self.is_weak = pool, is_weak

    def must_quote(self, model: str | None, language: Language, passages: Sequence[Passage]) -> bool:
        """Return whether the model's manifest leaves out the language of the question or of the best passage.

        False where the manifest names no languages.
        """
        known = self._pool.languages(model)
        return bool(known) and not {language, detect_language(passages[0].text, language)} <= set(known)

    def is_small(self, model: str | None) -> bool:
        """Return whether the model's files are smaller than SMALL_MODEL: whole passages confuse it."""
        return self._pool.size(model) <= SMALL_MODEL
