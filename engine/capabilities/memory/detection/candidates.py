"""Candidates for memories in one question: what the person asks to remember, and lasting facts that the person states."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from engine.capabilities.memory.detection.explicit import RememberRequest, remember_request
from engine.capabilities.memory.detection.folding import fold_aligned
from engine.capabilities.memory.detection.own_words import is_about_a_text, own_words
from engine.capabilities.memory.detection.statements import OTHER, Statement, lead_length, statement, subject_of
from engine.text import sentences

MOST_CANDIDATES = 5
"""Of one question; who tells more has pasted it."""
SHORTEST = 4
"""Characters of a memory."""
LONGEST = 400
_MENTIONS_SELF = re.compile(
    r"\b(?:i|i'm|i've|my|me|mine|we|our|ours|us|myself|yo|mi|mis|mio|mia|nos|nosotr[oa]s|nuestr[oa]s?|conmigo|"
    r"soy|vivo|tengo|trabajo|prefiero"
    r"|odio|estoy|estudio|uso|hablo|naci|juego|toco|quiero|necesito|bebo|llevo|peso|mido|voy|puedo|debo|suelo|"
    r"cumplo|conduzco|estamos|somos|tenemos|vivimos)\b"
)
_MAKES_SOMETHING_UP = re.compile(
    r"^(?:please |por favor,? |now |ahora )?(?:(?:can|could|would|will) you |i(?:'d| would) like you to |"
    r"i (?:want|need) you to |let's |quiero que |puedes |podrias )?"
    r"(?:write|draft|compose|imagine|pretend|act as|role-?play|play the role|tell me a (?:story|joke|tale)|"
    r"invent|make up|create|generate|suppose|continue the|finish the"
    r"|complete (?:the|this)|you are\b|escribe\w*|escribir\w*|escribas|redacta\w*|redactes|imagina\w*|finge|"
    r"fingir|actua\w*|actues|haz de|hagas de|inventa\w*|inventes|cuentame un|crea\b|crear|genera\w*"
    r"|supon\w*|continua\b|completa\b|simula\w*|eres un|eres una)\b"
)
"""The beginning of a request to make up a text: what follows is about that text."""


class MemoryCandidate(msgspec.Struct, frozen=True):
    """Something that may become a memory, in the person's words. `is_asked` says that the person asked to remember it."""

    text: str
    kind: str
    slot: str
    is_asked: bool


def candidates(question: str, before: str = "") -> tuple[MemoryCandidate, ...]:
    """Return the candidates of a question. "Remember that." alone means what was told in the question `before`."""
    told = _Told(is_about_a_text(question))
    for sentence in _sentences(own_words(question)):
        if _MAKES_SOMETHING_UP.match(fold_aligned(sentence)):
            break
        told.hear(sentence)
    found = told.candidates()
    if told.refers_back and not found and before:
        found = [replace(candidate, is_asked=True) for candidate in candidates(before)] or _meant(before, question)
    return tuple({candidate.text.casefold(): candidate for candidate in reversed(found[:MOST_CANDIDATES])}.values())[
        ::-1
    ]


def _meant(before: str, question: str) -> list[MemoryCandidate]:
    """Return what "Remember that." means of a question without a known statement: its last sentence, if it tells a fact."""
    said = candidates(f"{before}\n{question}")
    return [each for each in said if each.is_asked and (each.slot or _MENTIONS_SELF.search(fold_aligned(each.text)))]


class _Told:
    """The sentences of one question so far."""

    def __init__(self, is_about_a_text: bool) -> None:
        self._is_about_a_text = is_about_a_text
        self._found: list[MemoryCandidate] = []
        self._others = 0
        """Sentences that are neither a request to remember nor a statement."""
        self._last = ""
        self._covers_following = False
        self.refers_back = False

    def hear(self, sentence: str) -> None:
        request = remember_request(sentence)
        if request is None:
            self._hear_statement(sentence)
        elif request.refers_back:
            self.refers_back = True
            if not self._found and self._last and "?" not in self._last:
                self._add(self._last, subject_of(self._last), is_asked=True)
        else:
            self._hear_request(sentence, request)
        self._last = sentence if request is None else ""

    def candidates(self) -> list[MemoryCandidate]:
        """Return the candidates: one that does not mention the person is kept at once only where nothing else is asked."""
        return [
            replace(candidate, is_asked=self.refers_back or (candidate.is_asked and self._may_keep(candidate)))
            for candidate in self._found
        ]

    def _may_keep(self, candidate: MemoryCandidate) -> bool:
        return not self._others or bool(_MENTIONS_SELF.search(fold_aligned(candidate.text)))

    def _hear_request(self, sentence: str, request: RememberRequest) -> None:
        content = sentence[request.start : request.end]
        subject = subject_of(content)
        self._covers_following = sentence[: request.start].rstrip().endswith(":")
        if not request.is_weak or subject.kind != "other":
            self._add(content, subject, is_asked=not request.is_weak)

    def _hear_statement(self, sentence: str) -> None:
        stated = statement(sentence)
        if stated is None:
            self._others += 1
            self._covers_following = False
        elif self._covers_following or not self._is_about_a_text:
            told = sentence[lead_length(sentence) :]
            subject = subject_of(told) if stated.kind == OTHER else stated
            self._add(told, subject, is_asked=self._covers_following)

    def _add(self, text: str, subject: Statement, *, is_asked: bool) -> None:
        words = " ".join(text.split()).strip(" .,;:!-–—…")
        if SHORTEST <= len(words) <= LONGEST and any(character.isalpha() for character in words):
            self._found.append(MemoryCandidate(words[0].upper() + words[1:], subject.kind, subject.slot, is_asked))


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start, end in sentences.spans(line):
            yield line[start:end].lstrip("-*• ")
