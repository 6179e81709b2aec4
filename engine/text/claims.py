"""Tells which sentences of an answer claim something about the world that a source could support."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from engine.text import sentences
from engine.text.names import names
from engine.text.numbers import all_numbers
from engine.text.tokens import content_stems, fold, words

FEWEST_STEMS = 2
"""Content words, without names and numbers: "Sí, claro." claims nothing of its own."""
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_NEGATIONS = frozenset(
    "no nunca jamas tampoco ni sin ningun ninguna ninguno nadie not never cannot without nobody none neither nor".split()
)
_NOT_NEGATIVE = frozenset(
    "solo solamente obstante embargo todo toda todos todas siempre only just all every everything everyone always".split()
)
"""Words after which a "no" denies nothing: no solo, no obstante, not only; no todos are some."""
REACH = 4
"""Words after a negation within which it denies a word: no es siempre gratuita."""
_LEADING_ANSWER = re.compile(r"^\W*(?:no|si|yes)\s*[,.;:]\s*")
_SHORT_NOT = re.compile(r"n['’]t\b")
_ABOUT_THE_TEXT = re.compile(
    r"\b(?:pasajes?|textos?|documentos?|fragmentos?|informacion|passages?|texts?|documents?|information|context|contexto)\b"
)
_LACKS = re.compile(
    r"\bno\b.{0,40}\b(?:contien|mencion|indic|especific|encuentr|proporcion|aparec|dic|se dan?\b|hay|inclu|detall|ofrec|figur)"
    r"|\b(?:not|n['’]t|no)\b.{0,40}\b(?:contain|mention|specif|provid|say|stat|give|includ|information|indicat|find|found)"
)
_SMALL_TALK = re.compile(
    r"^\W*(?:espero que|si (?:tienes|tiene|necesitas|necesita)\b|no dudes|gracias|de nada|por favor|hola\b|claro\b"
    r"|i hope|hope this|if you (?:have|need)|let me know|please|feel free|thank|you['’]re welcome|hello\b|sure\b)"
    r"|\b(?:otra pregunta|mas preguntas|other questions|further questions|any questions)\b"
)


def is_claim(answer: str, span: tuple[int, int]) -> bool:
    """Return whether the sentence at `span` of the answer claims something.

    Questions, lead-ins that end with a colon, small talk, code, and statements that the passages do not hold an answer do not.
    """
    sentence = answer[slice(*span)].strip()
    if sentence.rstrip('*_ »”"').endswith(("?", ":")) or _is_in_code(answer, span[0]):
        return False
    folded = fold(sentence)
    if _SMALL_TALK.search(folded) or says_nothing_found(sentence):
        return False
    return len(set(content_stems(sentence))) >= FEWEST_STEMS or bool(all_numbers(sentence) or names(sentence))


def is_question(text: str) -> bool:
    """Return whether all sentences of a text are questions."""
    spans = sentences.spans(text)
    return bool(spans) and all(text[slice(*span)].rstrip('*_ »”"').endswith("?") for span in spans)


def says_nothing_found(sentence: str) -> bool:
    """Return whether a sentence says that the text does not hold the answer."""
    folded = fold(sentence)
    return bool(_ABOUT_THE_TEXT.search(folded) and _LACKS.search(folded))


def denied_stems(text: str) -> frozenset[str]:
    """Return the content stems that only follow a "no", "without" or the like; each denies the first one within a few words.

    "No, …" as the answer to a question denies nothing by itself.
    """
    tokens = _tokens(text)
    denied: Counter[str] = Counter()
    for at in _negations(tokens):
        denied.update(content_stems(" ".join(tokens[at + 1 : at + 1 + REACH]))[:1])
    affirmed = Counter(content_stems(" ".join(tokens))) - denied
    return frozenset(denied) - frozenset(affirmed)


def has_negation(text: str) -> bool:
    """Return whether anything in a text is denied."""
    return any(True for _ in _negations(_tokens(text)))


def _tokens(text: str) -> list[str]:
    return list(words(_SHORT_NOT.sub(" not", _LEADING_ANSWER.sub("", fold(text)))))


def _negations(tokens: Sequence[str]) -> Iterator[int]:
    """Yield the places of the words that deny what follows."""
    for at, word in enumerate(tokens[:-1]):
        if word in _NEGATIONS and tokens[at + 1] not in _NOT_NEGATIVE:
            yield at


def _is_in_code(answer: str, at: int) -> bool:
    return len(_FENCE.findall(answer, 0, at + 3)) % 2 == 1
