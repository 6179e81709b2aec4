"""Chooses among the labelled values and columns of a document: its total, its date, its number, its supplier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.capabilities.documents.cells.cell_store import StoredCell
from engine.capabilities.documents.cells.page_cells import LABELS
from engine.capabilities.documents.collection_questions.question import Status
from engine.capabilities.documents.collection_questions.vocabulary import (
    COLUMNS,
    CUSTOMER_LABELS,
    DATE_LABELS,
    GROUPS,
    NOT_THE_DATE,
    NUMBER_LABELS,
    SUPPLIER_LABELS,
    either,
)
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.values.amounts import CURRENCIES, Amount
from engine.text.values.dates import iso_date
from engine.text.values.folding import fold_aligned

_TOTALS = tuple(
    LazyPattern(form)
    for form in (
        r"^(?:total (?:a pagar|a ingresar|factura|de la factura|facturado|con iva|\(?iva incluido\)?|general|due|to pay|"
        r"payable|amount|"
        r"invoice|incl.*)|(?:importe|precio|amount|invoice|grand|gran|balance|monto) (?:total|due)(?: .*)?|"
        r"(?:liquido|neto) (?:total )?a percibir|net pay|amount payable|total .*(?:iva|vat|tax|pagar|due).*incl.*)$",
        r"^total(?: \(?(?:eur|euros?|usd|gbp|€|\$|£)\)?)?$|^totales$|^total .{0,12}$",
        r"^(?:importe|amount|a pagar|to pay|precio|price|monto|cuantia|pago|payment)(?: .{0,12})?$",
    )
)
"""The labels of a document's total, the surest first."""
_NOT_TOTAL = LazyPattern(
    r"\b(?:sub ?-?total|base|iva$|vat$|tax$|impuestos?|antes de|sin iva|excl\w*|net amount|before|descuento|discount|parcial|"
    r"retencion|irpf|unidades|units|cantidad|quantity|paginas|pages|horas|hours|unitario|unit price)\b"
)
_AMOUNT_NAMES = tuple(
    LazyPattern(form)
    for form in (
        r"\btotal\b.*\b(?:iva|vat|tax|factura|pagar|incl)|\b(?:importe|amount|invoice|grand) total\b|\btotal (?:amount|due)\b",
        r"\btotal\b",
        r"\bimporte\b|\bamount\b|\bmonto\b|\bcuantia\b",
        r"\bcargo\b|\bdebe\b|\bpago\b|\bpayment\b|\bgasto\b|\bexpense\b|\bcost[eos]*\b|\bcharge\b|\bpaid\b|\bpagado\b",
        r"\bprecio\b|\bprice\b|\bvalor\b|\bvalue\b|\bingreso\b|\bventas?\b|\bsales?\b|\bsalari\w*|\bsueldo\b",
    )
)
"""The names of the column with the amount of each row, the surest first."""
_NOT_AMOUNT = LazyPattern(
    r"\b(?:saldo|balance|subtotal|base|iva|vat|tax|unitario|unit|cantidad|quantity|uds|unidades|dto|"
    r"discount|ano|year)\b"
)

_STATUS_NAMES = LazyPattern(r"\b(?:estado|situacion|status|state|pagad[oa]|cobrad[oa]|paid|pago|cobro|payment)\b")
_IS_OPEN = LazyPattern(
    r"\b(?:pendientes?|impagad[oa]|vencid[oa]|sin (?:pagar|cobrar)|no|not|unpaid|outstanding|pending|overdue|open|due)\b"
)
_IS_PAID = LazyPattern(r"\b(?:pagad[oa]|cobrad[oa]|abonad[oa]|liquidad[oa]|paid|settled|si|yes)\b|[✓✔]")
_DUE_NAMES = LazyPattern(r"\b(?:vencimiento|vence|fecha limite|due|payable by|pay by)\b")


def amount_of_document(cells: Iterable[StoredCell], column: str) -> StoredCell | None:
    """Return the labelled value that is the document's total, or with `column` that of another name; None where none is sure."""
    labelled = [cell for cell in cells if cell.grid == LABELS and cell.number is not None and cell.unit != "%"]
    if column and column not in ("amount",):
        named = [cell for cell in labelled if matches_column(cell.name, column)]
        return named[-1] if named else None
    for form in _TOTALS:
        totals = [c for c in labelled if form.match(_label(c.name)) and not _NOT_TOTAL.search(_label(c.name))]
        money = [cell for cell in totals if cell.unit in CURRENCIES] or [c for c in totals if not c.unit]
        if money:
            return money[-1]
    return None


