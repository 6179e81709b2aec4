"""Parts of a question that another one may refer to: noun phrases, names, codes, months; found by words and capitals alone."""

from __future__ import annotations

import re

import msgspec

from engine.text.tokens import fold

_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*(?:['’]s?(?=\s))?")
ARTICLES = frozenset("el la los las un una the a an".split())
_DETERMINERS = ARTICLES | frozenset(
    "este esta estos estas ese esa esos esas mi mis nuestro nuestra this that these those my our".split()
)
OF = frozenset("de del of".split())
_CONTRACTED = frozenset(("del", "al"))
PREPOSITIONS = OF | frozenset(
    "a al en por para con sin sobre segun desde hasta contra tras in on at for from to with without about by under "
    "according".split()
)
INTERROGATIVES = frozenset(
    "que quien quienes cual cuales cuando cuanto cuanta cuantos cuantas donde adonde como what who whom whose which when "
    "where why how".split()
)
AUXILIARIES = frozenset(
    "is are was were am be do does did has have had can could will would shall should may might must es son era eran fue "
    "fueron esta estan ha han hay puede pueden debe deben se no".split()
)
MONTHS = frozenset(
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre january february "
    "march april may june july august september october november december".split()
)
_VERBS = frozenset(
    "cover covers take get need start begin end agree cost mean renew last work pay include say require open close run use "
    "provide allow offer contain happen expire finish speak live study teach join know want apply refer belong come go "
    "stay".split()
)
"""Verbs that end the subject of an English question with "do": "does the pottery course start"."""
_DO = frozenset("do does did will would can".split())
_ENDS = (
    frozenset("y e o u ni and or but que se lo le les than as if si when cuando".split()) | AUXILIARIES | INTERROGATIVES
)
_ATTRIBUTES = frozenset(
    "renta precio coste costo importe cantidad total saldo cuota tarifa prima franquicia fianza deposito garantia plazo "
    "duracion fecha dia hora horario vencimiento preaviso direccion telefono correo extension nombre apellido edad altura "
    "peso tamano color numero matricula temperatura presion velocidad capacidad potencia carga sueldo salario puesto cargo "
    "jefe jefa dueno duena propietario propietaria arrendador arrendadora inquilino inquilina titular autor autora director "
    "directora responsable presidente presidenta profesor profesora cliente proveedor aseguradora empresa banco iva derrama "
    "gastos requisitos ventajas inconvenientes riesgos causas consecuencias sintomas objetivo objetivos conclusion "
    "conclusiones resultado resultados motivo razon significado origen rent price cost amount total balance fee fare "
    "premium excess deposit warranty guarantee term length duration date day time deadline notice period address phone "
    "telephone email extension name age height weight size colour color number temperature pressure speed capacity power "
    "load salary wage position manager boss owner landlord tenant holder author director chair teacher customer supplier "
    "insurer company bank vat levy charges requirements advantages drawbacks risks causes consequences symptoms aim goal "
    "conclusion conclusions result results reason meaning origin helpline".split()
)
"""Nouns for what things have. "And the deposit?" asks for it of the same thing, "And the shop?" for the same of another thing."""


class Word(msgspec.Struct, frozen=True):
    """A word of a question: as it is written, folded, and its half-open span."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def has_digit(self) -> bool:
        """Whether there is a digit in it."""
        return any(map(str.isdigit, self.text))


class NounPhrase(msgspec.Struct, frozen=True):
    """A noun phrase with its complements: the words from `start` to `end` (half open) of the question's words.

    `head` is the word that says what it is, by its number; `of` are the numbers of the words de, del and of in it.
    """

    start: int
    end: int
    head: int
    of: tuple[int, ...] = ()


def split_words(text: str) -> list[Word]:
    """Return the words of a question."""
    return [Word(m.group(), fold(m.group()), *m.span()) for m in _WORD.finditer(text)]


def is_attribute(words: list[Word], phrase: NounPhrase) -> bool:
    """Tell whether a phrase names what things have (its price, its date), and no thing."""
    return words[phrase.head].folded in _ATTRIBUTES


def noun_phrases(words: list[Word], *, is_spanish: bool) -> list[NounPhrase]:
    """Return the noun phrases that begin with an article or a contraction, and the names, in their order."""
    phrases: list[NounPhrase] = []
    at = 0
    while at < len(words):
        if words[at].folded in _DETERMINERS | _CONTRACTED or _is_name(words, at):
            phrase = _phrase_at(words, at, is_spanish=is_spanish)
            if phrase is not None:
                phrases.append(phrase)
                at = phrase.end
                continue
        at += 1
    return phrases


def name_runs(words: list[Word]) -> list[tuple[int, int]]:
    """Return the runs of capitalised words that are names, as half-open numbers of words; "de", "of" do not join them."""
    runs: list[tuple[int, int]] = []
    for at in range(len(words)):
        if not _is_name(words, at):
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _is_name(words: list[Word], at: int) -> bool:
    word = words[at]
    is_first = at == 0 or word.folded in INTERROGATIVES | PREPOSITIONS | _DETERMINERS | AUXILIARIES | MONTHS
    return word.is_capitalised and len(word.text) > 1 and not is_first and not word.has_digit


def _phrase_at(words: list[Word], start: int, *, is_spanish: bool) -> NounPhrase | None:
    """Return the phrase that begins at a word, None where no noun follows."""
    first = start + (words[start].folded in _DETERMINERS | _CONTRACTED)
    end, of, part_end = first, list[int](), 0
    has_do = not is_spanish and any(word.folded in _DO for word in words[:start])
    while end < len(words) and not (has_do and end > first and words[end].folded in _VERBS):
        word = words[end]
        if word.folded in OF and end > first:
            of.append(end)
            part_end = part_end or end
        elif word.folded in _DETERMINERS:
            if end == first or words[end - 1].folded not in PREPOSITIONS:
                break
        elif word.folded in PREPOSITIONS and not is_spanish and end > first and _place_follows(words, end):
            part_end = part_end or end
        elif word.folded in _ENDS or word.folded in PREPOSITIONS:
            break
        end += 1
    while end > first and words[end - 1].folded in OF | _DETERMINERS | PREPOSITIONS:
        end -= 1
    if end == first:
        return None
    of = [number for number in of if number < end]
    part_end = min(part_end or end, end)
    return NounPhrase(start, end, first if is_spanish else part_end - 1, tuple(of))


def _place_follows(words: list[Word], at: int) -> bool:
    """Tell whether a preposition leads to a name: "the flat in Mill Street" is one phrase, "the meeting in March" too."""
    following = words[at + 1 : at + 2]
    return bool(following) and following[0].is_capitalised
