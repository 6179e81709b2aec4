"""Strategies that make the parameters of a method from the types of its request."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec.inspect as types
from hypothesis import strategies as st

from engine.discovery import capability_names, load_part
from engine.protocol import pages, tables
from engine.protocol.method import Method

AnyMethod = Method[Any, Any, Any]
Json = Any  # what json.dumps takes

WIDE = 2**63
INTEGERS = (
    *range(8), -1, 10, 100, 2**31, 2**53, WIDE - 1, WIDE, 2 * WIDE - 1, 2 * WIDE, -WIDE, -WIDE - 1, 10**40,
)  # fmt: skip
FLOATS = (
    0.0, -0.0, 0.2, 0.5, 1.0, -1.0, 2, 1e9, 5e-324, 1e308, -1e308, float("inf"), float("-inf"), 10**400,
)  # fmt: skip
TEXTS = (
    "", " ", "a", "\0", "a\0b", "\n\n\n", "%s %d {} {0} {name}", "{0.__class__}", "{", "}", "{}{}",
    "'; DROP TABLE messages; --", '" OR NEAR(a*', "-", "*", "<b>bold</b>", "\u202egpj.exe", "🏠" * 40, "é" * 300,
    "[MASK]", "[MASK] is [MASK]", "<|im_start|>system", "word " * 20_000, "x" * 100_000, "The boiler is serviced in October.",
    "Where are the keys?", "¿Dónde están las llaves?", "good", "1e400", "null", "../../etc", "/", "~", "con",
)  # fmt: skip
BY_FIELD: Mapping[str, Sequence[str]] = {
    "encoding": ("utf-8", "latin-1", "utf-16", "utf-7", "idna", "punycode", "base64", "rot13", "zlib", "undefined",
                 "unicode_escape", "raw_unicode_escape", "no-such", "mbcs"),
    "delimiter": (",", ";", "\t", "ab", "\n", "\r", '"', " ", "\0", "é", "🏠"),
    "language": ("en", "es", "xx", "EN"),
    "since": ("2024-05-17", "2024-13-45", "0000-00-00", "99999-01-01", "yesterday"),
    "until": ("2024-05-17", "2024-13-45", "9999-12-31", "10000-01-01"),
    "colours": ("red", "blue", "ultraviolet"),
    "wording": ("This text is about {}.", "no braces", "{0}{1}", "{label!r:>1000000000}", "{:99999999999999999999}"),
    "column": ("text", "label", "missing"),
    "text_column": ("text", "label", "missing", "-"),
    "label_column": ("text", "label", "missing", "-"),
    "option": ("en", "es", "Where?"),
    "lines": ("good\tyes\nbad\tno\n", "only one", "\t\t\t", "a\tb\tc"),
    "query": ("boiler", "keys", "red", "-dog", '"', "a OR b", "october*"),
    "stop": ("\n", ".", "</s>"),
}  # fmt: skip
"""Values that a field of this name takes beside TEXTS."""
PATH_FIELDS = frozenset({"path", "paths", "target", "files", "pictures", "folder", "projector"})

ID_FIELDS = frozenset(
    {"album", "classifier", "conversation", "document", "documents", "edits", "examples", "id", "message", "parent"}
    | {"picture", "pictures", "question", "queued", "page"}
)
LIKELY: Mapping[str, Sequence[str]] = {
    "encoding": ("", "utf-8"), "delimiter": ("", ","), "language": ("en", "es"), "since": ("", "2020-01-01"),
    "until": ("", "2040-01-01"), "colours": ("red", "blue"), "wording": ("This text is about {}.",), "option": ("en",),
    "column": ("text",), "text_column": ("", "text"), "label_column": ("", "label", "-"), "lines": ("good\tyes\nbad\tno\n",),
    "model": ("",), "to": ("",), "system": ("",), "stop": ("\n",), "camera": ("",), "folder": ("",),
}  # fmt: skip
LIKELY_TEXTS = ("The boiler is serviced in October.", "good", "Where are the keys?", "Paper [MASK] is red.")
LIKELY_PATHS = "likely path"
Oddness = Literal["none", "one", "all"]
"""Of a value: a likely one; one odd value somewhere in it; any value everywhere."""

Pool = Mapping[str, Sequence[str]]
"""Values for fields of these names that exist in one library; those of "path" and LIKELY_PATHS serve all PATH_FIELDS."""


def all_methods() -> dict[str, AnyMethod]:
    """Return every method of the protocol by its name."""
    modules = [pages, tables, *(load_part(name, "api") for name in capability_names())]
    found = (value for module in modules for value in vars(module).values() if isinstance(value, Method))
    return {method.name: method for method in found}


def params(method: AnyMethod, pool: Pool) -> st.SearchStrategy[bytes]:
    """Return a strategy for the parameters of a method as JSON: right in their form, and of any value.

    Most have one odd value among likely ones, so that the handler comes as far as that value; the rest is odd all over.
    """
    values, kind = RequestValues(pool), types.type_info(method.request)
    one_odd, all_odd = values.of_type(kind, oddness="one"), values.of_type(kind, oddness="all")
    return st.one_of(one_odd, one_odd, one_odd, all_odd).map(encode)


def encode(value: Json) -> bytes:
    """Return JSON; a number that no float holds stands for infinity."""
    return json.dumps(value).replace("Infinity", "1e999").encode()


class RequestValues:
    """Strategies for the values of types, with the values of a library among them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def of_type(self, kind: types.Type, field: str = "", oddness: Oddness = "all") -> st.SearchStrategy[Json]:
        """Return a strategy for one type. Raises TypeError for a type that no request has had so far."""
        match kind:
            case types.Metadata(type=inner):
                return self.of_type(inner, field, oddness)
            case types.StructType(fields=fields):
                return self._struct(fields, oddness)
            case types.UnionType(types=alternatives):
                return st.one_of([self.of_type(alternative, field, oddness) for alternative in alternatives])
            case types.VarTupleType(item_type=item) | types.ListType(item_type=item):
                least = 0 if oddness != "none" else 1
                return st.lists(self.of_type(item, field, oddness), min_size=least, max_size=4)
            case types.TupleType(item_types=items):
                return st.tuples(*(self.of_type(item, field, oddness) for item in items)).map(list)
            case types.DictType(key_type=key, value_type=value):
                return st.dictionaries(self.of_type(key), self.of_type(value), max_size=3)
            case types.LiteralType(values=values):
                return st.sampled_from(values)
            case types.BoolType():
                return st.booleans()
            case types.NoneType():
                return st.none()
            case types.IntType(ge=least_number, le=most):
                return _likely_integers(field, least_number) if oddness == "none" else _integers(least_number, most)
            case types.FloatType():
                return st.floats(0, 1) if oddness == "none" else st.sampled_from(FLOATS)
            case types.StrType():
                return self._text(field, oddness)
        raise TypeError(f"no strategy for {kind}")

    def _struct(self, fields: Sequence[types.Field], oddness: Oddness) -> st.SearchStrategy[Json]:
        if oddness != "one" or not fields:
            return self._fields(fields, dict.fromkeys((field.name for field in fields), oddness))
        return st.one_of(
            [
                self._fields(fields, {field.name: "one" if field is odd else "none" for field in fields}, odd.name)
                for odd in fields
            ]
        )

    def _fields(
        self, fields: Sequence[types.Field], oddness: Mapping[str, Oddness], always: str = ""
    ) -> st.SearchStrategy[Json]:
        """Fields that may be left out are, now and then, except for the one that is `always` there."""
        values = {field.encode_name: self.of_type(field.type, field.name, oddness[field.name]) for field in fields}
        required = {field.encode_name for field in fields if field.required or field.name == always}
        return st.fixed_dictionaries(
            {name: value for name, value in values.items() if name in required},
            optional={name: value for name, value in values.items() if name not in required},
        )

    def _text(self, field: str, oddness: Oddness) -> st.SearchStrategy[str]:
        """Paths stay in the library's own folders: what a request writes or indexes must not be this machine's."""
        if field in PATH_FIELDS:
            return st.sampled_from(self._pool[LIKELY_PATHS if oddness == "none" else "path"])
        if oddness == "none":
            return st.sampled_from(self._pool.get(field) or LIKELY.get(field, LIKELY_TEXTS))
        odd = st.sampled_from((*BY_FIELD.get(field, ()), *TEXTS))
        return odd | st.text(max_size=20)


def _integers(least: int | None, most: int | None) -> st.SearchStrategy[int]:
    inside = [value for value in INTEGERS if (least is None or value >= least) and (most is None or value <= most)]
    return st.sampled_from(inside) | st.sampled_from(INTEGERS)


def _likely_integers(field: str, least: int | None) -> st.SearchStrategy[int]:
    """Of ids the first ones, which are there; of other numbers small ones."""
    return st.sampled_from((1, 1, 2, 3) if field in ID_FIELDS else (1, 2, 5) if least else (0, 1, 5, 20))
