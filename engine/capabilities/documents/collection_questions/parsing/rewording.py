"""Says a question as the rules know it: without polite words around it, in usual words, and with slips of the pen mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from engine.capabilities.documents.collection_questions.vocabulary import FILE_TYPES, GROUPS, KINDS, either
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.tokens import STOP_WORDS
from engine.text.values.folding import fold_aligned

SHORTEST_MENDED = 4
"""Letters of a word that is taken for a misspelt one."""
_VERBS = (
    "cuantos cuantas cuanto cuales todos todas todo total suma media lista listado mencionan mencionen hablan aparece "
    "aparecen figura figuran contienen tratan importe importes pagado gastado pendientes pagadas vencen documentos archivos "
    "proyectos enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "many much list each all show give name find count every which what total average mention mentions mentioned contain "
    "contains about unpaid spent paid receive received supplier customer please there have written dated "
    "january february march april june july august september october november december"
)
_CITED = r"(?:se )?(?:(?:cit|nombr|figur)[ae]|mencion[ae]|apare(?:ce|zca)|sal(?:e|ga)|habl[ae] de)n?(?= )"
_US, _STILL = r"(?:us|me)(?: money)?", r"(?:aun |todavia )?(?:nos|me) deben?(?: dinero)?"
_REWORDINGS = tuple(
    (LazyPattern(form), said)
    for form, said in (
        (r"^(?:(?:oye|hola|hey|hi|hello|vale|ok|buenas|buenos dias|a ver|perdona)[ ,]+)+", ""),
        (r"^q(?= )", "que"),
        (r"^(?:(?:me|nos) (?:puedes|podrias|puede|podria)|(?:puedes|podrias|puede|podria)(?:me)?) (?:por favor )?"
         r"(?:sacar|hacer|preparar|mostrar|ensenar|listar|pasar|buscar)(?:me|nos)?(?= )", "dame"),
        (r"^(?:me|nos) (?:sacas|haces|preparas|muestras|ensenas|listas|pasas|buscas|das)(?= )", "dame"),
        (r"^(?:indiqueme|indicame|digame|enumereme|muestreme|ensename|sacame|buscame|pasame|quisiera|me gustaria) "
         r"(?:ver |tener )?(?=(?:un|una|los|las|todos|todas|el|la) )", "dame "),
        (r"^(?:me|nos) (?:sumas|calculas)(?= )", "suma"),
        (r"^(?:necesito|quiero|dame|quisiera) (?:un|una|el|la) (?:listado|lista|relacion) (?:de|con)(?= )", "lista de"),
        (r"^dame (?=(?:los|las|el) )", "lista "),
        (r"^(?:can|could|would|will) you (?:please )?(?=(?:add|sum|list|count|show|give|find|total|name|get|pull) )", ""),
        (r"^(?:i(?: would|'d)? (?:like|want|need) (?:to (?:see|have|get|know) )?)", "give me "),
        (r"^(?:name|pull up|pull out|get me|bring up) (?=(?:all|every|the) )", "list "),
        (r"^(?:how many) (.+?) (?:are there and )?(?:and )?which ones(?: are they)?$", r"list all \1"),
        (r"(?:,? (?:for me|por fa|porfa|gracias|thanks|thank you|pls|plz|si puede ser|cuanto antes))+$", ""),
        (r",? (?:cual(?:es)? (?:es|son)|which are they|which ones(?: are they)?|que son)$", ""),
        (r"^(?:cuanto suman?|suma(?:me)?) lo que (?=(?:he|hemos|llevo|llevamos) )", "cuanto "),
        (r"(?<= )(?:that )?(?:do|have) (?:we|i) (?:hold|own|keep|got)(?= |$)", "do we have"),
        (r"(?<= )r there\b", "are there"),
        (r"^cuanto (?:nos|me) deben?(?: (?:aun|todavia))?(?: en total)? (.+)$", r"total de las facturas pendientes de \1"),
        (rf"^how much (?:does|do) (.+?) (?:still )?owe {_US}$", r"total of the invoices that are unpaid from \1"),
        (rf"^(?:(?:which|what) (?:customers?|clients?)|who) (?:still )?owes? {_US}$", "invoices that are unpaid by customer"),
        (rf"^(?:(?:que|cuales) clientes|quien(?:es)?) {_STILL}$", "facturas pendientes por cliente"),
        (r"^(?:dame |lista |lista de )?(?:(?:una )?lista de )?(?:todos )?(?:los |nuestros |mis )?(proveedores|clientes)$",
         r"facturas por \1"),
        (r"^(?:list|show me|give me)(?: a list of)?(?: all)?(?: the| our| my)? (supplier|customer|vendor|client)s$",
         r"invoices by \1"),
        (r"^what (?=(?:did|have) (?:we|i) (?:pay|paid|spend|spent)(?= |$))", "how much "),
        (r"^(?:the )?total amount (?=(?:invoiced|billed|paid|spent))", "total "),
        (rf"^(?:y )?(?:en )?(?:que|cual) (documento|archivo|fichero) (?={_CITED})", r"en que \1s "),
        (r"^how much (?:do|did|does) (?!we |i |you )(?:all )?(?:the |my |our )?(.+?) "
         r"(?:add up to|come to|amount to|sum up to|total|cost)(?: in total| altogether)?$", r"total of the \1"),
        (r"^(?:hay )?algo en (?:los|mis|tus) (archivos|documentos) (?:sobre|acerca de|de) ", r"que \1 hablan de "),
        (r"^(?:is there )?anything in (?:the|my|our) (files|documents) (?:about|on) ", r"which \1 mention "),
        (r"\b(?:the )?names? of (?=(?:all|every|the) )", ""),
        (r"\b(?:los |el )?nombres? de (?=(?:todos|todas|los|las) )", ""),
        (r"^in which (document|file) (?=(?:does|is|do|are) )", r"in which \1s "),
        (r"(?:,? (?:y|con) (?:su|sus|el|los) importes?(?: totale?s?)?|,? (?:with|and) (?:their|the) amounts?)$", ""),
        (rf"(?<= )(?:(?:en|in) (?:l[oa]s|el|la|which) (?:que|cuale?s)|donde) {_CITED}", "que mencionan"),
        (r"(?<= )(?:where|in which) (.+?) (?:is|are) (?:mentioned|named|cited|discussed)$", r"that mention \1"),
        (r"(?<= )(?:where|in which) (.+?) (?:appears?|occurs?|comes up|shows up)$", r"that mention \1"),
        (r"(?<= )que hable(n)? ", "que hablan "),
        (r"(?<= )que (?:diga|contenga|incluya|trate)n? (?=(?:de|sobre) )", "que hablan "),
        (r"(?<= )(?:estan|are|is) (?=(?:escrit|redactad|written|en (?:ingles|espanol|castellano)|in (?:english|spanish)))", ""),
        (r"\b(unpaid|outstanding|pending|open|paid) (invoices?|bills?|receipts?|orders?|quotes?)\b", r"\2 that are \1"),
    )
)  # fmt: skip
"""Sayings of people, folded → the same as the rules know it. Each is looked for once, in this order."""
_WORD = re.compile(r"[^\W\d_]+")


def rewordings(written: str) -> Iterator[str]:
    """Yield a question as it is written, then in usual words, then with misspelt words mended; none twice."""
    usual = reworded(written)
    mended = reworded(respelled(written))
    yield from dict.fromkeys((written, usual, mended))


def reworded(written: str) -> str:
    """Return a question without polite words around it, and in the words that the rules know."""
    text = written
    for form, said in _REWORDINGS:
        folded = fold_aligned(text)
        match = form.search(folded)
        if match is None:
            continue
        groups = [text[slice(*match.span(at))] for at in range(1, (match.lastindex or 0) + 1)]
        for at, group in enumerate(groups, 1):
            said = said.replace(f"\\{at}", group)
        text = " ".join(f"{text[: match.start()]}{said}{text[match.end() :]}".split())
    return text


def respelled(written: str) -> str:
    """Return a question with its misspelt words mended: those of one slip from a word of the rules, and no word themselves."""
    return _WORD.sub(lambda match: _mended(match.group()), written)


def _mended(word: str) -> str:
    folded = fold_aligned(word)
    if len(folded) < SHORTEST_MENDED or word[0].isupper() or folded in _known() or folded in _common():
        return word
    near = [known for known in _known() if len(known) > SHORTEST_MENDED and _is_one_slip(folded, known)]
    return near[0] if len(near) == 1 else word


@cache
def _known() -> frozenset[str]:
    """Return the words of the rules, folded."""
    nouns = [*KINDS.values(), *(nouns for nouns, _ in FILE_TYPES.values())]
    listed = [noun for each in nouns for noun in either(each).split("|")] + [
        w for ws in GROUPS.values() for w in ws.split("|")
    ]
    return frozenset(word for word in (*" ".join(listed).split(), *_VERBS.split()) if word.isalpha())


@cache
def _common() -> frozenset[str]:
    return frozenset((*STOP_WORDS["es"], *STOP_WORDS["en"]))


def _is_one_slip(a: str, b: str) -> bool:
    """Tell whether one letter is left out, added, changed, or two neighbours stand the other way round."""
    if abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    first, second = a[start:], b[start:]
    if len(a) == len(b):
        return first[1:] == second[1:] or (first[:2] == second[1::-1] and first[2:] == second[2:])
    return first[1:] == second or first == second[1:]
