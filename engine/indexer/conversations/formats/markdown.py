"""Conversations in Markdown: our own export with its marks, and any text whose headings or bold words name who speaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from engine.indexer.conversations.drafts import DraftConversation, DraftNode, linear, milliseconds

CONVERSATION = "<!-- ateneo:conversation"
_MARK = re.compile(r"^<!-- ateneo:(?P<kind>conversation|message|sources)(?P<values>[^\n]*?) ?-->\n?", re.MULTILINE)
_VALUE = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*")')
_ESCAPED = re.compile(r"^\\(?=\\*<!-- ateneo:)", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^\d+-\d+\]")
_NAMES = (
    r"(?:(?P<user>user|you|human|me|prompt|usuario|usuaria|tú|yo|humano)"
    r"|(?P<assistant>assistant|ai|bot|chatgpt|gpt-?[\w.]*|claude|gemini|model|response|asistente|ia|respuesta)"
    r"|(?P<system>system|system prompt|sistema))(?: said| dice| dijo)?"
)
_SIGN = r"(?:[^\w\s*_#>|`\[\]()<]{1,3}[ \t]*)?"
"""An emoji before the name."""
_STYLES = tuple(
    re.compile(rf"^ {{0,3}}{style}", re.IGNORECASE | re.MULTILINE)
    for style in (
        rf"\#{{1,6}}[ \t]+{_SIGN}(?:\*\*)?{_NAMES}:?(?:\*\*)?:?[ \t]*(?:\([^)\n]*\))?[ \t]*$",
        rf"(?:\*\*|__){_SIGN}{_NAMES}[ \t]*:?[ \t]*(?:\*\*|__)[ \t]*:?[ \t]*",
        rf"{_SIGN}{_NAMES}[ \t]*:(?:[ \t]+|$)",
    )
)
"""Headings ("## User"), bold words ("**User:**"), and words before a colon ("User: …"); the first style that fits counts."""
_TITLE = re.compile(r"^#[ \t]+(?P<title>[^\n]+?)[ \t]*#*$", re.MULTILINE)
_RULE = re.compile(r"\n+[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


def drafts(text: str, name: str) -> Iterator[DraftConversation]:
    """Yield the conversations of a Markdown file; none where nobody is named. `name` is the title where there is no other."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if CONVERSATION in text:
        yield from _own(text)
    elif (conversation := _spoken(text, name)) is not None:
        yield conversation


def _own(text: str) -> Iterator[DraftConversation]:
    """Yield the conversations of our own export, whose marks stand before each message."""
    current: DraftConversation | None = None
    nodes: list[DraftNode] = []
    for mark, body in _marked(text):
        values = {key: _unquoted(value) for key, value in _VALUE.findall(mark["values"])}
        if mark["kind"] == "conversation":
            if current is not None:
                yield replace(current, nodes=linear(nodes), leaf=nodes[-1].id if nodes else "")
            current, nodes = _conversation(values), []
        elif mark["kind"] == "message":
            nodes.append(_message(str(len(nodes)), values, body))
    if current is not None:
        yield replace(current, nodes=linear(nodes), leaf=nodes[-1].id if nodes else "")


def _marked(text: str) -> Iterator[tuple[re.Match[str], str]]:
    marks = list(_MARK.finditer(text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        yield mark, text[mark.end() : following.start() if following else len(text)]


def _conversation(values: dict[str, str]) -> DraftConversation:
    return DraftConversation(
        values.get("title", ""),
        (),
        created_at=milliseconds(values.get("created")),
        changed_at=milliseconds(values.get("changed")),
        system=values.get("system", ""),
    )


def _unquoted(value: str) -> str:
    """Return the text of a JSON string."""
    try:
        return str(json.loads(value, strict=False))
    except ValueError:
        return value.strip('"')


def _message(id: str, values: dict[str, str], body: str) -> DraftNode:
    """Return a message without the heading that names who speaks."""
    _, _, text = body.partition("\n\n")
    text = _ESCAPED.sub("", _FOOTNOTE.sub("", text)).strip("\n")
    return DraftNode(
        id,
        None,
        "assistant" if values.get("role") == "assistant" else "user",
        text,
        milliseconds(values.get("created")),
        values.get("model", ""),
        is_pinned=values.get("pinned") == "yes",
    )


def _spoken(text: str, name: str) -> DraftConversation | None:
    """Return a conversation of somebody else's Markdown, None where no question and answer are named."""
    speakers = next((found for style in _STYLES if (found := _speakers(text, style))), ())
    if not speakers:
        return None
    nodes, system = [], ""
    for at, (match, following) in enumerate(zip(speakers, [*speakers[1:], None], strict=True)):
        body = text[match.end() : following.start() if following else len(text)].strip("\n")
        body = _RULE.sub("", body).strip()
        if match["system"]:
            system = system or body
        else:
            nodes.append(DraftNode(str(at), None, "user" if match["user"] else "assistant", body))
    title = _TITLE.search(text, 0, speakers[0].start())
    return DraftConversation(title["title"] if title else name, linear(nodes), nodes[-1].id, system=system)


def _speakers(text: str, style: re.Pattern[str]) -> Sequence[re.Match[str]]:
    """Return the places where somebody begins to speak; none unless both the person and the program do."""
    fenced = _fenced_spans(text)
    places = [match for match in style.finditer(text) if not any(a <= match.start() < b for a, b in fenced)]
    return places if any(m["user"] for m in places) and any(m["assistant"] for m in places) else ()


def _fenced_spans(text: str) -> Sequence[tuple[int, int]]:
    """Return where blocks of code stand."""
    spans, fence, begin = [], "", 0
    for match in _FENCE.finditer(text):
        if not fence:
            fence, begin = match[1], match.start()
        elif match[1].startswith(fence):
            spans.append((begin, match.end()))
            fence = ""
    return [*spans, (begin, len(text))] if fence else spans
