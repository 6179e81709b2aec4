"""Rewrites a question that leans on the one before it, so that it can be searched for alone: by rules, in Spanish and English.

"¿Y el plazo?" after "¿Cuál es la renta del contrato?" is "¿Cuál es el plazo del contrato?". Where no part of the question before
can be exchanged, what it was about follows in brackets: "¿Cuándo se paga? (el contrato)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from engine.text.language import detect_language
from engine.text.questions.parts import (
    ARTICLES,
    AUXILIARIES,
    INTERROGATIVES,
    MONTHS,
    OF,
    PREPOSITIONS,
    NounPhrase,
    Word,
    is_attribute,
    name_runs,
    noun_phrases,
    split_words,
)
from engine.text.tokens import content_stems, is_stop_word

LONGEST = 300
"""Characters of a question that may lean on another; a longer one says itself what it is about."""
SHORT = 5
"""Words of a question beside which one without a name may lean on the question before."""
LONGEST_WITH_POSSESSIVE = 7
"""Words of a question in which "su" is told from one whose owner comes later in it."""
LONGEST_BARE = 4
"""Words of a question that is about nothing by itself, since only one of them tells anything and none is a noun."""
MOST_STEMS = 4
"""Words that tell something, in a question that may lean on the one before without any sign of it."""

_CONNECTIVE = re.compile(
    r"^\W*(?:(?:y|e|pero|entonces|and|but|so|also)\b[\s,]*(?:(?:what|how)\s+about\b)?|(?:what|how)\s+about\b|qué\s+hay\s+de\b"
    r"|qué\s+tal\b)\s*(?:qué\s+hay\s+de\b|qué\s+pasa\s+con\b|si\s+es\b)?[\s,¿]*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:él|ella|ellos|ellas|ello|eso|aquello|ahí|allí|it|its|he|she|they|them|him|her|his|hers|their|there(?!\s+(?:is|are|was|were)\b))\b",
    re.IGNORECASE,
)
_THERE_IS = re.compile(r"\b(?:is|are|was|were)\s+there\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:su|sus|suyo|suya)\b", re.IGNORECASE)
_CLITIC = re.compile(
    r"^\W*(?:(?:quién|quien|quiénes|cuándo|cuando|cómo|como|dónde|donde|por qué|qué|cuánto)\s+(?:no\s+)?(?:lo|la|los|las|le|les)"
    r"\s+\w+\W*$)|\b\w{3,}[aei]r(?:lo|la|los|las|le|les|se)\b(?=\W*$)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:él|ella|he|she|him|her|his|hers)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_ENGLISH_OBJECT = re.compile(r"\b(?:it|them|him|he|she|they)\b", re.IGNORECASE)
_ENGLISH_OWNER = re.compile(r"\b(?:its|his|their|her)\b(?=\s+\w)", re.IGNORECASE)


class Rewriting(msgspec.Struct, frozen=True):
    """A question rewritten to stand alone. Where it is not `is_certain` nothing in the question itself shows that it needs it."""

    text: str
    is_certain: bool


def rewrite(question: str, previous: str, answer: str = "") -> Rewriting | None:
    """Return the question made to stand alone by the `previous` one, None where it does so already.

    `previous` stands alone itself. `answer` is what was answered to it: a person that is spoken of may be named there.
    """
    if len(question) > LONGEST or not content_stems(previous[:LONGEST]) or not split_words(question):
        return None
    previous = previous[:LONGEST]
    match = _CONNECTIVE.match(question)
    rest = question[match.end() :].strip(" ?¿.!¡") if match else ""
    if fragment := split_words(rest):
        if _is_clause(fragment):
            return None if _says_all(rest) else Rewriting(_with_topic(rest, previous, answer), True)
        return Rewriting(_exchanged(fragment, rest, previous) or _with_topic(rest, previous, answer), True)
    if _refers_back(question):
        return Rewriting(_with_topic(question, previous, answer), True)
    if _may_lean(question):
        return Rewriting(_with_topic(question, previous, answer), _is_bare(question))
    return None


def _refers_back(question: str) -> bool:
    """Tell whether a pronoun stands for something that the question itself does not name before it."""
    pronoun = _PRONOUN.search(question)
    if pronoun and _THERE_IS.search(question) and pronoun.group().lower() == "there":
        pronoun = None
    words = split_words(question)
    possessive = _POSSESSIVE.search(question) if len(words) <= LONGEST_WITH_POSSESSIVE else None
    match = pronoun or possessive or _CLITIC.search(question)
    if match is None:
        return False
    before = split_words(question[: match.start()])
    if name_runs(words):
        return False
    is_spanish = detect_language(question) == "es"
    return not (noun_phrases(before, is_spanish=is_spanish) or sum(map(_is_content, before)) > 1)


def _may_lean(question: str) -> bool:
    words = split_words(question)
    if name_runs(words) or any(word.has_digit for word in words):
        return False
    phrases = noun_phrases(words, is_spanish=detect_language(question) == "es")
    if len(phrases) > 1 or any(phrase.of for phrase in phrases):
        return False
    first = words[words[0].folded in PREPOSITIONS and len(words) > 1].folded
    return first in INTERROGATIVES | AUXILIARIES and len(content_stems(question)) <= MOST_STEMS


def _is_bare(question: str) -> bool:
    """Tell whether a question names nothing at all: "¿Cuándo se renueva?", "For how long?"."""
    words = split_words(question)
    if len(words) > LONGEST_BARE or len(content_stems(question)) > 1:
        return False
    return not noun_phrases(words, is_spanish=detect_language(question) == "es")


def _says_all(question: str) -> bool:
    """Tell whether a question after "and" names what it is about: "And where does Brian Moss work?"."""
    words = split_words(question)
    return (bool(name_runs(words)) and len(words) > SHORT) or len(content_stems(question)) > MOST_STEMS


def _is_clause(words: list[Word]) -> bool:
    """Tell whether what follows "and" is a whole question, and no part of one."""
    first = words[0].folded
    if first in PREPOSITIONS and len(words) > 1:
        return words[1].folded in INTERROGATIVES
    return (
        first in INTERROGATIVES
        or first in AUXILIARIES
        or (len(words) > 1 and _PRONOUN.match(words[0].text) is not None)
    )


def _is_content(word: Word) -> bool:
    return not is_stop_word(word.folded) and word.folded not in AUXILIARIES


# the topic of a question


def topic(question: str, answer: str = "", *, wants_person: bool = False) -> str:
    """Return what a question is about, as a phrase of it: "the shop on Castle Square"."""
    if match := _BRACKETS.search(question):
        return match.group(1).strip()
    words = split_words(question)
    runs = name_runs(words)
    if wants_person:
        if named := [_text(question, words, *run) for run in runs]:
            return named[0]
        answered = split_words(answer[:LONGEST])
        if found := name_runs(answered):
            return _text(answer, answered, *found[0])
    is_spanish = detect_language(question) == "es"
    phrases = noun_phrases(words, is_spanish=is_spanish)
    parts = [_without_attribute(question, words, phrase) for phrase in phrases]
    kept = [part for part in parts if part]
    if kept:
        return ", ".join(kept)
    return " ".join(word.text for word in words if _is_content(word))


def _without_attribute(question: str, words: list[Word], phrase: NounPhrase) -> str:
    """Return a phrase without a noun for what the thing has: of "la renta del piso" it is "el piso"."""
    start = phrase.start
    if is_attribute(words, phrase):
        after = [number for number in range(phrase.head, phrase.end) if words[number].folded in PREPOSITIONS]
        if not after:
            return ""
        start = after[0] + 1
        if words[after[0]].folded == "del":
            return f"el {_text(question, words, start, phrase.end)}"
    text = _text(question, words, start, phrase.end)
    return (
        f"el {text[4:]}"
        if text.lower().startswith("del ")
        else f"el {text[3:]}"
        if text.lower().startswith("al ")
        else text
    )


def _with_topic(question: str, previous: str, answer: str) -> str:
    """Return the question with what the previous one was about: in the place of its pronoun, or in brackets."""
    subject = topic(previous, answer, wants_person=_PERSON.search(question) is not None)
    question = _sentence(question)
    if not subject:
        return question
    if detect_language(question) == "en" and _is_phrase(subject):
        for pattern, text in ((_ENGLISH_OWNER, _owner(subject)), (_ENGLISH_OBJECT, subject)):
            replaced, count = pattern.subn(text.replace("\\", r"\\"), question, count=1)
            if count:
                return replaced
    return f"{question} ({subject})"


def _is_phrase(subject: str) -> bool:
    """Tell whether a topic can take the place of a pronoun: one phrase with an article, or a name."""
    words = split_words(subject)
    return "," not in subject and (words[0].folded in ARTICLES or all(word.is_capitalised for word in words))


def _owner(subject: str) -> str:
    return f"{subject}'" if subject.endswith("s") else f"{subject}'s"


def _sentence(text: str) -> str:
    """Return a question with its marks and its capital."""
    plain = text.strip(" ?¿.!¡,")
    plain = plain[:1].upper() + plain[1:]
    return f"¿{plain}?" if detect_language(plain) == "es" else f"{plain}?"


# a part exchanged


def _exchanged(fragment: list[Word], rest: str, previous: str) -> str | None:
    """Return the previous question with the part exchanged that the fragment names another of; None where there is none."""
    words = split_words(previous)
    is_spanish = detect_language(previous) == "es"
    phrases = noun_phrases(words, is_spanish=is_spanish)
    for find in (_by_code, _by_month, _by_name, _by_ellipsis, _by_preposition, _by_one, _by_noun):
        if (found := find(fragment, words, phrases, is_spanish)) is not None:
            (start, end), text = found
            return _joined(previous, words, start, end, text or rest)
    return None


_Exchange = tuple[tuple[int, int], str] | None
"""Words of the previous question, half open, and what takes their place; the fragment itself where it is empty."""


def _by_code(fragment: list[Word], words: list[Word], _: list[NounPhrase], __: bool) -> _Exchange:
    """E25 in the place of E10, 2024 in that of 2023."""
    codes = [word for word in fragment if word.has_digit]
    if len(codes) != 1 or len([word for word in fragment if _is_content(word)]) != 1:
        return None
    shape = codes[0].text[0].isdigit()
    for at in reversed(range(len(words))):
        if words[at].has_digit and words[at].text[0].isdigit() == shape:
            return (at, at + 1), codes[0].text
    return None


def _by_month(fragment: list[Word], words: list[Word], _: list[NounPhrase], __: bool) -> _Exchange:
    months = [word for word in fragment if word.folded in MONTHS]
    if len(months) != 1 or sum(map(_is_content, fragment)) != 1:
        return None
    for at in reversed(range(len(words))):
        if words[at].folded in MONTHS:
            return (at, at + 1), months[0].text
    return None


def _by_name(fragment: list[Word], words: list[Word], _: list[NounPhrase], __: bool) -> _Exchange:
    """A name in the place of one; of several the one that is no place is meant."""
    if not all(word.is_capitalised for word in fragment):
        return None
    runs = name_runs(words)
    free = [run for run in runs if words[run[0] - 1].folded not in PREPOSITIONS | ARTICLES] or runs
    return (free[-1], "") if free else None


def _by_ellipsis(fragment: list[Word], words: list[Word], phrases: list[NounPhrase], is_spanish: bool) -> _Exchange:
    """ "La del local" in "la renta del piso" is "la renta del local": the complement that begins as it does."""
    if not is_spanish or len(fragment) < 3 or fragment[0].folded not in ARTICLES or fragment[1].folded not in OF:
        return None
    text = " ".join(word.text for word in fragment[1:])
    for phrase in sorted(phrases, key=lambda phrase: words[phrase.start].folded != fragment[0].folded):
        is_definite = [words[number].folded == "del" or words[number + 1].folded in ARTICLES for number in phrase.of]
        wants = fragment[1].folded == "del" or fragment[2].folded in ARTICLES
        same = [number for number, definite in zip(phrase.of, is_definite, strict=True) if definite == wants]
        if phrase.of:
            return ((same or phrase.of)[0], phrase.end), text
    return None


def _by_preposition(fragment: list[Word], words: list[Word], phrases: list[NounPhrase], is_spanish: bool) -> _Exchange:
    """ "Por el piso" in the place of "por el local", or of another complement."""
    if fragment[0].folded not in PREPOSITIONS or len(fragment) < 2:
        return None
    places = [at for at in range(1, len(words) - 1) if words[at].folded in PREPOSITIONS and at + 1 < len(words)]
    same = [at for at in places if words[at].folded == fragment[0].folded]
    starts = same or [
        at for at in places if not any(words[at].folded in OF and at > p.start + 3 for p in phrases if at in p.of)
    ]
    if not starts:
        return None
    start = starts[0] if same and fragment[0].folded in OF else starts[-1]
    return (start, _complement_end(words, start, is_spanish=is_spanish)), ""


def _complement_end(words: list[Word], start: int, *, is_spanish: bool) -> int:
    """Return where the complement ends that begins with a preposition."""
    for phrase in noun_phrases(words, is_spanish=is_spanish):
        if phrase.start <= start < phrase.end or phrase.start == start + 1:
            return phrase.end
    end = start + 1
    while end < len(words) and words[end].folded not in PREPOSITIONS | AUXILIARIES:
        end += 1
    return end


def _by_one(fragment: list[Word], words: list[Word], phrases: list[NounPhrase], is_spanish: bool) -> _Exchange:
    """ "The photography one" after "the pottery course" is "the photography course"."""
    if is_spanish or fragment[-1].folded not in ("one", "ones") or not phrases:
        return None
    phrase = phrases[-1]
    before = " ".join(word.text for word in fragment[:-1])
    return (phrase.start, phrase.head + 1), f"{before} {words[phrase.head].text}"


def _by_noun(fragment: list[Word], words: list[Word], phrases: list[NounPhrase], is_spanish: bool) -> _Exchange:
    """Another thing, or another of its attributes: "el plazo" in "la renta del piso", "the shop" in "the rent of the flat"."""
    own = noun_phrases(fragment, is_spanish=is_spanish)
    if len(own) != 1 or own[0].start or not phrases:
        return None
    head = fragment[own[0].head].folded
    for phrase in phrases:
        if words[phrase.head].folded == head:
            return (phrase.start, phrase.end), ""
    wants_attribute = is_attribute(fragment, own[0])
    attributes = [phrase for phrase in phrases if is_attribute(words, phrase)]
    if wants_attribute:
        return (_attribute_span(words, attributes[0]), "") if attributes else None
    if not attributes:
        return ((phrases[-1].start, phrases[-1].end), "")
    things = [phrase for phrase in phrases if phrase not in attributes]
    if things:
        return ((things[-1].start, things[-1].end), "")
    return _thing_of(fragment, words, attributes[-1])


def _attribute_span(words: list[Word], phrase: NounPhrase) -> tuple[int, int]:
    inner = [number for number in range(phrase.head, phrase.end) if words[number].folded in PREPOSITIONS]
    return phrase.start, min([phrase.end, *inner])


def _thing_of(fragment: list[Word], words: list[Word], phrase: NounPhrase) -> _Exchange:
    """Another thing in the complement of an attribute."""
    inner = [number for number in range(phrase.head, phrase.end) if words[number].folded in PREPOSITIONS]
    if not inner:
        return None
    text = " ".join(word.text for word in fragment)
    if words[inner[0]].folded in ("de", "del"):
        return (inner[0], phrase.end), f"del {text[3:]}" if fragment[0].folded == "el" else f"de {text}"
    return (inner[0] + 1, phrase.end), text


def _joined(previous: str, words: list[Word], start: int, end: int, text: str) -> str:
    """Return the previous question with another text in the place of some words, and a preposition that fits it."""
    first, last = words[start].start, words[end - 1].end
    if start < len(words) and words[start].folded == "del" and text.lower().startswith(("el ", "la ", "los ", "las ")):
        text = f"del {text[3:]}" if text.lower().startswith("el ") else f"de {text}"
    return previous[:first] + text + previous[last:]


def _text(question: str, words: list[Word], start: int, end: int) -> str:
    return question[words[start].start : words[end - 1].end]


def without_topic(text: str) -> str:
    """Return a question without the brackets that say what it is about."""
    return _BRACKETS.sub("", text).strip()


def chain(questions: Iterable[tuple[str, str]]) -> str:
    """Return the last question that says something, made to stand alone. Each comes with what was searched for, or ""."""
    last = ""
    for question, searched in questions:
        rewriting = rewrite(question, last) if last and not searched else None
        text = searched or (rewriting.text if rewriting and rewriting.is_certain else question[:LONGEST])
        last = text if content_stems(text) else last
    return last
