"""Refuses XML that would read other files or grow without end: by its document type, before a parser sees it."""

from __future__ import annotations

import re

LONGEST_DECLARATION = 1024 * 1024
"""Bytes of a document type. An honest one has a few hundred, or some thousand with the names of characters."""
LONGEST_ENTITY = 4096
"""Characters that a name may stand for, with the names in it."""
_OVERLAP = 64
"""Bytes of one piece that are searched again with the next, so that no beginning hides across the border."""
_DOCTYPE = re.compile(rb"<!(?i:DOCTYPE)\b")
_ENTITY = re.compile(
    r"<!ENTITY\s+(%\s+)?([^\s>]+)\s+(?:(SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')", re.IGNORECASE | re.DOTALL
)
_ANY_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_OUTSIDE = re.compile(r"<!DOCTYPE\s+[^\s>\[]+\s+SYSTEM\s+[\"'](?:[a-z][a-z0-9+.-]*:/|/|\\\\|\.\.)", re.IGNORECASE)
_REFERENCE = re.compile(r"[&%]([^\s;&%#][^\s;&%]*);")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class MarkupCheck:
    """Looks at a file in pieces. `problem` says what makes it unsafe; empty while nothing does."""

    def __init__(self) -> None:
        self._before = b""
        self._declaration = b""
        self.problem = ""

    def feed(self, piece: bytes) -> None:
        """Look at the next piece. UTF-16 becomes the ASCII that it stands for."""
        plain = self._before + (piece.replace(b"\0", b"") if b"\0" in piece else piece)
        while plain and not self.problem:
            if not self._declaration:
                found = _DOCTYPE.search(plain) if b"<!" in plain else None  # no pattern searches as fast as `in`
                if found is None:
                    break
                plain = plain[found.start() :]
            self._declaration, plain = self._declaration + plain, b""
            end = declaration_end(self._declaration)
            if end < 0 and len(self._declaration) <= LONGEST_DECLARATION:
                self._before = b""
                return
            declared = self._declaration[:end] if end >= 0 else self._declaration[:LONGEST_DECLARATION]
            plain, self._declaration = self._declaration[len(declared) :], b""
            self.problem = declaration_problem(declared.decode("latin-1"))
        self._before = plain[-_OVERLAP:]

    def finish(self) -> None:
        """Look at a document type that the end of the file cut off."""
        if self._declaration and not self.problem:
            self.problem = declaration_problem(self._declaration.decode("latin-1"))


def declaration_end(data: bytes) -> int:
    """Return where the document type that begins the data ends; -1 where it does not."""
    quote, depth = 0, 0
    for at, byte in enumerate(data):
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord("["):
            depth = 1
        elif byte == ord("]"):
            depth = 0
        elif byte == ord(">") and not depth:
            return at + 1
    return -1


def declaration_problem(declaration: str) -> str:
    """Return what makes a document type unsafe: it names a file or grows out of proportion. Empty for a harmless one."""
    text = _COMMENT.sub("", declaration)
    if _OUTSIDE.search(text):
        return "declares a document type in another file"
    entities: dict[str, str] = {}
    matches = list(_ENTITY.finditer(text))
    if len(matches) != len(_ANY_ENTITY.findall(text)):
        return "declares entities that cannot be read"
    for match in matches:
        _, name, outside, double, single = match.groups()
        if outside:
            return "declares an entity in another file"
        entities[name] = double if double is not None else single or ""
    sizes: dict[str, int] = {}
    for name in entities:
        if _size(name, entities, sizes, frozenset()) > LONGEST_ENTITY:
            return "declares entities that grow without end"
    return ""


def _size(name: str, entities: dict[str, str], sizes: dict[str, int], open_names: frozenset[str]) -> int:
    """Return how many characters an entity stands for; more than LONGEST_ENTITY for one that names itself."""
    if name in sizes:
        return sizes[name]
    if name in open_names or len(open_names) > 20:
        return LONGEST_ENTITY + 1
    value, inside = entities.get(name, ""), open_names | {name}
    size = len(value)
    for match in _REFERENCE.finditer(value):
        size += _size(match[1], entities, sizes, inside)
        if size > LONGEST_ENTITY:
            break
    sizes[name] = size
    return size
