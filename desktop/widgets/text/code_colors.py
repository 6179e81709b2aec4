"""Which colour of the palette each piece of a program has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from pygments.util import ClassNotFound

LONGEST_PROGRAM = 8_000
"""Longer ones keep one colour: colouring takes time that the window does not have."""

_ROLES = (
    (Comment, "syntax_comment"),
    (Keyword, "syntax_keyword"),
    (Operator.Word, "syntax_keyword"),
    (String, "syntax_string"),
    (Number, "syntax_number"),
    (Name.Function, "syntax_name"),
    (Name.Class, "syntax_name"),
    (Name.Decorator, "syntax_name"),
    (Name.Tag, "syntax_name"),
    (Name.Builtin, "syntax_name"),
)


@lru_cache(maxsize=256)
def _compile(language: str) -> None:
    with suppress(ClassNotFound):
        get_lexer_by_name(language)


def get_ready(language: str) -> bool:
    """True if it was not: Pygments compiles a language when it is first met, which takes a turn of the event loop."""
    compiled = _compile.cache_info().misses
    _compile(language)
    return _compile.cache_info().misses > compiled


def coloured(program: str, language: str) -> Iterator[tuple[str, str]]:
    """Pieces of the program with the name of their colour; together they are the program."""
    if not language or len(program) > LONGEST_PROGRAM:
        yield program, "text"
        return
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        yield program, "text"
        return
    for kind, text in lexer.get_tokens(program):
        yield text, next((role for family, role in _ROLES if kind in family), "text")
