"""The words of questions about a collection, folded, in Spanish and English: kinds of documents, types of files, columns."""

from __future__ import annotations

import re

KINDS: dict[str, str] = {
    "invoice": "factura|invoice",
    "bill": "bill",
    "contract": "contrato|contract|agreement",
    "receipt": "recibo|ticket|receipt",
    "quote": "presupuesto|cotizacion|quote|quotation|estimate",
    "order": "pedido|purchase order|order",
    "delivery note": "albaran|delivery note",
    "payslip": "nomina|payslip|pay slip",
    "insurance policy": "poliza|insurance policy",
    "policy": "politica|policy",
    "letter": "carta|letter",
    "report": "informe|report",
    "minutes": "acta|minute",
    "certificate": "certificado|certificate",
    "statement": "extracto|statement|bank statement|account statement",
    "recipe": "receta|recipe",
    "cv": "curriculum|cv|resume",
    "presentation": "presentacion|presentation",
    "article": "articulo|paper|article",
    "manual": "manual|guide|guia",
    "note": "nota|note",
    "thesis": "tesis|thesis",
    "form": "formulario|form",
    "complaint": "reclamacion|complaint",
}
"""Kind → its nouns in the singular. A document is of a kind by its name, its heading or its folder."""
MONEY_KINDS = frozenset(("invoice", "bill", "receipt", "quote", "order", "payslip", "delivery note"))
"""Kinds whose documents have one amount: their total."""
SAME_KINDS = {
    "invoice": ("invoice", "bill"),
    "bill": ("invoice", "bill"),
    "policy": ("policy", "insurance policy"),
}
"""A question for one is a question for both."""

FILE_TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("archivo|fichero|documento|file|document|doc", ()),
    "pdf": ("pdf|archivo pdf|documento pdf|pdf file|pdf document", ("pdf",)),
    "word": (
        "word|documento de word|documento word|archivo de word|archivo word|word document|word file|docx|docx file",
        ("docx", "doc", "odt", "rtf"),
    ),
    "sheet": (
        "hoja de calculo|excel|archivo de excel|archivo excel|hoja de excel|spreadsheet|excel file|excel sheet|xlsx|csv|"
        "archivo csv|csv file|libro de excel|workbook",
        ("xlsx", "xls", "xlsm", "ods", "csv", "tsv"),
    ),
    "mail": (
        "correo|correo electronico|email|e-mail|mail|mensaje de correo|email message",
        ("eml", "msg", "mbox"),
    ),
    "slides": ("diapositiva|powerpoint|archivo de powerpoint|pptx|slide deck", ("pptx", "ppt", "odp")),
    "text": ("archivo de texto|text file|txt|txt file", ("txt", "md")),
    "book": ("libro|libro electronico|ebook|e-book|book|epub", ("epub",)),
    "page": ("pagina web|web page|html file|archivo html", ("html", "htm")),
}
"""Type of files → its nouns in the singular, and the suffixes of its files; the first are all files."""

COLUMNS: dict[str, str] = {
    "amount": "importe|cantidad|monto|amount|total",
    "price": "precio|price",
    "cost": "coste|costo|cost",
    "expense": "gasto|expense",
    "income": "ingreso|revenue|income",
    "payment": "pago|payment",
    "charge": "cargo|charge|adeudo",
    "credit": "abono|credit|haber",
    "sale": "venta|sale",
    "hour": "hora|hour",
    "tax": "iva|vat|tax|impuesto",
    "fee": "cuota|fee",
    "base": "base imponible|base|subtotal|net amount",
    "unit": "unidad|unit|quantity",
    "point": "punto|point|nota|score|puntuacion",
    "kilometre": "kilometro|km|kilometre|kilometer",
    "salary": "sueldo|salario|salary|wage",
}
"""The content of a column → the nouns, singular, by which a question and a column's name say it."""

