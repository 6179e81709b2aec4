"""The rest of a question about a collection: what the files must mention, be dated, be in. All of it has to be understood."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.capabilities.documents.collection_questions.parsing.money_filters import (
    STATUS_FORMS,
    read_direction,
    read_due,
    read_limit,
    read_status,
)
from engine.capabilities.documents.collection_questions.parsing.reading import QuestionReading
from engine.capabilities.documents.collection_questions.question import CollectionQuestion, DateSpan
from engine.capabilities.documents.collection_questions.vocabulary import (
    FILE_TYPES,
    GROUPS,
    KINDS,
    MONEY_KINDS,
    either,
)
from engine.protocol.children.indexing import DOCUMENT_SUFFIXES
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.values.dates import MONTHS, month_number
from engine.text.values.folding import fold_aligned

_YEAR = r"(?:19|20)\d\d"
_MONTHS = MONTHS
_GROUP_WORDS = "|".join(sorted((word for words in GROUPS.values() for word in words.split("|")), key=len, reverse=True))
_DATED = (
    r"(?:(?:que (?:son|sean) |con fecha |fechad[oa]s |emitid[oa]s |cread[oa]s |modificad[oa]s |guardad[oa]s |firmad[oa]s |"
    r"dated |created |modified |written |saved |issued |signed )?"
    r"(?:de|del|en|desde|durante|para|from|in|of|for|during|on) |dated |con fecha |fechad[oa]s? )"
)
_DATE = (
    rf"{_DATED}(?:el |the |todo |este |whole )?(?:ano |year |mes de |month of )?"
    rf"(?:(?P<month>{_MONTHS})(?:,? (?:de |del |of )?(?P<month_year>{_YEAR}))?|(?P<year>{_YEAR}))"
)
_RELATIVE = (
    r"(?:de |en |durante |of |from |in )?(?P<relative>este ano|this year|el ano pasado|del ano pasado|last year|del ano|"
    r"de este ano)"
)
_GROUPED = (
    rf"(?:,? ?(?:agrupad[oa]s?|desglosad[oa]s?|clasificad[oa]s?|separad[oa]s?|repartid[oa]s?|grouped|broken down|split|"
    rf"sorted) )?"
    rf"(?:por cada|por|segun el|segun la|by|per|for each|for every|de cada|cada|al|each|every) (?P<group>{_GROUP_WORDS})"
    r"|(?P<group_word>mensual(?:es|mente)?|anual(?:es|mente)?|monthly|yearly|annually)"
)
_EXISTS = (
    r"(?:que )?(?:hay|existen|tengo|tenemos|tienes|guardo|he guardado|are there|there are|do (?:i|we|you) have|have (?:i|"
    r"we) got|"
    r"(?:i|we|you) have|exist)(?: guardad[oa]s| stored| saved| indexad[oa]s| indexed)?"
)
_EVERYWHERE = (
    r"(?:are |estan |esten |that are )?(?:en|de|in|of|from|across) (?:total|todo|all|(?:(?:toda |todos |all )?(?:la|las|"
    r"mi|mis|los|el|esta|este|tu|tus|the|my|our|this|these|"
    r"your) )(?:(?:whole|entire) )?(?:coleccion|colecciones|biblioteca|documentos|archivos|ficheros|carpeta|collections?|"
    r"library|documents?|"
    r"files?|folder)(?: completa| entera| indexad[oa]s| indexed)?)|in total|altogether|overall|aqui|here|en conjunto|"
    r"juntas?|juntos|"
    r"combined|together|distint[oa]s|different|indexed|indexad[oa]s|guardad[oa]s|stored|que hay|which exist|por favor|"
    r"please|exactamente|exactly"
)
_FOLDER = (
    r"(?:(?:que estan |which are |that are )?(?:en|de|in|from|under|inside) (?:la |the |mi |my )?(?:carpeta|folder|"
    r"directorio|directory) )(?P<folder>.+?)"
)
_FOLDER_EN = r"(?:in|from|under|inside) (?:the |my )(?P<folder_en>[\w.-]+) (?:folder|directory)"
_LANGUAGE = (
    r"(?:(?:que estan |escrit[oa]s |redactad[oa]s |written |which are |that are )?(?:en|in) )"
    r"(?P<language>espanol|castellano|spanish|ingles|english)"
)
_TYPE_WORDS = "|".join(
    sorted((either(nouns) for kind, (nouns, _) in FILE_TYPES.items() if kind), key=len, reverse=True)
)
_TYPE = (
    rf"(?:que (?:son|sean|estan en) |which are |that are )?(?:(?:en|de|in|of|as|con) (?:formato |tipo |type "
    rf")?)?(?P<type>{_TYPE_WORDS})(?: format)?"
)
_VERBS = (
    r"mencion(?:a|an|en|e)|mention(?:s|ed|ing)?|habl(?:a|an|en) (?:de|sobre|acerca de)|trat(?:a|an|en) (?:de|sobre|acerca de)|"
    r"conti(?:ene|enen)|conteng(?:a|an)|inclu(?:ye|yen|ya|yan)|cit(?:a|an|en)|nombr(?:a|an|en)|"
    r"se refier(?:e|en) a|refier(?:e|en) a|hac(?:e|en) referencia a|dic(?:e|en)|"
    r"contain(?:s|ing)?|include(?:s)?|including|cite(?:s)?|refer(?:s)? to|talk(?:s)? about|speak(?:s)? (?:of|about)|"
    r"say(?:s)?|discuss(?:es)?"
)
_ABOUT = (
    r"(?:que (?:son |van )?|which are |that are |are |is |son |van |relacionad[oa]s con|related to)?\s?"
    r"(?:sobre|acerca de|relacionad[oa]s con|referentes a|relativ[oa]s a|about|regarding|concerning|related to|with the "
    r"words?|con las? palabras?)"
)
_WORD = (
    r"(?:las? palabras? |el termino |el texto |the words? |the term |the text |the phrase |la frase |la expresion )?"
)
_MENTION = (
    rf"(?:que |which |that )?(?P<negated>no |don'?t |do not |does not |doesn'?t )?(?:{_VERBS}|{_ABOUT}) "
    rf"{_WORD}(?P<mention>.+?)"
)
_APPEARS = (
    rf"(?:se (?:menciona|mencionan|habla de|nombra|cita|trata)|aparecen?|sale|salen|figuran?|esta) {_WORD}(?P<appears>.+?)"
    rf"|(?:does|do|is|are) (?:the (?:word|words|term|name) )?(?P<appears_en>.+?) (?:appear|occur|mentioned|named|cited|"
    rf"discussed)"
    r"|(?:the (?:word|words|term|name) )(?P<appears_word>.+?) (?:appears?|occurs?|is mentioned|is used)"
)
_TOTAL = r"(?:que )?(?:suman|importan|cuestan|en euros|in euros|en dolares|in dollars|en libras|in pounds)"
_ENTITY = (
    r"(?:(?:que (?:son|vienen) |son |vienen |emitid[oa]s |firmad[oa]s |recibid[oa]s |enviad[oa]s |hech[oa]s |"
    r"issued |sent |signed |received |made )?"
    r"(?:del|de la|de los|de las|de|al|a la|a los|a|por|para el|para la|para|con el|con la|con|en el|en la|en|from|to|by|"
    r"for|of|with|on|at) )"
    r"(?P<entity>.+?)"
)
_ENDS = (
    rf"(?=$|,? (?:{_DATE.replace('?P<month_year>', '?:').replace('?P<month>', '?:').replace('?P<year>', '?:')})(?:$| )"
)
_ENDS += rf"|,? (?:{_RELATIVE.replace('?P<relative>', '?:')})(?:$| )"
_ENDS += rf"|,? (?:{_GROUPED.replace('?P<group>', '?:').replace('?P<group_word>', '?:')})$"
_ENDS += (
    rf"|,? (?:{_EVERYWHERE})(?:$| )|,? {_EXISTS}(?:$| )|,? (?:{_FOLDER.replace('(?P<folder>.+?)', '')})|,? (?:y|"
    rf"and) (?:{_VERBS}) |,? (?:{STATUS_FORMS})(?:$| ))"
)
_VERB_WORDS = frozenset(
    "es son era eran fue fueron esta estan esten hay han haya hayan puede pueden pueda puedan debe deben debo debemos "
    "tiene tienen "
    "tengo se me le les necesito necesita necesitan necesario necesaria necesarios necesarias hacen hace falta requiere "
    "requieren "
    "exige exigen presentar pagar entregar enviar recibir vence vencen vencio caduca caducan sirve sirven incluye "
    "is are was were be been has have had do does did can could should must may might will would need needs needed require "
    "required requires expire expires submit submitted pay paid filed published allowed produced made signed sold given "
    "que which who whom whose cuando when si if porque because donde where como how cuanto quien "
    "what why how quienes cual cuales cuanta cuantos cuantas mi ti ella ellas ellos eso esto esa ese you him her them us it this "
    "that these those "
    "permite permiten publicaron presentaron vendieron vendio produjo firmo firmaron recibieron recibio tarda dura".split()
)
_QUOTED = LazyPattern(r"[\"“«'‘]([^\"”»'’]+)[\"”»'’]")
_LEAD = LazyPattern(r"^(?:the|a|an|any|some|el|la|los|las|un|una|unos|unas|algun|alguna|al|del)\s+", re.IGNORECASE)
_LINKS, _APOSTROPHE = frozenset("de del la y e of the and &".split()), LazyPattern("['’]")
MOST_WORDS = 8
_LOWER_WORDS = 3
_AMBIGUOUS = frozenset(
    ("report", "article", "note", "form", "letter", "policy", "order", "minutes", "certificate", "statement")
)


def read_filters(
    question: CollectionQuestion, folded: str, written: str, this_year: int
) -> tuple[CollectionQuestion, bool] | None:
    """Return the question with the filters of the rest of its text, and whether there are any; None where a word is left over."""
    reading = QuestionReading(question, folded, written)
    reading.cut(0)
    while reading.folded:
        if not any(step(reading, this_year) for step in _READERS):
            return None
    return reading.question, reading.has_filter


def _match(pattern: LazyPattern, reading: QuestionReading) -> re.Match[str] | None:
    return pattern.match(reading.folded)


def _read_group(reading: QuestionReading, _: int) -> bool:
    match = _match(_GROUP, reading)
    if match is None or reading.question.group:
        return False
    said = match["group"] or match["group_word"]
    group = next(name for name, words in GROUPS.items() if said in words.split("|"))
    return reading.accept(match, group=group)


def _read_date(reading: QuestionReading, this_year: int) -> bool:
    if reading.question.date is not None:
        return False
    if match := _match(_RELATIVES, reading):
        is_last = "pasado" in match["relative"] or "last" in match["relative"]
        return reading.accept(match, date=DateSpan(str(this_year - is_last)))
    match = _match(_DATES, reading)
    if match is None:
        return False
    if match["year"]:
        return reading.accept(match, date=DateSpan(match["year"]))
    month = f"-{month_number(match['month']):02}"
    return reading.accept(match, date=DateSpan(f"{match['month_year'] or ''}{month}"))


def _read_everywhere(reading: QuestionReading, _: int) -> bool:
    match = _match(_ALL, reading)
    if match is None:
        return False
    reading.has_filter = reading.has_filter or match["exists"] is not None
    reading.cut(match.end())
    return True


def _read_folder(reading: QuestionReading, _: int) -> bool:
    match = _match(_FOLDERS, reading)
    if match is None or reading.question.folder:
        return False
    name = "folder" if match["folder"] else "folder_en"
    return reading.accept(match, folder=_unquoted(reading.written[slice(*match.span(name))]))


def _read_document(reading: QuestionReading, _: int) -> bool:
    match = _match(_DOCUMENTS, reading)
    if match is None or reading.question.document:
        return False
    return reading.accept(match, document=reading.written[slice(*match.span("document"))])


def _read_language(reading: QuestionReading, _: int) -> bool:
    match = _match(_LANGUAGES, reading)
    if match is None or reading.question.language:
        return False
    return reading.accept(match, language="en" if match["language"] in ("ingles", "english") else "es")


def _read_type(reading: QuestionReading, _: int) -> bool:
    match = _match(_TYPES, reading)
    if match is None or reading.question.file_type:
        return False
    return reading.accept(match, file_type=file_type(match["type"]))


def file_type(noun: str) -> str:
    """Return the type of files that a folded noun names, empty for all."""
    return next((name for name, (nouns, _) in FILE_TYPES.items() if re.fullmatch(either(nouns), noun)), "")


def kind_of(noun: str) -> str:
    """Return the kind of documents that a folded noun names, empty for none."""
    return next((name for name, nouns in KINDS.items() if re.fullmatch(either(nouns), noun)), "")


def _read_mention(reading: QuestionReading, _: int) -> bool:
    match = _match(_MENTIONS, reading)
    if match is None:
        return False
    name = next(name for name in ("mention", "appears", "appears_en", "appears_word") if match[name] is not None)
    text = reading.written[slice(*match.span(name))]
    terms = _terms(text)
    if not terms or (not _QUOTED.search(text) and len(text.split()) > MOST_WORDS) or _has_verb(text):
        return False
    asked = reading.question
    is_negated = asked.is_negated or bool(match["negated"])
    return reading.accept(match, mentions=(*asked.mentions, *terms), is_negated=is_negated)


def _read_entity(reading: QuestionReading, _: int) -> bool:
    match = _match(_ENTITIES, reading)
    if match is None or reading.question.entity:
        return False
    written = reading.written[slice(*match.span("entity"))].strip(" ,.")
    if not written or not _is_entity(written, reading.question):
        return False
    return reading.accept(match, entity=_LEAD.sub("", _unquoted(written)))


def _read_payee(reading: QuestionReading, _: int) -> bool:
    """Read the name right after "pay": "How much did I pay Acme?"."""
    match = _match(_PAYEES, reading) if reading.question.is_payment and not reading.question.entity else None
    written = reading.written[slice(*match.span("entity"))].strip(" ,.") if match else ""
    if match is None or not written[:1].isupper() or not _is_entity(written, reading.question):
        return False
    return reading.accept(match, entity=written)


def _read_total(reading: QuestionReading, _: int) -> bool:
    match = _match(_TOTALS, reading)
    if match is None:
        return False
    reading.cut(match.end())
    return True


def _is_entity(written: str, question: CollectionQuestion) -> bool:
    """Return whether the words can name somebody or something, and hold no other question."""
    words = _LEAD.sub("", written).split()
    if not words or len(words) > MOST_WORDS:
        return False
    if _QUOTED.search(written):
        return True
    if _has_verb(written):
        return False
    if words[0][:1].isupper() or words[0][:1].isdigit():
        return True
    is_money = question.is_payment or question.kind in MONEY_KINDS
    is_certain = bool(question.kind) and question.kind not in _AMBIGUOUS
    return len(words) <= _LOWER_WORDS and (is_money or is_certain)


def is_name(written: str) -> bool:
    """Return whether words are a name alone: with capitals, few, and without a verb."""
    words = [word for word in written.split() if word.lower() not in _LINKS]
    is_written_so = all(word[0].isupper() and not _APOSTROPHE.search(word) for word in words)
    return 0 < len(words) <= _LOWER_WORDS + 1 and written[0].isupper() and is_written_so and not _has_verb(written)


def _has_verb(text: str) -> bool:
    return any(word.strip(",.;:") in _VERB_WORDS for word in fold_aligned(text).split())


def _terms(text: str) -> tuple[tuple[str, ...], ...]:
    """Return groups of terms: all groups have to be there, of each of them one term."""
    quoted = _QUOTED.findall(text)
    if quoted and not _QUOTED.sub("", text).strip(" ,.").replace(" y ", "").replace(" and ", ""):
        return tuple((term,) for term in quoted)
    groups = re.split(r"\s+(?:y|e|and)\s+|\s*,\s*", text.strip(" .,"))
    named = (tuple(filter(None, map(_term, re.split(r"\s+(?:o|u|or)\s+", group)))) for group in groups)
    return tuple(group for group in named if group)


def _term(text: str) -> str:
    return _LEAD.sub("", text.strip(" .,;:\"'“”«»"))


def _unquoted(text: str) -> str:
    match = _QUOTED.search(text)
    return (match[1] if match else text).strip(" ,.\"'")


def _whole(pattern: str) -> LazyPattern:
    return LazyPattern(rf"(?:{pattern})(?=$|[ ,])")


_GROUP, _DATES, _RELATIVES = _whole(_GROUPED), _whole(_DATE), _whole(_RELATIVE)
_ALL = LazyPattern(rf"(?:(?P<exists>{_EXISTS})|{_EVERYWHERE})(?=$|[ ,])")
_FOLDERS, _LANGUAGES = LazyPattern(rf"(?:{_FOLDER}{_ENDS}|{_FOLDER_EN}(?=$|[ ,]))"), _whole(_LANGUAGE)
_DOCUMENTS = _whole(
    r"(?:de|del|en|in|of|from|for) (?:el |the |este |this )?(?:archivo |fichero |documento |libro |hoja |file |document |sheet )?"
    rf"[\"“«']?(?P<document>[\w.()-]+\.(?:{'|'.join(sorted(suffix[1:] for suffix in DOCUMENT_SUFFIXES))}))[\"”»']?"
)
_TYPES, _TOTALS = _whole(_TYPE), _whole(_TOTAL)
_MENTIONS = LazyPattern(rf"(?:(?:{_MENTION}|{_APPEARS}){_ENDS})")
_ENTITIES, _PAYEES = LazyPattern(rf"{_ENTITY}{_ENDS}"), LazyPattern(rf"(?P<entity>.+?){_ENDS}")
_READERS: tuple[Callable[[QuestionReading, int], bool], ...] = (
    _read_group,
    read_status,
    read_direction,
    read_due,
    read_limit,
    _read_date,
    _read_document,
    _read_folder,
    _read_language,
    _read_everywhere,
    _read_total,
    _read_type,
    _read_mention,
    _read_entity,
    _read_payee,
)
