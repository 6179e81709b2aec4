"""Filters of documents with an amount: whether they are paid, when they are due, above or below which amount they are."""

from __future__ import annotations

from engine.capabilities.documents.collection_questions.parsing.reading import QuestionReading
from engine.capabilities.documents.collection_questions.vocabulary import MONEY_KINDS
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.values.amounts import parse_amount

_PAID_ES = r"(?:pagad|cobrad|abonad|liquidad)[oa]s?"
_OPEN = (
    r"(?:que )?(?:(?:aun|todavia) )?(?:(?:estan|esten|siguen|quedan|hay) )?(?:(?:aun|todavia) )?"
    r"(?:pendientes?(?: de (?:cobro|pago|cobrar|pagar|abonar|abono))?|sin (?:pagar|cobrar|abonar)|impagad[oa]s?|"
    r"por (?:pagar|cobrar))"
    rf"|(?:que )?(?:(?:aun|todavia) )?no (?:(?:estan|esten|han sido|se han|hemos|he|me han|nos han) )?{_PAID_ES}"
    r"|(?:that |which )?(?:(?:are|is|were|remain) )?(?:(?:still|yet) )?(?:unpaid|outstanding|pending|not (?:yet )?paid)"
    r"|(?:that |which )?(?:have(?: not|n'?t)|has(?: not|n'?t)|are(?: not|n'?t)|were(?: not|n'?t)) (?:(?:yet|still) )?"
    r"(?:been )?paid"
)
_PAID = (
    rf"(?:que )?(?:ya )?(?:(?:estan|esten|han sido|se han|hemos|nos han) )?(?:ya )?{_PAID_ES}"
    r"|(?:that |which )?(?:(?:are|were|have) )?(?:already )?(?:been )?(?:paid|settled)"
)
STATUS_FORMS = f"{_OPEN}|{_PAID}"
"""Words said of documents that are paid or not, folded, for a regular expression."""
_ISSUED = LazyPattern(
    r"(?:que )?(?:(?:hemos|he|han sido|son) )?(?:emitid[oa]s?|expedid[oa]s?)(?: por nosotros)?(?=$|[ ,])|"
    r"(?:that |which )?(?:(?:did )?(?:we|i)(?: have|'ve)? )?(?:issued?|sent|send)(?: by us)?(?! (?:by|to) )(?=$|[ ,])"
)
_RECEIVED = LazyPattern(
    r"(?:que )?(?:(?:hemos|he|nos han) )?(?:recibid[oa]s?|enviado)(?=$|[ ,])|"
    r"(?:that |which )?(?:(?:did )?(?:we|i)(?: have|'ve)? )?(?:received?|got|get)(?! by )(?=$|[ ,])"
)
_AND = r"(?:(?:y|and) )?"
_STILL = r"(?: (?:aun|todavia|ya|yet|already|still))?(?=$|[ ,])"
_UNPAID, _SETTLED = LazyPattern(f"{_AND}(?:{_OPEN}){_STILL}"), LazyPattern(f"{_AND}(?:{_PAID}){_STILL}")
_DUE = LazyPattern(
    r"(?:que )?(?:vencen|vencieron|venzan|vencian|con vencimiento)(?= )|(?:that |which )?(?:(?:are|were|fall|come|is) )?due(?= )"
)
_AMOUNT = r"(?P<amount>[£€$]? ?\d[\d.,]*(?: ?(?:euros?|eur|usd|gbp|libras?|pounds?|dolares|dollars|[£€$]))?)"
_MORE = (
    r"superan?(?: los| las)?|exceed(?:s|ing)?|mas de|por encima de|mayor(?:es)? (?:de|a|que)|superior(?:es)? a|over|above|"
    r"(?:more|greater|higher|larger) than"
)
_LESS = r"menos de|por debajo de|menor(?:es)? (?:de|a|que)|inferior(?:es)? a|under|below|(?:less|lower|smaller) than"
_LIMIT = LazyPattern(
    r"(?:(?:que |which |that )?(?:sean |are |were |suman |pasan |pasen |con (?:un )?importe )?(?:de |of |for |por )?)?"
    rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS})) {_AMOUNT}(?=$|[ ,])"
)


def read_status(reading: QuestionReading, _: int) -> bool:
    """Read whether the documents are paid: "pendientes de cobro", "that have not been paid yet"."""
    if reading.question.status or not _is_money(reading):
        return False
    if match := _UNPAID.match(reading.folded):
        return reading.accept(match, status="open")
    match = _SETTLED.match(reading.folded)
    return match is not None and reading.accept(match, status="paid")


def read_direction(reading: QuestionReading, _: int) -> bool:
    """Read whether we issued the documents or received them."""
    if reading.question.direction or not _is_money(reading):
        return False
    if match := _ISSUED.match(reading.folded):
        return reading.accept(match, direction="issued")
    match = _RECEIVED.match(reading.folded)
    return match is not None and reading.accept(match, direction="received")


def read_due(reading: QuestionReading, _: int) -> bool:
    """Read that the date which follows is the one by which to pay: "que vencen en junio", "due in June"."""
    match = _DUE.match(reading.folded)
    if match is None or not _is_money(reading) or reading.question.date is not None:
        return False
    return reading.accept(match, is_due=True)


def read_limit(reading: QuestionReading, _: int) -> bool:
    """Read an amount that the documents are above or below: "de más de 500 euros", "under £300"."""
    match = _LIMIT.match(reading.folded)
    if match is None or not _is_money(reading):
        return False
    amount = parse_amount(reading.written[slice(*match.span("amount"))].strip(" .,"))
    if amount is None:
        return False
    return reading.accept(match, **{"above" if match["more"] else "below": amount})


def _is_money(reading: QuestionReading) -> bool:
    return reading.question.kind in MONEY_KINDS or reading.question.is_payment
