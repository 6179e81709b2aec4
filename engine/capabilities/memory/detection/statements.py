"""Statements about the person: which sentences tell a lasting fact or preference, of what kind, and about what."""

from __future__ import annotations

import re

import msgspec

from engine.capabilities.memory.detection.folding import fold_aligned
from engine.capabilities.memory.detection.patterns import read_patterns
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.tokens import stem

OTHER = "other"
"""The kind of a fact of which no pattern tells more."""
LONGEST_STATEMENT = 220
"""Characters. Longer sentences tell a story."""
_LEAD = LazyPattern(
    r"(?:(?:well|so|also|and|but|by the way|btw|hi|hello|hey|ok|okay|oh|actually|in fact|fyi|just so you know|"
    r"for your information"
    r"|(?:yes|no|si)(?=[,.!])|sorry|thanks|thank you|besides|oh and|please note|note that|keep in mind that|"
    r"about me|hola|oye|bueno|pues|vale|ah|eh|por cierto|ademas"
    r"|tambien|y|pero|que sepas que|para que lo sepas|gracias|buenas|buenos dias|la verdad es que|en realidad|"
    r"sobre mi|mira|ten en cuenta que)[ ,:;.!]+)*"
)
_NOT_CERTAIN = LazyPattern(
    r"\b(?:if|would|could|might|maybe|perhaps|suppose|supposing|imagine|pretend|hypothetically|wish|wished|"
    r"as if|as though|let's say|say i|probably"
    r"|podria|podrias|seria|tal vez|quiza|quizas|ojala|imagina|imaginemos|supon|supongamos|pongamos|como si|"
    r"a lo mejor|probablemente|hipotetic\w+|dicen que"
    r"|he says|she says|he said|she said|they said|they say|dijo|dice que|dijeron|segun)\b"
)
_NAMED = LazyPattern(
    r"(\b(?:[Mm]y|[Oo]ur|[Mm]i|[Nn]uestr[oa])(?: [a-zñáéíóú-]+){1,2} )([A-ZÁÉÍÓÚÑ][\w'-]+) (?=[a-zñáéíóú'])"
)
"""A relative with a name, which stands there without it: my brother Owen is …"""
_SPANISH_IF = LazyPattern(r"\bsi\b", re.IGNORECASE)
"""Of the text with its accents: "sí" is not "si"."""
_PASSING = LazyPattern(
    r"\b(?:today|tonight|right now|at the moment|this (?:morning|afternoon|evening|week|weekend)|yesterday|"
    r"last (?:night|week)|just now|so far|tomorrow|again|in (?:an?|\w+) (?:minutes?|hours?)"
    r"|hoy|esta (?:manana|noche|tarde|semana)|ahora mismo|en este momento|ayer|anoche|de momento|por ahora|para manana|otra vez"
    r"|en \w+ (?:minutos?|horas?))\b"
)
_OBJECTLESS = LazyPattern(
    r"\b(?:this|that|it|these|those|esto|eso|este|esta|ese|esa|aquello)$|"
    r"\b(?:your|tu|tus) (?:answer|reply|response|idea|suggestion|explanation|respuesta|idea|propuesta|"
    r"sugerencia|explicacion)\b"
)


class Statement(msgspec.Struct, frozen=True):
    """A kind of fact and its `slot`: two statements of one slot cannot both be true. `slot` is empty where many can."""

    kind: str
    slot: str


def statement(sentence: str) -> Statement | None:
    """Return the fact that a sentence states about the person, None for any other sentence."""
    if len(sentence) > LONGEST_STATEMENT or "?" in sentence or "¿" in sentence or sentence[:1] in "\"'“«-*…":
        return None
    named = _NAMED.search(sentence)
    sentence = _NAMED.sub(r"\1", sentence)
    folded = fold_aligned(sentence).rstrip(" .!")
    start = lead_length(sentence)
    body = folded[start:]
    if _NOT_CERTAIN.search(body) or _SPANISH_IF.search(sentence[start:]) or _OBJECTLESS.search(body):
        return None
    is_passing = bool(_PASSING.search(body))
    for pattern in read_patterns():
        if (match := pattern.regex.match(body)) and not (is_passing and not pattern.is_dated):
            slot = _slot(pattern.slot, match)
            return Statement(pattern.kind, f"{slot}:{named.group(2).lower()}" if slot and named else slot)
    return None


def subject_of(content: str) -> Statement:
    """Return kind and slot of something that the person asked to remember, whatever it is.

    Without a pattern that tells more it is about what stands before its verb: "The wifi password is …".
    """
    known = statement(content)
    if known is not None and known.kind != OTHER:
        return known
    head = re.match(
        r"(.{3,60}?)(?: (?:is|are|was|will be|es|son|esta|estan|sera|se llama)\b|(?<!\d):)", fold_aligned(content)
    )
    key = _key(head.group(1)) if head else ""
    is_told = known is not None  # not asked to be remembered: "My dog is brown" and "My dog is old" are both true
    return Statement(OTHER, f"other:{key}" if key and not (is_told and " " not in key) else "")


def lead_length(sentence: str) -> int:
    """Return the number of characters before the statement itself: "By the way, …"."""
    match = _LEAD.match(fold_aligned(sentence))
    return match.end() if match else 0


def _slot(template: str, match: re.Match[str]) -> str:
    """Fill a pattern's slot with the named parts of its match; empty where one of them is missing, or can be true twice."""
    parts = {name: _key(value or "") for name, value in match.groupdict().items()}
    if "what" in parts:
        parts["what"] = parts["what"] if parts["what"] in _SINGLE else ""
    needed = re.findall(r"{(\w+)}", template)
    return template.format_map(parts) if all(parts.get(name) for name in needed) else ""


def _key(words: str) -> str:
    """Return the words of a key in one form and order: singular, without articles and possessives, some in one language."""
    kept = [word for word in re.findall(r"[^\W_]+", words) if word not in _EMPTY]
    return " ".join(sorted(_SAME.get(word, stem(word)) for word in kept))


_EMPTY = frozenset(
    "my our mi mis nuestro nuestra the el la los las a an un una of de del for para that s se younger older".split()
)
_SINGLE = frozenset({"called", "lives", "works"})
"""Verbs that say one thing only of a person: who is called Marta is not called Elena."""
_SAME_WORDS = """
wife mujer esposa / husband marido esposo / partner pareja / girlfriend novia / boyfriend novio / son hijo / daughter hija
brother hermano / sister hermana / mother madre mum mom mama / father padre dad papa / grandmother abuela grandma
grandfather abuelo grandpa / dog perro perra / cat gato gata / boss jefe jefa / car coche / birthday cumpleanos / colour color
favourite favorito favorita favorite preferido preferida / food comida plato / deadline plazo / exam examen / wedding boda
doctor medico medica / phone telefono movil / email correo / address direccion / called named llama llaman
lives live vive viven / works work trabaja trabajan / football futbol / tea te / coffee cafe / city ciudad / team equipo
school colegio escuela / university universidad / password contrasena clave / book libro / film pelicula movie / flight vuelo
"""
_SAME = {word: line.split()[0] for line in _SAME_WORDS.replace("/", "\n").strip().split("\n") for word in line.split()}
"""Words of keys → the one that stands for them."""
