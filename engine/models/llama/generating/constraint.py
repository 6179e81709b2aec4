"""Constrained generation: which tokens may come next so that an answer keeps to a JSON schema or a grammar (llguidance).

llama.cpp's own grammar sampler ends the process on some grammars and has no bounds for others; llguidance returns errors, and
bounds memory and time for each token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast  # llguidance's limits and options are dictionaries

import msgspec
import numpy as np

from engine.protocol import errors
from engine.protocol.answering.sampling import Sampling

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.llama.native import Weights

LONGEST_FORMAT = 64 * 1024
"""Characters of a schema or a grammar."""
MOST_RULES, DEEPEST_GROUP = 400, 60
"""Rules of a grammar, and groups within groups."""
LIMITS: dict[str, Any] = {
    "max_items_in_row": 2_000,
    "initial_lexer_fuel": 1_000_000,
    "step_lexer_fuel": 200_000,
    "step_max_items": 50_000,
    "max_lexer_states": 50_000,
    "max_grammar_size": 100_000,
}
"""llguidance's own bounds, with less memory: a state of the lexer takes up to 2 KB."""
JSON_LAYOUT: dict[str, Any] = {
    "whitespace_flexible": False,
    "item_separator": ", ",
    "key_separator": ": ",
    "coerce_one_of": True,
}
"""One layout only: a small model may write empty lines between two values without end."""


class AnswerConstraint:
    """Follows one answer and returns the tokens with which it may go on.

    Raises SchemaInvalid or GrammarInvalid for a format that cannot be used, also when it turns out too complex on the way.
    """

    def __init__(self, weights: Weights, sampling: Sampling) -> None:
        from llguidance import LLMatcher, LLParserLimits

        self._error: type[errors.AnswerFormatInvalid]
        if sampling.schema:
            self._error, grammar = errors.SchemaInvalid, _schema_grammar(sampling.schema)
        else:
            self._error, grammar = errors.GrammarInvalid, _gbnf_grammar(sampling.grammar)
        limits = LLParserLimits(**LIMITS, verbose_errors=False)
        self._vocabulary = weights.tokens
        self._matcher = LLMatcher(weights.grammar_tokenizer, grammar, log_level=0, limits=limits)
        self._check()

    def allowed(self) -> npt.NDArray[np.intp]:
        """Return the ids of the tokens that may come next: at least one, which ends the answer where nothing else can."""
        mask = np.frombuffer(self._matcher.compute_bitmask(), np.uint8)
        self._check()
        return np.flatnonzero(np.unpackbits(mask, count=self._vocabulary, bitorder="little"))

    def accept(self, token: int) -> None:
        """Note the token that was chosen."""
        self._matcher.consume_token(token)
        self._check()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise self._error(self._matcher.get_error()[:500])


def constraint_of(weights: Weights, sampling: Sampling) -> AnswerConstraint | None:
    """Return the constraint of an answer; None, at no cost, where it may be any text."""
    return AnswerConstraint(weights, sampling) if sampling.schema or sampling.grammar else None


def fitting_tokens(weights: Weights, sampling: Sampling, begun: str) -> frozenset[int] | None:
    """Return the tokens with which an answer that begins so may go on; None where any may. Raises as AnswerConstraint."""
    constraint = constraint_of(weights, sampling)
    if constraint is None:
        return None
    for token in weights.tokenize(begun, False, False):
        constraint.accept(token)
    return frozenset(constraint.allowed().tolist())


def check_schema(schema: str) -> None:
    """Raise SchemaInvalid for a schema that answers cannot be held to, without a model."""
    from llguidance import LLMatcher

    is_error, messages = LLMatcher.validate_grammar_with_warnings(_schema_grammar(schema))
    if is_error:
        raise errors.SchemaInvalid("; ".join(messages)[:500])


def _schema_grammar(schema: str) -> str:
    """Raises SchemaInvalid for what is no JSON object."""
    from llguidance import LLMatcher

    _refuse_too_long(schema, errors.SchemaInvalid)
    try:
        content = msgspec.json.decode(schema.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as broken:
        raise errors.SchemaInvalid(str(broken)) from None
    if not isinstance(content, dict):
        raise errors.SchemaInvalid("a schema is a JSON object")
    content.pop("x-guidance", None)  # options that would undo ours
    try:
        grammar: str = LLMatcher.grammar_from_json_schema(content, overrides=cast(Any, JSON_LAYOUT))
    except (ValueError, RecursionError) as broken:
        raise errors.SchemaInvalid(str(broken)) from None
    return grammar


def _gbnf_grammar(grammar: str) -> str:
    """Raises GrammarInvalid for what is no GBNF, or too much of it."""
    from llguidance import LLMatcher
    from llguidance.gbnf_to_lark import gbnf_to_lark

    _refuse_too_long(grammar, errors.GrammarInvalid)
    if grammar.count("::=") > MOST_RULES or _depth(grammar) > DEEPEST_GROUP:
        raise errors.GrammarInvalid("too many rules or groups")
    try:
        lark = gbnf_to_lark(grammar)
    except Exception as broken:  # noqa: BLE001  its own kind of error is Exception
        raise errors.GrammarInvalid(str(broken)[:500]) from None
    converted: str = LLMatcher.grammar_from_lark(lark)
    return converted


def _refuse_too_long(text: str, error: type[errors.AnswerFormatInvalid]) -> None:
    if len(text) > LONGEST_FORMAT:
        raise error(f"{len(text)} characters; at most {LONGEST_FORMAT} are possible")


def _depth(grammar: str) -> int:
    """Return how many groups are open at once, at most; brackets in texts count too."""
    depth = deepest = 0
    for sign in grammar:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest
