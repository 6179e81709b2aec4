"""Tells by the name of a field what its values look like and which labels stand before them."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from engine.capabilities.documents.api.extraction import FactField
from engine.capabilities.documents.collection_questions.vocabulary import (
    CUSTOMER_LABELS,
    DATE_LABELS,
    NOT_THE_DATE,
    NUMBER_LABELS,
    SUPPLIER_LABELS,
)
from engine.text.patterns import find_patterns
from engine.text.values.amounts import find_amounts, parse_amount
from engine.text.values.dates import find_date
from engine.text.values.folding import fold_aligned

ValueKind = Literal["text", "date", "amount", "percentage", "number", "tax_id", "iban", "email", "phone", "url"]

_KINDS: tuple[tuple[ValueKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form))  # type: ignore[misc]  # the literals below
    for kind, form in (
        ("iban", r"\biban\b|\bcuenta bancaria\b|\bbank account\b"),
        ("email", r"\b(?:e-?mail|correo)\b"),
        ("phone", r"\b(?:telefono|phone|telephone|movil|mobile|tel|fax)\b"),
        ("url", r"\b(?:url|web|website|pagina web|sitio web)\b"),
        ("tax_id", r"\b(?:nif|cif|dni|nie|c\.i\.f|n\.i\.f|vat (?:number|no|id|nr)|tax (?:id|number)|vat registration)\b"),
        ("number", r"\b(?:numero|n\.?º|num|nro|number|no|nr|referencia|reference|ref)\b|^n[.º°o]\s"),
        ("date", r"\b(?:fecha|date|vencimiento|due date|deadline|dia|day)\b"),
        ("percentage", r"\b(?:porcentaje|percentage|tipo de iva|vat rate|tasa|rate|%)"),
        ("amount", r"\b(?:total|importe|amount|precio|price|coste|cost|base|iva|vat|impuesto|tax|fianza|deposit|renta|rent|"
                   r"salario|salary|sueldo|saldo|balance|cuota|fee|cantidad a pagar|valor|value|subtotal)\b"),
    )
)  # fmt: skip
_SAME: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (SUPPLIER_LABELS, SUPPLIER_LABELS),
    (CUSTOMER_LABELS, CUSTOMER_LABELS),
    (re.compile(r"\b(?:vencimiento|due|deadline|plazo)\b"),
     re.compile(r"\b(?:vencimiento|due date|due|vence|deadline|plazo)\b")),
    (DATE_LABELS, DATE_LABELS),
    (re.compile(r"\b(?:nif|cif|dni|nie|vat (?:number|no|id)|tax (?:id|number))\b"),
     re.compile(r"\b(?:nif|cif|dni|nie|n\.i\.f|c\.i\.f|vat(?: (?:number|no|id))|tax (?:id|number))\b")),
    (re.compile(r"\b(?:numero|number|no|n\.?º)\b.*\b(?:factura|invoice|pedido|order|recibo|receipt)\b|"
                r"\b(?:factura|invoice)\b.*\b(?:numero|number|no|n\.?º)"), NUMBER_LABELS),
    (re.compile(r"\b(?:telefono|phone|telephone|movil|mobile|tel)\b"),
     re.compile(r"\b(?:telefono|phone|telephone|movil|mobile|tel|tfno|tlf)\b")),
    (re.compile(r"\b(?:e-?mail|correo)\b"), re.compile(r"\b(?:e-?mail|correo(?: electronico)?)\b")),
    (re.compile(r"\b(?:direccion|address|domicilio)\b"), re.compile(r"\b(?:direccion|address|domicilio)\b")),
    (re.compile(r"\b(?:asunto|subject|concepto|concept)\b"), re.compile(r"\b(?:asunto|subject|concepto|concept)\b")),
    (re.compile(r"\b(?:arrendador|landlord|lessor)\b"), re.compile(r"\b(?:arrendador\w*|landlord|lessor)\b")),
    (re.compile(r"\b(?:arrendatari\w+|inquilin\w+|tenant|lessee)\b"),
     re.compile(r"\b(?:arrendatari\w+|inquilin\w+|tenant|lessee)\b")),
    (re.compile(r"\b(?:base imponible|subtotal|net amount|base)\b"),
     re.compile(r"\b(?:base imponible|subtotal|net amount|base|importe neto)\b")),
    (re.compile(r"\b(?:iva|vat)\b"), re.compile(r"\b(?:iva|vat)\b")),
)  # fmt: skip
"""Names of fields → the labels that mean the same in either language."""
_TOTAL = re.compile(
    r"^(?:(?:importe|precio|amount|grand|invoice) )?total(?: (?:amount|due|factura|a pagar|de la factura))?$|^amount$|^importe$"
)
_PATTERN_KINDS = {
    "iban": ("iban",),
    "email": ("email",),
    "phone": ("phone",),
    "url": ("url",),
    "percentage": ("percentage",),
}
_TAX_ID = re.compile(
    r"\b(?:[A-HJNP-SUVW]-?\d{7}[0-9A-J]|\d{8}-?[A-Z]|[XYZ]-?\d{7}-?[A-Z]|[A-Z]{2}-?\d{7,12}|[A-Z]{2}-?[A-Z]\d{7}[0-9A-J])\b"
)
_CODE = re.compile(r"[\w][\w./-]*\d[\w/-]*")
_RAW_VALUE = re.compile(r"(?<=\S)\s\(-?\d+(?:\.\d+)?\)$")
"""The value behind a cell of a sheet, in parentheses after the cell as it is shown."""
LONGEST_TEXT = 120


class FieldRule(msgspec.Struct, frozen=True):
    """How the values of a field are recognised: their kind, and the labels before them besides the field's own name."""

    name: str
    kind: ValueKind
    labels: re.Pattern[str] | None
    is_total: bool
    excluded: re.Pattern[str] | None = None

    def is_label(self, label: str) -> bool:
        """Return whether a label or a column's name stands before values of the field."""
        folded = " ".join(fold_aligned(label).strip(" .:*#-–").split())
        if not folded:
            return False
        if folded == self.name:
            return True
        if self.excluded is not None and self.excluded.search(folded):
            return False
        if self.labels is not None and self.labels.search(folded):
            return True
        return bool(re.search(rf"(?<![^\W_]){re.escape(self.name)}(?![^\W_])", folded)) and len(folded.split()) <= 6

    def value_in(self, text: str) -> tuple[int, int] | None:
        """Return start and end of the field's value in the text after its label; None where there is none of its kind."""
        if self.kind == "date":
            found = find_date(text[:80])
            return (found[1], found[2]) if found else None
        if self.kind in ("amount", "percentage"):
            return _amount_in(text, self.kind)
        if self.kind == "tax_id":
            return _span(_TAX_ID.search(text[:60]))
        if self.kind in _PATTERN_KINDS:
            match = next((m for m in find_patterns(text[:200]) if m.kind in _PATTERN_KINDS[self.kind]), None)
            return (match.start, match.end) if match else None
        if self.kind == "number":
            return _span(_CODE.search(text[:60]))
        return _text_in(text)

    def unlabelled_in(self, text: str) -> tuple[int, int] | None:
        """Return the first value of a kind whose form alone tells it, such as an IBAN; None for other kinds."""
        if self.kind in ("iban", "email", "phone", "url"):
            wanted = _PATTERN_KINDS[self.kind]
            match = next((m for m in find_patterns(text) if m.kind in wanted and m.valid is not False), None)
            return (match.start, match.end) if match else None
        if self.kind == "tax_id":
            return _span(_TAX_ID.search(text))
        return None


