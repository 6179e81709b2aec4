"""Recognises questions about a whole collection by rules, in Spanish and English. One that is not understood whole is none."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from engine.capabilities.documents.collection_questions.parsing.filters import file_type, kind_of, read_filters
from engine.capabilities.documents.collection_questions.parsing.rewording import rewordings
from engine.capabilities.documents.collection_questions.question import CollectionQuestion, Operation
from engine.capabilities.documents.collection_questions.vocabulary import (
    COLUMNS,
    FILE_TYPES,
    KINDS,
    MONEY_KINDS,
    either,
    plural,
)
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.values.folding import fold_aligned

LONGEST = 200
"""Characters of a question that is looked at: a longer one says more than rules understand."""


def _longest_first(alternatives: Iterable[str]) -> str:
    """Return all alternatives as one, so that "word document" is tried before "word"."""
    return "|".join(sorted({form for each in alternatives for form in each.split("|")}, key=len, reverse=True))


_ANY = (*KINDS.values(), *(nouns for nouns, _ in FILE_TYPES.values()))
_NOUNS, _EACH = _longest_first(map(plural, _ANY)), _longest_first(map(either, _ANY))
_SINGULAR, _ANY_SINGULAR = _longest_first(KINDS.values()), _longest_first(_ANY)
_VALUES, _VALUE = _longest_first(map(plural, COLUMNS.values())), _longest_first(map(either, COLUMNS.values()))
_MONEY = _longest_first(plural(KINDS[kind]) for kind in MONEY_KINDS)
_D, _V, _ONE = rf"(?P<noun>{_NOUNS})", rf"(?P<value>{_VALUES})", rf"(?P<one>{_SINGULAR})"
_ES = (
    r"(?:(?:todos|todas) (?:los|las|mis|nuestros|nuestras) |(?:todos|todas|los|las|mis|nuestros|nuestras|estos|estas|"
    r"esos|esas|tus) )"
)
_EN = r"(?:all of (?:the|my|our|these) |all (?:the|my|our|these) |(?:all|the|my|our|these|those|every|each) )"
_ASK_ES = (
    r"(?:y )?(?:por favor,? )?(?:(?:me )?(?:puedes|podrias) (?:decirme|decir|calcular|calcularme|darme|dar|mostrarme|"
    r"listar|listarme|sumar|sumarme) |"
    r"dime |sabes |quiero saber |necesito saber |quisiera saber |calcula(?:me)? |dame |muestra(?:me)? )?"
)
_ASK_EN = (
    r"(?:and )?(?:please,? )?(?:(?:can|could) you (?:please )?(?:tell me |calculate |give me |show me )?|tell me |do you "
    r"know |i want to know |calculate |compute |"
    r"give me |show me |work out )?"
)
_LIST_OF_ES = r"(?:(?:una|la) lista (?:completa )?(?:de|con) |(?:un|el) listado (?:completo )?(?:de|con) )"
_LIST_OF_EN = r"(?:(?:a|the) (?:full |complete )?list (?:of|with) )"
_DEAREST = (
    r"mas car[oa]|mas alt[oa]|mas grande|de mayor importe|con (?:el )?mayor importe|de importe mas alto|con el importe "
    r"mas alto|mayor|mas elevad[oa]"
)
_CHEAPEST = (
    r"mas barat[oa]|mas baj[oa]|mas pequen[oa]|de menor importe|con (?:el )?menor importe|con el importe mas bajo|menor"
)
_LARGEST = r"largest|biggest|highest|most expensive|dearest|greatest"
_SMALLEST = r"smallest|lowest|cheapest|least expensive"
_MEAN = (
    r"media|promedio|importe medio|valor medio|gasto medio|precio medio|total medio|importe promedio|average|mean|"
    r"average amount|average total|"
    r"average value|average price|mean amount|mean value"
)
_MOST = (
    r"importe maximo|maximo importe|maximo|importe mas alto|mayor importe|valor maximo|mayor|maximum|max|maximum amount|"
    r"highest amount|largest amount|"
    r"highest total|largest total|highest|largest|highest value|biggest amount"
)
_LEAST = (
    r"importe minimo|minimo importe|minimo|importe mas bajo|menor importe|valor minimo|menor|minimum|min|minimum amount|"
    r"lowest amount|smallest amount|"
    r"lowest total|smallest total|lowest|smallest|lowest value"
)
_SUM_ES = r"total|suma|suma total|sumatorio|importe total|monto total|valor total|coste total|gasto total|total general"
_SUM_EN = (
    r"(?:grand |combined |overall )?(?:total|sum|total sum|total amount|total value|total cost|total price|sum total)"
)
_PAID_ES = r"(?:pagado|gastado|abonado|facturado|cobrado|desembolsado)"
_PAID_EN = r"(?:pay|paid|spend|spent|billed|bill|invoiced|invoice|charged)"


class _Head(msgspec.Struct, frozen=True):
    """The beginning of a question, and what it asks. `needs_filter`: alone it is too general to be sure; `is_bare`: it has to
    say of which day, state or amount.
    """

    operation: Operation
    form: LazyPattern
    needs_filter: bool = False
    is_payment: bool = False
    is_bare: bool = False


def _head(
    operation: Operation, form: str, needs_filter: bool = False, is_payment: bool = False, is_bare: bool = False
) -> _Head:
    return _Head(operation, LazyPattern(rf"(?:{form})(?=$|[ ,])"), needs_filter, is_payment, is_bare)


_HEADS = (
    _head("count", rf"{_ASK_ES}(?:en )?cuant[oa]s (?:de (?:los|las|mis) )?{_D}"),
    _head("count", rf"{_ASK_ES}(?:cual es )?(?:el numero|la cantidad|el recuento|numero|cantidad) (?:total )?de {_ES}?{_D}"),
    _head("count", rf"(?:cuenta|cuentame|contar) {_ES}?{_D}"),
    _head("count", rf"{_ASK_EN}(?:in )?how many (?:of (?:the|my|our) |different |distinct )?{_D}"),
    _head("count", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:total )?(?:number|count) of {_EN}?{_D}"),
    _head("count", rf"count {_EN}?{_D}"),
    _head("sum", rf"{_ASK_ES}(?:cual es |a cuanto asciende |haz )?(?:el |la )?(?:{_SUM_ES})(?: de los? (?:importes?|"
        rf"totales))? (?:de|en) {_ES}{_D}"),
    _head("sum", rf"{_ASK_ES}(?:cual es |haz )?(?:la |el )?(?:suma|sumatorio|total) de {_ES}{_V}"),
    _head("sum", rf"{_ASK_ES}(?:suma|sumame|sumar) {_ES}(?:{_V}|{_D})"),
    _head("sum", rf"{_ASK_ES}(?:cual es )?(?:la |el )?(?:suma|sumatorio|total) del (?P<value>iva)"),
    _head("sum", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:sum|total) of (?:all )?(?:the )?(?P<value>vat|tax)"),
    _head("sum", rf"{_ASK_ES}(?:cual es )?(?:la suma|el total|suma|total) (?:de|en) la columna (?P<column>.+?)"),
    _head("sum", r"(?:suma|sumame) (?:toda )?la columna (?P<column>.+?)"),
    _head("sum", rf"{_ASK_ES}cuanto (?:dinero )?(?:suman|importan|totalizan|cuestan|valen) (?:en total )?{_ES}(?:{_D}|{_V})"),
    _head("sum", rf"{_ASK_ES}a cuanto (?:ascienden|suben|asciende el total de) (?:en total )?{_ES}(?:{_D}|{_V})"),
    _head("sum", rf"{_ASK_ES}cuanto (?:dinero )?(?:he|hemos|llevo|llevamos) {_PAID_ES}", True, True),
    _head("sum", rf"{_ASK_ES}(?:cual es )?(?:el |lo )?total {_PAID_ES}", True, True),
    _head("sum", rf"{_ASK_ES}(?:(?:el|mi|mis|los|que) )?(?:gastos?|pagos)(?: total(?:es)?)?"
          r"(?= (?:por|cada|mensual|al))", True, True),
    _head("sum", rf"{_ASK_EN}(?:what is |what's |whats )?(?:the )?{_SUM_EN} (?:of|for|in|on|across) {_EN}?{_D}"),
    _head("sum", rf"{_ASK_EN}(?:what is |what's |whats )?(?:the )?(?:sum|total) of {_EN}{_V}"),
    _head("sum", rf"{_ASK_EN}(?:sum up|sum|add up|add together|total up|total) {_EN}(?:{_V}|{_D})(?: up)?"),
    _head("sum", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:sum|total) of (?:the )?column (?P<column>.+?)"),
    _head("sum", r"(?:sum|add up|total) the column (?P<column>.+?)"),
    _head("sum", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:sum|total) of the (?P<column>[\w .-]+?) column"),
    _head("sum", rf"{_ASK_EN}how much (?:do|are|did|is) {_EN}?(?:{_D}|{_V})"
          rf"(?P<middle> (?:in|of|from) [\w.()-]+\.\w+)? (?:add up to|total up to|total|sum up to|sum to|come "
        rf"to|amount to|worth|cost)"),
    _head("sum", rf"{_ASK_EN}how much (?:money )?(?:did|have|had) (?:i|we) (?:already )?{_PAID_EN}", True, True),
    _head("sum", rf"{_ASK_EN}(?:what is |what's )?(?:the |my |our )?total (?:i |we )?(?:have )?(?:paid|spent|billed|"
        rf"invoiced|charged)", True, True),
    _head("sum", rf"{_ASK_EN}(?:the |my |our |total )?(?:spending|expenses|payments|spend)"
          r"(?= (?:by|per|for each|each))", True, True),
    _head("average", rf"{_ASK_ES}(?:cual es )?(?:el |la )?(?:{_MEAN})(?: (?:de los? (?:importes?|totales?)|del "
        rf"importe))? (?:de|entre) {_ES}(?:{_D}|{_V})"),
    _head("average", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:{_MEAN}) (?:of|for|across|in) {_EN}?{_D}"),
    _head("average", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:{_MEAN}) of {_EN}{_V}"),
    _head("average", rf"{_ASK_EN}(?:what is |what's )?(?:the |my |our )?average {_ONE}(?: (?:amount|total|value))?"),
    _head("maximum", rf"{_ASK_ES}(?:cual es )?(?:el |la )?(?:{_MOST})(?: (?:de los? (?:importes?|totales?)|del "
        rf"importe))? (?:de|entre|en) {_ES}(?:{_D}|{_V})"),
    _head("minimum", rf"{_ASK_ES}(?:cual es )?(?:el |la )?(?:{_LEAST})(?: (?:de los? (?:importes?|totales?)|del "
        rf"importe))? (?:de|entre|en) {_ES}(?:{_D}|{_V})"),
    _head("maximum", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:{_MOST}) (?:of|for|across|among|in) {_EN}(?:{_D}|{_V})"),
    _head("minimum", rf"{_ASK_EN}(?:what is |what's )?(?:the )?(?:{_LEAST}) (?:of|for|across|among|in) {_EN}(?:{_D}|{_V})"),
    _head("maximum", rf"{_ASK_ES}(?:cual es |que )?(?:la |el |mi )?{_ONE} (?:es (?:la|el) )?(?:{_DEAREST})"),
    _head("minimum", rf"{_ASK_ES}(?:cual es |que )?(?:la |el |mi )?{_ONE} (?:es (?:la|el) )?(?:{_CHEAPEST})"),
    _head("maximum", rf"{_ASK_ES}cual de {_ES}{_D} es (?:la|el) (?:{_DEAREST})"),
    _head("maximum", rf"{_ASK_EN}(?:what is |what's |which is )?(?:the |my |our )?(?:{_LARGEST}) {_ONE}"),
    _head("minimum", rf"{_ASK_EN}(?:what is |what's |which is )?(?:the |my |our )?(?:{_SMALLEST}) {_ONE}"),
    _head("maximum", rf"{_ASK_EN}(?:which|what) {_ONE} is (?:the )?(?:{_LARGEST})"),
    _head("minimum", rf"{_ASK_EN}(?:which|what) {_ONE} is (?:the )?(?:{_SMALLEST})"),
    _head("list", rf"(?:por favor,? )?(?:lista|listame|listar|enumera|enumerame|muestra|muestrame|mostrar|ensename|saca|"
        rf"sacame) {_LIST_OF_ES}?{_ES}?{_D}"),
    _head("list", rf"(?:por favor,? )?(?:dame|dime|hazme|haz|quiero|necesito|quiero ver|ver|busca|buscame|encuentra|"
        rf"prepara|puedes darme) (?:{_LIST_OF_ES}{_ES}?|(?:todos|todas) (?:los |las |mis )?){_D}"),
    _head("list", rf"(?:una |la )?(?:lista|listado|relacion) (?:completa |completo )?(?:de|con) {_ES}?{_D}"),
    _head("list", rf"(?:todos|todas) (?:los |las |mis )?{_D}", True),
    _head("list", rf"{_ASK_ES}(?:en )?(?:que|cuales) (?:son |de )?(?:los |las |mis |tus )?{_D}", True),
    _head("list", rf"(?:please )?(?:list|enumerate|show me|show|display) {_LIST_OF_EN}?(?:me )?{_EN}?{_D}"),
    _head("list", rf"(?:please )?(?:give me|get|get me|find|find me|make|make me|i want|i need|create|can you give me|"
        rf"could you give me) (?:{_LIST_OF_EN}{_EN}?|(?:all|every) (?:of )?(?:the |my |our )?){_D}"),
    _head("list", rf"(?:a |the )?list of {_EN}?{_D}"),
    _head("list", rf"(?:please )?(?:list|show me|give me|find|get) (?:every|each) (?P<noun>{_ANY_SINGULAR})"),
    _head("list", rf"(?:all|every) (?:the |my )?{_D}", True),
    _head("list", rf"{_ASK_EN}(?:in )?(?:which|what) (?:of (?:the|my|these|our) |are (?:the |my )?)?{_D}", True),
    _head("list", rf"(?:hay |existen? |tenemos |tengo |tienes )?(?:algun|alguna|algunos|algunas) (?:de (?:los|las|mis) )?"
          rf"(?P<noun>{_EACH})", True),
    _head("list", rf"(?:(?:is|are) there |(?:do|have) (?:i|we|you) (?:have |got )?)(?:any |an? |some )?(?P<noun>{_EACH})",
          True),
    _head("list", rf"(?:do |does |are )?any (?:of (?:the|my|our|these) )?(?P<noun>{_EACH})", True),
    _head("sum", rf"{_ASK_ES}(?:suma(?:me)?|(?:cual es )?(?:la suma|el total|suma|total))"
          rf"(?: (?:de|del|el|la|los|las|todo|toda)){{1,3}} "
          rf"(?P<value>{_VALUE}) (?:de|en) {_ES}?{_D}"),
    _head("sum", rf"{_ASK_EN}(?:what is |what's |whats )?(?:the )?(?:sum|total|add up|sum up)(?: of)?(?: all)?(?: the)? "
          rf"(?P<value>{_VALUE}) (?:of|for|in|on|across|from) {_EN}?{_D}"),
    _head("list", rf"(?:(?:todas|todos) )?(?:las |los |mis |the |my |our |all )?(?P<noun>{_MONEY})", True, is_bare=True),
    _head("sum", rf"(?:{_ES}|{_EN})?{_D}(?= (?:agrupad|desglosad|grouped|broken|por (?:mes|ano|proveedor|cliente)|by "
        rf"(?:month|year|supplier|vendor|customer|client)|per (?:month|year|supplier)|mensual))", True),
)  # fmt: skip
_OF_KIND = LazyPattern(rf"(?:de|en|of|in|on|for|from|across) (?:{_ES}|{_EN})?{_D}(?=$|[ ,])")
_MODAL = LazyPattern(
    r"\b(?:debo|debe|deben|debemos|deberia|hay que|hace falta|hacen falta|necesito|necesita|necesitan|necesitamos|"
    r"pued[eo]|pueden|podemos|"
    r"tengo que|tiene que|tienen que|tenemos que|must|should|need|needs|needed|required?|requires|have to|has to|allowed|"
    r"may i|can i|can we)\b"
)
_POLITE = LazyPattern(
    r"^(?:(?:me )?(?:puedes|podrias)|(?:can|could) you)\b|^(?:necesito|i need)(?= (?:una|la|un|saber|"
    r"todos|todas|a|all|the))"
)
_UNSURE_SINGULAR = frozenset(
    ("note", "form", "article", "report", "policy", "statement", "letter", "minutes", "manual", "complaint")
)


def parse_question(question: str, this_year: int) -> CollectionQuestion | None:
    """Return the question if it asks about a whole collection and every word of it was understood, else None."""
    written = cleaned(question)
    if not written or len(written) > LONGEST:
        return None
    return next(filter(None, (_parse(version, this_year) for version in rewordings(written))), None)


def _parse(written: str, this_year: int) -> CollectionQuestion | None:
    folded = fold_aligned(written)
    if _MODAL.search(_POLITE.sub("", folded)) or re.search(r"[.!?;:]\s", written):
        return None
    for head in _HEADS:
        if (match := head.form.match(folded)) and (found := _read(head, match, folded, written, this_year)):
            return found
    return None


def _read(head: _Head, match: re.Match[str], folded: str, written: str, this_year: int) -> CollectionQuestion | None:
    groups = match.groupdict()
    asked = CollectionQuestion(head.operation, is_payment=head.is_payment)
    noun, value, one = groups.get("noun") or "", groups.get("value") or "", groups.get("one") or ""
    if column := groups.get("column"):
        asked = replace(asked, column=written[slice(*match.span("column"))].strip(" \"'«»“”") or column)
    if one:
        asked = replace(asked, kind=kind_of(one), noun=written[slice(*match.span("one"))])
        if asked.kind in _UNSURE_SINGULAR:
            return None
    if noun:
        asked = _with_noun(asked, noun, written[slice(*match.span("noun"))])
    at = match.end()
    if value:
        asked = replace(
            asked, column=next(name for name, nouns in COLUMNS.items() if re.fullmatch(plural(nouns), value))
        )
        if inner := _OF_KIND.match(folded[at:].lstrip()):
            skipped = len(folded[at:]) - len(folded[at:].lstrip())
            said = written[at + skipped :][slice(*inner.span("noun"))]
            at += skipped + inner.end()
            asked = _with_noun(asked, inner["noun"], said)
    start, end = match.span("middle") if groups.get("middle") else (0, 0)  # "the amounts in costs.csv add up to"
    read = read_filters(asked, folded[start:end] + folded[at:], written[start:end] + written[at:], this_year)
    if read is None or (head.needs_filter and not read[1]) or (head.is_bare and not _says_which(read[0])):
        return None
    return read[0] if makes_sense(read[0]) else None


def _says_which(question: CollectionQuestion) -> bool:
    return bool(question.date or question.status or question.above or question.below) and not question.entity


def _with_noun(asked: CollectionQuestion, noun: str, said: str) -> CollectionQuestion:
    kind = kind_of(noun)
    return replace(asked, kind=kind, file_type="" if kind else file_type(noun), noun=said)


def makes_sense(question: CollectionQuestion) -> bool:
    """Return whether the operation goes with its object: amounts of files without a kind are added up only by a column."""
    if question.operation in ("count", "list"):
        return not question.column
    return bool(question.kind or question.column or question.is_payment)


def nouns_of_documents() -> str:
    """Return the alternatives of the folded plurals that name documents or files, for a regular expression."""
    return _NOUNS


def cleaned(question: str) -> str:
    """Return a question in one line without the marks around it."""
    text = " ".join(question.replace("\u00a0", " ").split())
    return text.strip(" ¿?¡!.:;").strip()
