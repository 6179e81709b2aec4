"""All tools by name: our own, those that other capabilities add, and those of tool servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from engine.capabilities.tools.api import ToolInfo
from engine.capabilities.tools.servers.server_tools import ServerTools
from engine.capabilities.tools.tool import Tool, say, translations
from engine.protocol.answering.tools import CallResult, RunTool, ToolCall, ToolScope, ToolSpec
from engine.protocol.cancellation import IsCancelled

NO_TOOL = "There is no tool “{name}”."


class _Entry(msgspec.Struct, frozen=True):
    spec: ToolSpec
    title: str
    run: RunTool
    server: str = ""


class ToolRegistry:
    """Finds tools and runs them."""

    def __init__(self, tools: Iterable[Tool], servers: ServerTools) -> None:
        self._tools, self._servers = tuple(tools), servers
        self._added: list[_Entry] = []

    def add(self, spec: ToolSpec, title: str, run: RunTool) -> None:
        """Add a tool of another capability; title and description are English, translated in the context "tools"."""
        self._added.append(_Entry(spec, title, run))

    def infos(self, language: str) -> tuple[ToolInfo, ...]:
        """Return all tools for a person."""
        tr, networked = translations(language).tr, self._servers.networked()
        return tuple(
            ToolInfo(
                entry.spec.name,
                entry.title if entry.server else tr("tools", entry.title),
                entry.spec.description if entry.server else tr("tools", entry.spec.description),
                entry.spec.parameters,
                entry.server,
                entry.server in networked,
            )
            for entry in self._entries()
        )

    def find(self, names: tuple[str, ...], language: str) -> tuple[ToolSpec, ...]:
        """Return the tools of these names, in our order; names that are not known are left out."""
        tr = translations(language).tr
        return tuple(
            msgspec.structs.replace(entry.spec, description=tr("tools", entry.spec.description))
            for entry in self._entries()
            if entry.spec.name in names
        )

    def run(self, call: ToolCall, scope: ToolScope, is_cancelled: IsCancelled) -> CallResult:
        """Run a call; what goes wrong is the text of the result. Raises Cancelled."""
        for entry in self._entries():
            if entry.spec.name == call.tool:
                return entry.run(call, scope, is_cancelled)
        return CallResult(say(scope, NO_TOOL, name=call.tool), is_error=True)

    def _entries(self) -> Iterator[_Entry]:
        yield from (_Entry(tool.spec(), tool.title, tool.call) for tool in self._tools if tool.is_usable)
        yield from self._added
        for server, tool, spec in self._servers.specs():
            yield _Entry(spec, f"{server}: {tool}", self._servers.run, server)