def field_rule(field: FactField) -> FieldRule:
    """Return how the values of a field are recognised."""
    name = " ".join(fold_aligned(field.name).strip(" .:").split())
    said = f"{name} {fold_aligned(field.description)}".strip()
    by_name = next((kind for kind, form in _KINDS if form.search(name)), None)
    by_description = next((kind for kind, form in _KINDS if form.search(said)), None)
    kind: ValueKind = by_name or by_description or "text"
    labels = next((labels for form, labels in _SAME if form.search(name)), None)
    excluded = NOT_THE_DATE if labels is DATE_LABELS else None
    return FieldRule(name, kind, labels, bool(_TOTAL.match(name)), excluded)


def normalized(kind: ValueKind, text: str) -> str:
    """Return a date as ISO 8601, or an amount as a decimal with a point and its unit; empty for other values."""
    if kind == "date":
        found = find_date(text)
        return found[0] if found else ""
    if kind in ("amount", "percentage") and (amount := parse_amount(text)) is not None:
        return f"{amount.value:f} {amount.unit}".rstrip()
    return ""


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None


def _amount_in(text: str, kind: ValueKind) -> tuple[int, int] | None:
    stripped = _RAW_VALUE.sub("", text.strip().rstrip("."))
    if parse_amount(stripped) is not None:
        start = text.index(stripped)
        return start, start + len(stripped)
    found = find_amounts(text[:80])
    wanted = [m for m in found if (m.amount.unit == "%") == (kind == "percentage")]
    return (wanted[0].start, wanted[0].end) if wanted else None


def _text_in(text: str) -> tuple[int, int] | None:
    line = text.partition("\n")[0]
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip(" ;,"))
    if end - start > LONGEST_TEXT:
        stop = re.search(r"[.;](?:\s|$)|\s{3,}", line[start : start + LONGEST_TEXT])
        if stop is None:
            return None
        end = start + stop.start()
    return (start, end) if end > start else None
