"""The tool that searches earlier conversations. Its results can be cited like passages of documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from engine.protocol.answering.passage import Passage
from engine.protocol.answering.tools import CallResult, RunTool, ToolCall, ToolScope, ToolSpec
from engine.protocol.cancellation import IsCancelled
from engine.protocol.i18n import Translations

RetrieveMessages = Callable[[str, Sequence[int], int, int], tuple[Passage, ...]]
"""(query, folders, k, conversation to leave out): the best passages of conversations."""

NAME, TITLE = "search_conversations", "Search conversations"
PASSAGES = 5
LONGEST_PASSAGE = 500
"""Characters."""
NOTHING_SAID = "Nothing about “{query}” was said in other conversations."
_QUERY = '{"query": {"type": "string", "minLength": 1, "maxLength": 300}}'
_PARAMETERS = f'{{"type": "object", "properties": {_QUERY}, "required": ["query"], "additionalProperties": false}}'
SPEC = ToolSpec(NAME, "Search what was said in earlier conversations.", _PARAMETERS, "conversations")


class _Arguments(msgspec.Struct, frozen=True):
    query: str


def conversation_search_tool(retrieve: RetrieveMessages) -> tuple[ToolSpec, str, RunTool]:
    """Return the tool with its title."""

    def run(call: ToolCall, scope: ToolScope, _: IsCancelled) -> CallResult:
        try:
            query = msgspec.json.decode(call.arguments.encode("utf-8", "replace"), type=_Arguments).query
        except msgspec.DecodeError as error:
            return CallResult(str(error)[:200], is_error=True)
        passages = retrieve(query, (), PASSAGES, scope.conversation)
        if not passages:
            return CallResult(Translations(scope.language).tr("tools", NOTHING_SAID, query=query))
        lines = (f"[{at}] {p.title}, {p.label}: {_line(p.text)}" for at, p in enumerate(passages, 1))
        return CallResult("\n".join(lines), passages)

    return SPEC, TITLE, run


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_PASSAGE else f"{line[:LONGEST_PASSAGE].rsplit(' ', 1)[0]} …"