GROUPS: dict[str, str] = {
    "month": "mes|meses|month|months|mensual|mensuales|mensualmente|monthly",
    "year": "ano|anos|year|years|anual|anuales|anualmente|yearly|annually",
    "supplier": "proveedor|proveedores|emisor|emisores|empresa|empresas|supplier|suppliers|vendor|vendors|company|"
    "companies|issuer",
    "customer": "cliente|clientes|customer|customers|client|clients",
    "type": "tipo|tipos|tipo de archivo|formato|formatos|type|types|file type|kind|format|extension",
    "folder": "carpeta|carpetas|folder|folders|directorio",
    "language": "idioma|idiomas|lengua|language|languages",
    "category": "categoria|categorias|category|categories",
    "concept": "concepto|conceptos|concept|description|descripcion|item",
    "city": "ciudad|ciudades|city|cities",
    "person": "persona|personas|person|people|empleado|empleada|employee|employees|trabajador",
    "department": "departamento|departamentos|department|departments",
    "project": "proyecto|proyectos|project|projects",
    "collection": "coleccion|colecciones|collection|collections",
}
"""The groups of an answer → the words of questions and of the columns' names."""

SUPPLIER_LABELS = re.compile(
    r"\b(proveedor|emisor|emitida? por|vendedor|expedidor|razon social|empresa|supplier|vendor|seller|issuer|issued by|"
    r"company|bill from)\b"
)
CUSTOMER_LABELS = re.compile(r"\b(cliente|destinatario|facturar a|customer|client|bill to|billed to|buyer|comprador)\b")
DATE_LABELS = re.compile(r"\b(fecha|date|dated|f\.? ?operacion|f\.? ?valor|dia|day)\b")
NOT_THE_DATE = re.compile(
    r"\b(vencimiento|due|nacimiento|birth|entrega|delivery|impresion|printed?|validez|expir\w*)\b"
)
NUMBER_LABELS = re.compile(
    r"^(?:(?:n[.º°o]*|num(?:ero)?|nro|number|no)\b.{0,6})?(?:de |of )?(?:la |the )?"
    r"(?:factura|fra|invoice|recibo|receipt|pedido|order|ticket|albaran)\b(?:.{0,3}\b(?:n[.º°o]*|num(?:ero)?|nro|number|"
    r"no|id)\b.{0,2})?$"
)


def plural(noun: str) -> str:
    """Return the alternatives of the plural of folded nouns "factura|invoice", for a regular expression."""
    return "|".join(_plural(each) for each in noun.split("|"))


def _plural(noun: str) -> str:
    first, _, rest = noun.partition(" de ")
    if rest:
        return f"{_plural(first)} de {rest}"
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    first, _, rest = noun.partition(" ")
    if first in _SPANISH_FIRST and rest:
        return f"{_plural(first)} {rest}s?"
    if noun.endswith("cion"):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun.endswith(("or", "al", "an")) and noun not in ("manual",):
        return f"{noun}(?:e?s)"
    if noun.endswith(("s", "x", "ch")):
        return f"{noun}(?:es)?"
    return f"{noun}s"


_IRREGULAR = {
    "correo electronico": "correos electronicos", "libro electronico": "libros electronicos", "manual": "manual(?:e?s)",
    "curriculum": "curriculums|curriculos|curricula", "thesis": "theses", "tesis": "tesis", "word": "words?", "cv": "cvs?",
    "mail": "mails?", "email": "emails?", "e-mail": "e-mails?", "powerpoint": "powerpoints?", "txt": "txts?",
    "docx": "docx", "xlsx": "xlsx", "csv": "csvs?", "pptx": "pptx", "pdf": "pdfs?|pdf's", "km": "km", "iva": "iva", "vat": "vat",
    "haber": "haber", "tax": "tax(?:es)?", "excel": "excels?|exceles", "albaran": "albaranes", "policy": "policies",
    "insurance policy": "insurance policies", "politica": "politicas",
    "cotizacion": "cotizaciones", "base imponible": "bases imponibles", "epub": "epubs?", "extracto": "extractos(?: bancarios)?",
}  # fmt: skip
_SPANISH_FIRST = frozenset(("archivo", "documento", "pagina"))


def either(noun: str) -> str:
    """Return the alternatives of singular and plural of folded nouns."""
    return f"{plural(noun)}|{noun}"


ISSUED = re.compile(
    r"(?<![^\W_])(?:emitid[oa]s?|emision|issued|ventas?|sales|sent|outgoing|clientes?|customers?)(?![^\W_])"
)
RECEIVED = re.compile(
    r"(?<![^\W_])(?:recibid[oa]s?|received|compras?|purchases?|incoming|proveedor(?:es)?|suppliers?|vendors?|gastos)(?![^\W_])"
)
"""Words in the names of files, sheets and folders that hold what was issued, and what was received."""
