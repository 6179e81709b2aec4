"""Tells of which kind a document is (invoice, contract …), by its name, its heading or its folder."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePath

from engine.capabilities.documents.collection_questions.scope import ScopedDocument
from engine.capabilities.documents.collection_questions.vocabulary import FILE_TYPES, KINDS, SAME_KINDS, either, plural
from engine.text.values.folding import fold_aligned

HEADING_LINES, HEADING_CHARACTERS, HEADING_WORDS = 6, 90, 7
_WORDS = re.compile(r"[^\W_]+")
_REPLY = re.compile(r"^(?:re|rv|fw|fwd|aw|tr)\s*:\s*", re.IGNORECASE)
_SPLIT = re.compile(r"[\s_.\-()\[\],;]+|(?<=[a-z])(?=[A-Z0-9])|(?<=\d)(?=[A-Za-z])")


def is_of_kind(document: ScopedDocument, kind: str) -> bool:
    """Return whether the name, the heading or the folder of a document says that it is of the kind."""
    names, headings, _ = _forms(kind)
    if names.search(_spaced(document.name)) or (names.search(_spaced(document.title)) and _is_title(document, names)):
        return True
    if any(headings.search(line) for line in heading_lines(document.beginning)):
        return True
    return bool(names.fullmatch(_spaced(document.folder))) and not kinds_by_name(document)


def is_list_of_kind(name: str, kind: str) -> bool:
    """Return whether the name of a file, a sheet or a column is the plural of the kind's noun: a table of such documents."""
    return bool(_forms(kind)[2].search(_spaced(name)))


def names_kind(name: str, kind: str) -> bool:
    """Return whether a column's name says one document of the kind: "Factura", "Invoice no."."""
    return bool(_forms(kind)[0].search(_spaced(name)))


def kinds_by_name(document: ScopedDocument) -> list[str]:
    """Return the kinds that the name or the heading of a document says."""
    name = _spaced(document.name)
    lines = heading_lines(document.beginning)
    return [
        kind for kind in KINDS if _forms(kind)[0].search(name) or any(_forms(kind)[1].search(line) for line in lines)
    ]


def is_of_type(document: ScopedDocument, file_type: str) -> bool:
    """Return whether a file is of a type; the letters in a mailbox are mail, and the mailbox is not."""
    suffixes = FILE_TYPES[file_type][1] if file_type in FILE_TYPES else ()
    if file_type == "mail":
        is_letter = document.parent is not None and PurePath(document.path.partition(" › ")[0]).suffix == ".mbox"
        return is_letter or document.suffix in ("eml", "msg")
    return not suffixes or document.suffix in suffixes


def heading_lines(text: str) -> list[str]:
    """Return the first lines of a text that are short enough for a heading, folded."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    short = [_REPLY.sub("", line) for line in lines if line][:HEADING_LINES]
    return [fold_aligned(line) for line in short if len(line) <= HEADING_CHARACTERS]


def _is_title(document: ScopedDocument, names: re.Pattern[str]) -> bool:
    """Return whether a title is a heading with the noun first or last, and no answer to a letter."""
    title = fold_aligned(document.title)
    words = _WORDS.findall(title)
    if _REPLY.match(title) or not words or len(words) > HEADING_WORDS:
        return False
    return bool(names.fullmatch(words[0]) or names.fullmatch(words[-1]))


@cache
def _forms(kind: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a kind: its noun in a name, a heading that begins or ends with it, and its plural."""
    kinds = SAME_KINDS.get(kind, (kind,))
    nouns = "|".join(either(KINDS[each]) for each in kinds)
    plurals = "|".join(plural(KINDS[each]) for each in kinds)
    kinds_of_it = r"(?: (?:simplificada|rectificativa|proforma|electronica|comercial))?"
    after = rf"(?:\s*[:#.,–—-].*|\s+(?:n[.ºo°]|num|nro|no\b|number|de |del |of |for |{_SUBJECT}|[\w/-]*\d).*)?"
    begins = rf"^(?:#+ )?(?:\w+ )?(?:{nouns}){kinds_of_it}{after}$"
    ends = rf"^(?:[a-z&'-]+ ){{1,4}}(?:{nouns})(?: (?:n[.ºo°]+|no|number|#)?\s*[\w/-]*\d[\w/-]*)?$"
    return (
        re.compile(rf"(?<![^\W_])(?:{nouns})(?![^\W_])"),
        re.compile(f"{begins}|{ends}"),
        re.compile(rf"(?<![^\W_])(?:{plurals})(?![^\W_])"),
    )


_SUBJECT = r"privado|laboral|mercantil|individual|anual|mensual|trimestral|final|tecnico|medico|annual|monthly"


def _spaced(name: str) -> str:
    """Return a name with its words apart: "Factura2025-03_Acme.pdf" is "factura 2025 03 acme pdf"."""
    return fold_aligned(" ".join(filter(None, _SPLIT.split(name))))