def amount_column(rows: Sequence[Sequence[StoredCell]], column: str) -> int | None:
    """Return the place of the column with the amount of each row; None where none is sure."""
    names: dict[int, str] = {}
    numbers: dict[int, int] = {}
    money: set[int] = set()
    for row in rows:
        for cell in row:
            names.setdefault(cell.place, _label(cell.name))
            numbers[cell.place] = numbers.get(cell.place, 0) + (cell.number is not None and cell.unit != "%")
            money |= {cell.place} if cell.unit in CURRENCIES else set()
    numeric = [place for place in sorted(names) if numbers[place] * 2 > len(rows) or (numbers[place] and column)]
    if column and column != "amount":
        named = [place for place in numeric if matches_column(names[place], column)]
        return named[0] if named else None
    usable = [place for place in numeric if not _NOT_AMOUNT.search(names[place])]
    for form in _AMOUNT_NAMES:
        if named := [place for place in usable if form.search(names[place])]:
            return named[-1]
    sums = [place for place in usable if place in money]
    return sums[0] if len(sums) == 1 else None


def matches_column(name: str, column: str) -> bool:
    """Return whether a column's name or a label is what a question calls it: a word of the vocabulary, or the name itself."""
    label = _label(name)
    if column in COLUMNS:
        return bool(re.search(rf"(?<![^\W_])(?:{either(COLUMNS[column])})(?![^\W_])", label))
    return _label(column) == label or bool(re.search(rf"(?<![^\W_]){re.escape(_label(column))}(?![^\W_])", label))


def date_of(cells: Iterable[StoredCell]) -> str:
    """Return the date that labels or columns give, as ISO 8601; empty for none."""
    for cell in cells:
        label = _label(cell.name)
        if DATE_LABELS.search(label) and not NOT_THE_DATE.search(label) and (date := iso_date(cell.text)):
            return date
    return ""


def number_of(cells: Iterable[StoredCell]) -> str:
    """Return the number of an invoice, order or receipt; empty for none."""
    for cell in cells:
        if NUMBER_LABELS.match(_label(cell.name)) and any(c.isdigit() for c in cell.text) and len(cell.text) <= 40:
            return cell.text
    return ""


def group_value(fields: Sequence[tuple[str, str]], group: str) -> str:
    """Return the value of a row or document by which to group; empty where it says none."""
    if group == "supplier":
        form = SUPPLIER_LABELS
    elif group == "customer":
        form = CUSTOMER_LABELS
    else:
        words = GROUPS.get(group, group)
        form = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")
    said = next((value for name, value in fields if form.search(name) and value), "")
    if said or group != "supplier":
        return said
    return next((value for name, value in fields if name in ("from", "de") and value), "")  # of a letter


def status_of(fields: Sequence[tuple[str, str]]) -> Status:
    """Return whether a row or document says that it is paid; empty where it does not say."""
    for name, value in fields:
        said = fold_aligned(value)
        if _STATUS_NAMES.search(name) and (_IS_OPEN.search(said) or _IS_PAID.search(said)):
            return "open" if _IS_OPEN.search(said) else "paid"
    return ""


def due_date_of(fields: Sequence[tuple[str, str]]) -> str:
    """Return the date by which to pay, as ISO 8601; empty where none is stated."""
    return next((date for name, value in fields if _DUE_NAMES.search(name) and (date := iso_date(value))), "")


def is_account(names: Iterable[str]) -> bool:
    """Return whether columns are those of an account's movements: with a balance, or with a value date."""
    return any(
        re.search(r"\b(?:saldo|balance|f\.? ?valor|fecha valor|value date|movimiento)\b", _label(name))
        for name in names
    )


def has_expenses(names: Iterable[str]) -> bool:
    """Return whether a column has what was paid or spent."""
    form = re.compile(
        r"\b(?:gastos?|pagos?|pagado|importe|expenses?|payments?|paid|amount|cargo|charge|total|costes?|cost)\b"
    )
    return any(form.search(_label(name)) for name in names)


def amount_of(cell: StoredCell) -> Amount | None:
    """Return the amount of a cell."""
    return None if cell.number is None else Amount(cell.number, cell.unit)


@lru_cache(4096)
def _label(name: str) -> str:
    return " ".join(fold_aligned(name).strip(" .:*#-–").split())
