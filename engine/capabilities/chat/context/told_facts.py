"""Finds the sentences in which a person tells something to be remembered: of themselves, with names, numbers, dates, likes.

No model is asked. These sentences are what a summary must not lose, however small the model that writes it.
"""

from __future__ import annotations

from engine.text import sentences
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.names import missing_names, names
from engine.text.numbers import all_numbers, missing_numbers, readable_numbers
from engine.text.tokens import content_stems, fold

LONGEST_TEXT = 20_000
"""Characters of a message that are looked at."""
LONGEST_SENTENCE = 240
LONGEST_TOLD = 600
"""Characters of a message that a person wrote themselves, most likely."""
COVERED = 0.6
"""The part of a sentence's words that stand in notes which tell the same."""

_OF_ONESELF = LazyPattern(
    r"\b(?:i|i['’]?m|i['’]?ve|i['’]?d|me|my|mine|myself|we|our|us|ours"
    r"|yo|mi|mis|me|mio|mia|mios|mias|conmigo|nosotros|nosotras|nuestro|nuestra|nuestros|nuestras|nos"
    r"|soy|estoy|tengo|vivo|trabajo|naci|prefiero|odio|quiero|necesito|puedo|voy|vengo|hago|llevo|cumplo|estudio|uso"
    r"|conozco|pienso|creo|debo|pago|gano|peso|mido|compre|somos|estamos|tenemos|vivimos|vamos|queremos)\b"
)
_LIKES = LazyPattern(
    r"\b(?:like|likes|love|loves|hate|hates|prefer|prefers|favou?rite|allergic|allergy|vegetarian|vegan|can['’]?t stand"
    r"|gusta|gustan|encanta|encantan|odio|odia|prefiero|prefiere|favorit[oa]s?|preferid[oa]s?|alergi[ca]\w*|alergia"
    r"|vegetarian[oa]|vegan[oa]|soporto|detesto)\b"
)
_TO_REMEMBER = LazyPattern(
    r"\b(?:remember|keep in mind|note that|don['’]?t forget|recuerda|acuerdate|ten en cuenta|apunta|no olvides)\b"
)
_REQUEST = LazyPattern(
    r"^\W*(?:please\W+|por favor\W+|now\W+|ahora\W+|and\W+|y\W+)*"
    r"(?:(?:tell|explain|give|show|write|describe|list|summari[sz]e|translate|help|let['’]?s|let us|compare|find|calculate|solve"
    r"|convert|make|create|suggest|recommend|check|fix|rewrite|say|answer|continue|go on|can you|could you|would you"
    r"|compara|busca|calcula|resuelve|convierte|crea|sugiere|recomienda|comprueba|corrige|reescribe|prepara|traduce|resume"
    r"|describe|escribe|explica|haz|di|responde|continua|sigue|volvamos|puedes|podrias)\b"
    r"|(?:dime|danos|dame|cuentame|explicame|escribeme|hazme|muestrame|ayudame|recomiendame|proponme|buscame|traduceme)\b"
    r"|i (?:want|would like|need) (?:to know|you to)\b|i['’]d like (?:to know|you to)\b"
    r"|(?:quiero|quisiera|necesito|me gustaria) (?:saber|que me|entender)\b)"
)
"""The beginning of a sentence that asks for something: its names and numbers are no facts."""
_DAYS = LazyPattern(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    r"|tomorrow|manana|january|february|march|april|june|july|august|september|october|november|december|enero|febrero"
    r"|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b"
)


def told_facts(text: str) -> list[str]:
    """Return the sentences of a person's message that tell a fact, in order, each on one line.

    Of a long message, which may be pasted, only what they say of themselves.
    """
    is_short, text = len(text) <= LONGEST_TOLD, text[:LONGEST_TEXT]
    lines = (" ".join(text[slice(*span)].split()) for span in sentences.spans(text))
    return [line for line in lines if _tells(line, is_short)]


def is_covered(sentence: str, notes: str) -> bool:
    """Return whether notes hold all names and numbers of a sentence, and most of its words."""
    stems, known = frozenset(content_stems(sentence)), frozenset(content_stems(notes))
    if missing_numbers(sentence, readable_numbers(notes)) or missing_names(sentence, known):
        return False
    return len(stems & known) >= COVERED * len(stems)


def is_supported(line: str, turns: str) -> bool:
    """Return whether a model's line rests on the turns of a conversation: its numbers, and a third of its words, stand there."""
    stems, known = frozenset(content_stems(line)), frozenset(content_stems(turns))
    return not missing_numbers(line, readable_numbers(turns)) and 3 * len(stems & known) >= len(stems)


def _tells(sentence: str, is_told: bool) -> bool:
    if _asks(sentence) or len(sentence) > LONGEST_SENTENCE:
        return False
    folded = fold(sentence)
    if _TO_REMEMBER.search(folded):
        return True
    if _REQUEST.search(folded):
        return False
    is_own = is_told or bool(_OF_ONESELF.search(folded))
    is_definite = bool(all_numbers(sentence) or names(sentence) or _LIKES.search(folded) or _DAYS.search(folded))
    return is_own and is_definite


def _asks(sentence: str) -> bool:
    return sentence.rstrip(' "”»)').endswith("?")
