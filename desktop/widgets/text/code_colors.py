"""Syntax colours of code, as names of the palette."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import suppress
from functools import cache, lru_cache

MAX_COLOURED = 8_000
"""Characters; longer code keeps one colour, since colouring it would block the window."""


@cache
def _roles() -> tuple[tuple[Container[object], str], ...]:
    """Return the kinds of tokens that have a colour. Pygments is loaded with the first code."""
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    return (
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
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    with suppress(ClassNotFound):
        get_lexer_by_name(language)


def compiled_lexers() -> int:
    """Return how many lexers were compiled so far."""
    return _compile.cache_info().misses


def prepare_lexer(language: str) -> bool:
    """Return True if the lexer had to be compiled now.

    Pygments compiles a language on first use, which takes one turn of the event loop.
    """
    count = compiled_lexers()
    _compile(language)
    return compiled_lexers() > count


def coloured_parts(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield parts of the code, which together are all of it, each with the name of its colour."""
    if not language or len(code) > MAX_COLOURED:
        yield code, "text"
        return
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        yield code, "text"
        return
    for kind, text in lexer.get_tokens(code):
        yield text, next((role for family, role in _roles() if kind in family), "text")
