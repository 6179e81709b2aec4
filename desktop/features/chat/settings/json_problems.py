"""Reasons, with their places, why a text is no JSON schema."""

from __future__ import annotations

import json
import re

from desktop.i18n import tr

LONGEST_SCHEMA = 65_536
"""Characters."""
_NAMED = re.compile(r"""["']([^"']+)["']|: ([\w-]+)$""")
"""Names in the engine's reason: a key, a pointer, a type or a format."""


def schema_problem(text: str) -> str:
    """Return why the text cannot be a JSON schema, with line and column; empty for one that may be, and for no text."""
    if not text:
        return ""
    if len(text) > LONGEST_SCHEMA:
        return tr("chat", "The schema is too long: at most {n} characters.", n=LONGEST_SCHEMA)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as broken:
        place = {"line": broken.lineno, "column": broken.colno}
        return tr("chat", "No JSON at line {line}, character {column}: {reason}", **place, reason=_reason(broken.msg))
    except RecursionError:
        return tr("chat", "The schema is nested too deeply.")
    if not isinstance(content, dict):
        return tr("chat", "A schema is an object in braces.")
    return ""


def refusal(schema: str, reason: str) -> str:
    """Return that answers cannot be held to a schema, with the line of what the engine's reason names, where it names it."""
    named = [name for pair in _NAMED.findall(reason) for name in pair if name]
    places = [at for name in named if (at := schema.find(f'"{name.rpartition("/")[2]}"')) >= 0]
    if not places:
        return tr("chat", "Answers cannot be held to this schema: {reason}", reason=reason)
    line = schema.count("\n", 0, min(places)) + 1
    return tr("chat", "Answers cannot be held to this schema, line {line}: {reason}", line=line, reason=reason)


def _reason(message: str) -> str:
    """Return Python's reason in the user's language."""
    reasons = {
        "Expecting value": tr("chat", "a value is missing"),
        "Expecting property name enclosed in double quotes": tr("chat", "a name in double quotes is missing"),
        "Expecting ':' delimiter": tr("chat", "a colon is missing"),
        "Expecting ',' delimiter": tr("chat", "a comma or a bracket is missing"),
        "Illegal trailing comma before end of object": tr("chat", "a comma too many"),
        "Illegal trailing comma before end of array": tr("chat", "a comma too many"),
        "Extra data": tr("chat", "something stands after the end"),
        "Unterminated string starting at": tr("chat", "a closing quote is missing"),
    }
    return reasons.get(message, message)
