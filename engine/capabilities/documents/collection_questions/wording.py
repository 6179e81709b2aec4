"""Words an answer in the person's language: what was asked, amounts, dates, how much was read."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from engine.capabilities.documents.collection_questions.totals import Totals
from engine.capabilities.documents.collection_questions.vocabulary import FILE_TYPES, KINDS
from engine.protocol.answering.collection_answer import CollectionCoverage
from engine.protocol.i18n import Translations
from engine.text.values.amounts import CURRENCIES, Amount
from engine.text.values.folding import fold_aligned

MOST_NAMED = 12
"""Files that could not be read, by their names."""
MOST_PLACES = 4
"""Decimals that are written; a number with more of them, such as a mean, gets two."""
_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥"}
"""Without "$", which is that of several currencies, and begins a formula."""
GROUP_NAMES = {
    "month": "Month", "year": "Year", "supplier": "Supplier", "customer": "Customer", "type": "Type of file", "folder": "Folder",
    "language": "Language", "category": "Category", "concept": "Concept", "city": "City", "person": "Person",
    "department": "Department", "project": "Project", "collection": "Collection",
}  # fmt: skip
"""The heads of the column by which a table is grouped."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MARKUP = re.compile(r"[*`\[\]<>|\\~$]|(?<![^\W_])_|_(?![^\W_])")
_SINGULAR = frozenset(
    noun for nouns in (*KINDS.values(), *(nouns for nouns, _ in FILE_TYPES.values())) for noun in nouns.split("|")
)
_MARKS = {"es": (".", ","), "en": (",", ".")}


class AnswerWording:
    """The sentences of an answer in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translations = Translations(language)

    def tr(self, source: str, /, **values: object) -> str:
        """Return a sentence of answers in the language."""
        return self._translations.tr("answers", source, **values)

    def asked(self, question: CollectionQuestion) -> str:
        """Return what was looked for, in the words of the question: 'Facturas de Acme, 2025, con “fianza”'."""
        noun = _plural(question.noun, self.language) or (
            self.tr("payments") if question.is_payment else self.tr("rows")
        )
        said = noun[:1].upper() + noun[1:]
        if question.mentions:
            terms = ", ".join(" / ".join(map(self.quoted, terms)) for terms in question.mentions)
            sentence = "that do not mention {terms}" if question.is_negated else "that mention {terms}"
            said += f" {self.tr(sentence, terms=terms)}"
        parts = [said]
        if question.column:
            parts.append(self.tr("column {name}", name=self.quoted(self.column(question.column))))
        if question.entity:
            parts.append(self.quoted(question.entity))
        if question.document:
            parts.append(plain(question.document))
        if question.direction:
            parts.append(self.tr("issued") if question.direction == "issued" else self.tr("received"))
        if question.status:
            parts.append(self.tr("not paid") if question.status == "open" else self.tr("paid"))
        if question.above:
            parts.append(self.tr("above {amount}", amount=self.amount(question.above)))
        if question.below:
            parts.append(self.tr("below {amount}", amount=self.amount(question.below)))
        if question.date:
            date = self.date(question.date.iso)
            parts.append(self.tr("due {date}", date=date) if question.is_due else date)
        if question.folder:
            parts.append(self.tr("folder {name}", name=self.quoted(question.folder)))
        if question.language:
            parts.append(self.tr("in Spanish") if question.language == "es" else self.tr("in English"))
        return ", ".join(parts)

    def quoted(self, text: str) -> str:
        """Return words in the language's quotation marks, without what Markdown would read in them."""
        opening, closing = ("«", "»") if self.language == "es" else ("“", "”")
        return f"{opening}{plain(text)}{closing}"

    def column(self, column: str) -> str:
        """Return the name of a column of the vocabulary in the language; another one as it is."""
        return self.tr(column)

    def amount(self, amount: Amount) -> str:
        """Return an amount as the language writes it: 1.234,50 €."""
        thousands, decimal = _MARKS.get(self.language, _MARKS["en"])
        value = amount.value
        written_places = max(0, -_exponent(value))
        places = (
            2 if amount.unit in CURRENCIES or written_places == 1 or written_places > MOST_PLACES else written_places
        )
        whole, _, decimals = f"{abs(value):,.{places}f}".partition(".")
        written = whole.replace(",", thousands) + (f"{decimal}{decimals}" if decimals else "")
        sign = "−" if value < 0 else ""
        return f"{sign}{written} {_SIGNS.get(amount.unit, amount.unit)}".rstrip()

    def totals(self, totals: Totals) -> str:
        """Return the totals, bold, joined where there are several currencies."""
        several = len(totals.amounts) > 1
        unit = f" ({self.tr('without a currency')})"
        named = (f"**{self.amount(amount)}**{unit if several and not amount.unit else ''}" for amount in totals.amounts)
        return f" {self.tr('and')} ".join(named)

    def date(self, iso: str) -> str:
        """Return a date, a month or a year as the language writes it in figures: 05/03/2026, 03/2026, 2026."""
        parts = [part for part in iso.split("-") if part]
        if iso.startswith("-"):
            return self.tr(_MONTHS[int(parts[0]) - 1])
        if self.language == "es" or len(parts) < 3:
            return "/".join(reversed(parts))
        return iso

    def coverage(self, coverage: CollectionCoverage) -> str:
        """Return the line that says how much was read."""
        parts = [self.tr("I read {done} of {total} files.", done=coverage.read, total=coverage.files)]
        if coverage.unread:
            parts.append(self.tr("Could not be read: {names}.", names=self.names(coverage.unread)))
        if coverage.partly_read:
            sentence = "Pages that are pictures of text are not read yet in: {names}."
            parts.append(self.tr(sentence, names=self.names(coverage.partly_read)))
        if coverage.waiting:
            parts.append(self.tr("Files still being read: {n}. Ask again in a moment.", n=coverage.waiting))
        return " ".join(parts)

    def names(self, names: tuple[str, ...]) -> str:
        """Return names, the first of many."""
        more = len(names) - MOST_NAMED
        listed = ", ".join(names[:MOST_NAMED])
        return listed if more <= 0 else self.tr("{names} and {count} more", names=listed, count=more)


def plain(text: str) -> str:
    """Return text without the marks that Markdown would read in it."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _plural(noun: str, language: str) -> str:
    """Return the plural of a noun of the vocabulary, as it is written: "Póliza" → "Pólizas"; another word as it is."""
    first, _, rest = noun.partition(" ")
    folded = fold_aligned(noun)
    if folded not in _SINGULAR:
        return noun
    if language == "es":
        ending = "es" if folded[-1] not in "aeiou" else "s"
        return f"{first}{ending} {rest}".strip() if folded.split()[0][-1] in "aeiou" and rest else f"{noun}{ending}"
    return f"{noun[:-1]}ies" if folded.endswith("y") else f"{noun}s"
