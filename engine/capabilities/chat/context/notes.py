"""The text of a running summary: a line for each thing that the person told, and a last line with what was talked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.capabilities.chat.context.told_facts import is_covered, is_supported, statements, told_facts
from engine.protocol.i18n import Translations
from engine.text.language import Language
from engine.text.names import names
from engine.text.numbers import all_numbers

TOPICS = "Topics:"
IN_THEIR_WORDS = "The user said: {sentence}"
LABELS = ("topics:", "topic:", "temas:", "tema:")
BULLETS = "-*•· \t"
LONGEST_TOPIC = 100
"""Characters."""
MOST_TOPICS = 12


@dataclass(frozen=True)
class Notes:
    """`facts` are lines, oldest first; `topics` in a few words each, oldest first."""

    facts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Notes:
        """Read notes as a model wrote them, or as a person changed them."""
        facts, topics = [], []
        for line in filter(None, (line.strip().lstrip(BULLETS).strip() for line in text.splitlines())):
            label = next((label for label in LABELS if line.lower().startswith(label)), None)
            if label is None:
                facts.append(line)
            else:
                topics += [topic.strip(" .") for topic in line[len(label) :].split(";")]
        return cls(tuple(facts), tuple(filter(None, topics)))

    def text(self, language: Language) -> str:
        """Return the notes as they are stored, shown and read by the model."""
        lines = [f"- {fact}" for fact in self.facts]
        if self.topics:
            lines.append(f"{Translations(language).tr('answers', TOPICS)} {'; '.join(self.topics)}")
        return "\n".join(lines)

    def with_block(self, written: str, told: Iterable[str], language: Language) -> Notes:
        """Return the notes with those that a model wrote on some further turns, in which the person `told` these messages.

        A line that does not rest on the person's words is left out, and a fact that the model passed over is added in
        their own words.
        """
        messages, added = list(told), Notes.parse(written)
        said = "\n".join(map(statements, messages))
        facts = list(self.facts)
        facts += [line for line in added.facts if is_supported(line, said) and not _is_known(line, facts)]
        notes = "\n".join(facts)
        quoted = Translations(language).tr("answers", IN_THEIR_WORDS, sentence="{sentence}")
        for sentence in (sentence for message in messages for sentence in told_facts(message)):
            if not is_covered(sentence, notes):
                facts.append(quoted.replace("{sentence}", sentence))
                notes = "\n".join(facts)
        topics = [*self.topics, *(topic[:LONGEST_TOPIC] for topic in added.topics)]
        return Notes(tuple(facts), tuple(dict.fromkeys(topics))[-MOST_TOPICS:])

    def bounded(self, size: Callable[[str], int], limit: int, language: Language) -> Notes:
        """Return the notes within `limit` tokens: the oldest topics give way, then facts without name or number, the oldest
        first."""
        notes = self
        while size(notes.text(language)) > limit and (notes.topics or notes.facts):
            notes = notes._shortened()
        return notes

    def _shortened(self) -> Notes:
        if self.topics:
            return Notes(self.facts, self.topics[1:])
        vague = next((at for at, fact in enumerate(self.facts) if not (all_numbers(fact) or names(fact))), 0)
        return Notes(self.facts[:vague] + self.facts[vague + 1 :])


def _is_known(line: str, facts: Iterable[str]) -> bool:
    return any(is_covered(line, fact) for fact in facts)
