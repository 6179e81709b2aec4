"""Follow-ups of questions about a whole collection ("And from 2024?", "¿Cuáles?"), understood by rules with what went before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from engine.capabilities.documents.collection_questions.parsing.filters import file_type, is_name, kind_of, read_filters
from engine.capabilities.documents.collection_questions.parsing.parser import (
    LONGEST,
    cleaned,
    makes_sense,
    nouns_of_documents,
    parse_question,
)
from engine.capabilities.documents.collection_questions.question import CollectionQuestion, DateSpan, Operation
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.values.dates import MONTHS
from engine.text.values.folding import fold_aligned

_LEAD = LazyPattern(
    r"(?:(?:y|e|o|and|or|entonces|so|what about|how about|and what about|y que hay de|que hay de|y que tal|que tal|ahora|now|"
    r"then|pero|but)|(?:solo|solamente|unicamente|only|just|but only|y solo|and only)|"
    r"(?:de (?:esas|esos|estas|estos|ellas|ellos)|of (?:them|those|these)|entre (?:esas|esos|ellas|ellos)|among (?:them|those)))"
    r"(?=$|[ ,])[ ,]*"
)
_THOSE = LazyPattern(r"(?:las|los|the ones|those|ones|that are)(?= )\s*")
_NOUN_LEAD = LazyPattern(r"(?:las|los|mis|the|my|all the|todas las|todos los)(?= )\s*")
_ASK = (
    r"(?:(?:dime|me dices|sabes|can you tell me|could you tell me|tell me|me puedes decir|puedes decirme|please|por favor|"
    r"do you know),? )?"
)
_END = (
    r"(?: (?:en total|in total|altogether|together|in all|all together|juntas|juntos|en conjunto|then|entonces|please|"
    r"por favor))?"
)
_PAY = r"(?:add up to|sum up to|sum to|amount to|come to|total|total up to|cost(?: me)?|make)"
_THEY = r"(?:they|those|these)(?: all)?"
_MOST = r"(?:mas car[oa]|mas alt[oa]|de mayor importe|mayor|mas elevad[oa])"
_LEAST = r"(?:mas barat[oa]|mas baj[oa]|de menor importe|menor)"
_EN_MOST, _EN_LEAST = r"(?:largest|biggest|highest|most expensive)", r"(?:smallest|lowest|cheapest|least expensive)"


def _form(operation: Operation, pattern: str) -> tuple[Operation, LazyPattern]:
    return operation, LazyPattern(rf"{_ASK}(?:{pattern}){_END}(?=$|[ ,])")


_OPERATIONS = (
    _form("list", r"cuales(?: (?:son|eran))?(?: (?:esas|esos|ellas|ellos|todas|todos))?|(?:listal|enumeral|muestral|muestramel|"
          r"ensenamel)[ao]s|damel[ao]s tod[ao]s"),
    _form("list", r"which(?: ones)?(?: (?:are (?:they|those|these)|of them|exactly))?(?: are(?= (?:from|in|dated) ))?|"
          r"what are they(?: called)?|(?:list|show(?: me)?|name|enumerate) (?:them|those|all of them|them all)"),
    _form("count", r"cuant[oa]s(?: (?:son|hay|eran|habia|de (?:ellas|ellos|esas|esos)))?"),
    _form("count", r"how many(?: (?:are (?:there|they|those)|of (?:them|those)|is that|were there))?|count them"),
    _form("sum", r"cuanto (?:suman|importan|cuestan|totalizan)(?: (?:todas|todos|juntas|juntos))?|a cuanto (?:ascienden|suben)|"
          r"(?:en total )?cuanto (?:es|son|hacen) en total|(?:cual es )?(?:el|su) (?:importe )?total|(?:cual es )?la suma"
          r"(?: total)?|sumal[ao]s|suma todo|sumalo todo|total"),
    _form("sum", rf"what do {_THEY} {_PAY}|how much (?:do {_THEY} {_PAY}|is (?:that|it) (?:in total|altogether|all together)|"
          r"are (?:they|those)(?: worth)?)|(?:what is |what's )?(?:the|their) (?:total|sum)(?: amount)?|"
          r"(?:add|sum|total) (?:them|those)(?: all)?(?: up)?"),
    _form("average", r"(?:cual es )?(?:la media|el promedio|el importe medio|su media)|(?:what is |what's )?(?:the|their) "
          r"(?:average|mean)(?: amount| value)?|on average|de media"),
    _form("maximum", rf"(?:cual(?: de (?:ellas|ellos))? es )?(?:la|el) {_MOST}(?: de (?:ellas|ellos|todas|todos))?|"
          rf"(?:(?:which|what)(?: one| of them)? is )?the {_EN_MOST}(?: one| of them)?"),
    _form("minimum", rf"(?:cual(?: de (?:ellas|ellos))? es )?(?:la|el) {_LEAST}(?: de (?:ellas|ellos|todas|todos))?|"
          rf"(?:(?:which|what)(?: one| of them)? is )?the {_EN_LEAST}(?: one| of them)?"),
)  # fmt: skip
_CLEARED: dict[str, object] = {
    "date": None, "entity": "", "mentions": (), "is_negated": False, "folder": "", "language": "", "group": "", "document": "",
    "status": "", "direction": "", "is_due": False, "above": None, "below": None,
}  # fmt: skip
"""The filters, each as it is where there is none."""
_DATE_ALONE = LazyPattern(rf"(?:(?:19|20)\d\d|(?:{MONTHS})(?: (?:de |del |of )?(?:19|20)\d\d)?)")
_NO_NAMES = frozenset(
    "iva vat tax taxes impuesto impuestos tabla table lista list orden order detalle detail ejemplo example instance ahora now "
    "hoy today euros dolares dollars general particular resumen summary comparison comparacion favor supuesto course primera "
    "primero segunda segundo ultima ultimo otra otro first second last one other".split()
)
"""Words after "with", "for", "in" that name nobody: how an answer shall look, and what is added to an amount."""
_ASKS_OTHER = LazyPattern(
    r"(?:qué|quién|quiénes|cómo|cuándo|dónde|por qué|what|who|how|when|where|why)(?=$|[ ,])", re.IGNORECASE
)
_IS_SO = LazyPattern(r"\s*esta ")


def parse_with_earlier(question: str, earlier: Sequence[str], this_year: int) -> CollectionQuestion | None:
    """Return what a question asks about a whole collection, alone or as a follow-up of the `earlier` ones, the oldest first.

    All of the earlier ones were questions about the collection, one after the other. None for any other question.
    """
    found: CollectionQuestion | None = None
    for each in [*earlier, question]:
        alone = parse_question(each, this_year)
        continued = parse_follow_up(each, found, this_year) if found is not None else None
        is_tied = continued is not None and _skip_leads(fold_aligned(cleaned(each)))[1]
        found = continued if is_tied else alone or continued
    return found


def parse_follow_up(question: str, before: CollectionQuestion, this_year: int) -> CollectionQuestion | None:
    """Return the question that a follow-up of `before` asks; None where a word of it is not understood."""
    written = cleaned(question)
    folded = fold_aligned(written)
    if not written or len(written) > LONGEST or re.search(r"[.!?;:]\s", written) or len(folded) != len(written):
        return None
    at, has_lead = _skip_leads(folded)
    asked, length = _operation(folded[at:], before)
    if length and (found := _filtered(asked, folded[at + length :], written[at + length :], this_year)):
        return found
    if _ASKS_OTHER.match(written, at):
        return None
    if not has_lead:
        found = _filtered(before, folded, written, this_year)
        return found if found and found == replace(before, group=found.group) else None  # "by month?"
    asked, length = _noun(folded[at:], written[at:], before)
    if length:
        return _filtered(asked, folded[at + length :], written[at + length :], this_year)
    those = _THOSE.match(folded, at)
    at = those.end() if those else at
    if at >= len(folded):
        return None
    if _DATE_ALONE.fullmatch(folded, at):
        return _filtered(before, f"in {folded[at:]}", f"in {written[at:]}", this_year)
    found = _filtered(before, folded[at:], written[at:], this_year)
    return found or _named(before, written[at:])


def _skip_leads(folded: str) -> tuple[int, bool]:
    """Return where the follow-up itself begins, and whether words before it tie it to what was asked."""
    at = 0
    while match := _LEAD.match(folded, at):
        at = match.end()
    return at, at > 0


def _operation(folded: str, before: CollectionQuestion) -> tuple[CollectionQuestion, int]:
    """Return the question with the operation that the text begins with, and how long that is; 0 for none."""
    best, length = before, 0
    for operation, form in _OPERATIONS:
        match = form.match(folded)
        if match and match.end() > length:
            column = before.column if operation not in ("count", "list") else ""
            best, length = replace(before, operation=operation, column=column, group=""), match.end()
    return best, length


def _noun(folded: str, written: str, before: CollectionQuestion) -> tuple[CollectionQuestion, int]:
    """Return the question about other documents: "And contracts?", "¿Y cuántos contratos?"; with the length of that."""
    start = lead.end() if (lead := _NOUN_LEAD.match(folded)) else 0
    counted = re.compile(rf"(?:cuant[oa]s|how many) (?P<noun>{nouns_of_documents()})(?=$|[ ,])").match(folded)
    match = counted or re.compile(rf"(?P<noun>{nouns_of_documents()})(?=$|[ ,])").match(folded, start)
    if match is None:
        return before, 0
    noun, said = match["noun"], written[slice(*match.span("noun"))]
    kind = kind_of(noun)
    asked = replace(before, kind=kind, file_type="" if kind else file_type(noun), noun=said, is_payment=False)
    if counted:
        asked = replace(asked, operation="count", column="", group="")
    return asked, match.end()


def _filtered(before: CollectionQuestion, folded: str, written: str, this_year: int) -> CollectionQuestion | None:
    """Return the question with the filters of the text: each takes the place of the earlier one of its sort."""
    read = None if _IS_SO.match(folded) else read_filters(replace(before, **_CLEARED), folded, written, this_year)
    if read is None:
        return None
    asked, has_filter = read
    if not makes_sense(before):
        return None
    if not folded.strip(" ,"):
        return before
    said = fold_aligned(" ".join([asked.entity, *(term for terms in asked.mentions for term in terms)]))
    is_bare = asked.is_payment and bool(asked.entity) and written.strip().startswith(asked.entity)
    if not has_filter or _NO_NAMES & set(said.split()) or (is_bare and not is_name(asked.entity)):
        return None
    if asked.date and asked.date.iso.startswith("-") and before.date and before.date.iso[:1] != "-":
        asked = replace(asked, date=DateSpan(before.date.iso[:4] + asked.date.iso))
    kept = {
        name: getattr(before, name)
        for name, empty in _CLEARED.items()
        if getattr(asked, name) == empty and name != "is_negated"
    }
    if not asked.mentions:
        kept["is_negated"] = before.is_negated
    return replace(asked, **kept)


def _named(before: CollectionQuestion, written: str) -> CollectionQuestion | None:
    """Return the question about another name: "And Iberdrola?" after one about Endesa."""
    if not (before.entity or before.mentions) or not is_name(written):
        return None
    if before.entity:
        return replace(before, entity=written)
    return replace(before, mentions=((written,),))
