"""The text of a running summary: what the person told, in their own words, and a sentence on each part of the conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import msgspec

from engine.capabilities.chat.context.told_facts import is_covered, is_supported, told_facts
from engine.protocol.i18n import LANGUAGES, Translations
from engine.text.language import Language
from engine.text.names import names
from engine.text.numbers import all_numbers

TOLD = "The user told:"
TALKED = "What was talked about:"
BULLETS = "-*•· \t"
LONGEST_GIST = 200
"""Characters."""
MOST_GISTS = 12


class Notes(msgspec.Struct, frozen=True):
    """`facts` are the person's sentences, `gists` a sentence on each part of the conversation; both oldest first.

    A small model that rewrites a list of facts loses some and mixes up others at every turn, so these are never rewritten.
    """

    facts: tuple[str, ...] = ()
    gists: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Notes:
        """Read notes as they were stored, or as a person changed them: lines below no heading are facts."""
        lists: dict[str, list[str]] = {TOLD: [], TALKED: []}
        headings, current = _headings(), TOLD
        for line in filter(None, (line.strip().lstrip(BULLETS).strip() for line in text.splitlines())):
            heading = headings.get(line.lower())
            if heading is None:
                lists[current].append(line)
            else:
                current = heading
        return cls(tuple(lists[TOLD]), tuple(lists[TALKED]))

    def text(self, language: Language) -> str:
        """Return the notes as they are stored, shown and read by the model."""
        tr = Translations(language).tr
        parts = ((tr("answers", TOLD), self.facts), (tr("answers", TALKED), self.gists))
        return "\n".join(line for heading, lines in parts if lines for line in (heading, *(f"- {x}" for x in lines)))

    def with_block(self, gist: str, told: Sequence[str], turns: str) -> Notes:
        """Return the notes with those on some further turns: a model's sentence, and what the person `told` in these messages.

        A model's sentence that does not rest on the `turns` is left out, and so is a fact that is known.
        """
        facts = list(self.facts)
        for sentence in (sentence for message in told for sentence in told_facts(message)):
            if not any(is_covered(sentence, fact) for fact in facts):
                facts.append(sentence)
        gist = " ".join(gist.split()).lstrip(BULLETS)[:LONGEST_GIST]
        is_sound = bool(gist) and is_supported(gist, turns)
        gists = dict.fromkeys((*self.gists, gist) if is_sound else self.gists)
        return Notes(tuple(facts), tuple(gists)[-MOST_GISTS:])

    def bounded(self, size: Callable[[str], int], limit: int, language: Language) -> Notes:
        """Return the notes within `limit` tokens: the oldest gists give way, then facts without a name or number, the oldest
        first."""
        notes = self
        while size(notes.text(language)) > limit and (notes.gists or notes.facts):
            notes = notes._shortened()
        return notes

    def _shortened(self) -> Notes:
        if self.gists:
            return Notes(self.facts, self.gists[1:])
        vague = next((at for at, fact in enumerate(self.facts) if not (all_numbers(fact) or names(fact))), 0)
        return Notes(self.facts[:vague] + self.facts[vague + 1 :])


@cache
def _headings() -> dict[str, str]:
    """Return the headings as they are written in each language → the heading."""
    languages = [Translations(code) for code in LANGUAGES]
    return {language.tr("answers", heading).lower(): heading for language in languages for heading in (TOLD, TALKED)}
