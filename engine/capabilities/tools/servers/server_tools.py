"""The tools of tool servers: lists what each offers when it is turned on, and passes calls on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any  # JSON schemas are any JSON

import msgspec

from engine.capabilities.tools.api import ServerFailed
from engine.capabilities.tools.servers.server_network import ServerNetwork
from engine.capabilities.tools.servers.server_process import ServerBroken, ServerProcess, ServerRefusal
from engine.capabilities.tools.servers.server_store import ServerStore
from engine.capabilities.tools.tool import say
from engine.protocol.answering.tools import CallResult, ToolCall, ToolScope, ToolSpec
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import BadRequest, Cancelled

MOST_TOOLS, MOST_PAGES = 100, 10
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_SCHEMA = 64, 300, 8000
LONGEST_RESULT = 200_000
"""Characters. The model reads a part of it at a time."""
BROKEN = "The tool server “{name}” does not answer: {detail}."
REFUSED = "The tool server “{name}” refused: {detail}"
OTHER_CONTENT = "[{kind}: not shown]"
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


class _Offered(msgspec.Struct):
    name: str
    description: str = ""
    inputSchema: dict[str, Any] = {}


class _Tools(msgspec.Struct):
    tools: list[msgspec.Raw] = []
    nextCursor: str | None = None


class _Content(msgspec.Struct):
    type: str = ""
    text: str = ""


class _Result(msgspec.Struct):
    content: list[_Content] = []
    isError: bool = False


class ServerTools:
    """Starts the servers that are turned on with the first call, and ends them with the engine."""

    def __init__(self, store: ServerStore, network: ServerNetwork) -> None:
        self._store, self._network = store, network
        self._processes: dict[str, ServerProcess] = {}
        self._lock = threading.Lock()

    def specs(self) -> Iterator[tuple[str, str, ToolSpec]]:
        """Yield (server, its own name of the tool, the tool under the name that models call it by)."""
        for server, tools in self._store.enabled_tools():
            for tool in tools:
                yield (
                    server,
                    tool.name,
                    msgspec.structs.replace(tool, name=_model_name(server, tool.name), source=f"server:{server}"),
                )

    def networked(self) -> frozenset[str]:
        """Return the names of the servers that use the network."""
        servers = self._store.list()
        return frozenset(s.name for s in servers if self._network.state(s.name, s.command) == "allowed")

    def enable(self, name: str, command: Sequence[str], is_cancelled: IsCancelled) -> None:
        """Start a server, list its tools and turn it on. Raises NotFound, BadRequest, ServerFailed, Cancelled."""
        server = self._store.get(name)
        if tuple(command) != server.command:
            raise BadRequest("the command line is not the one that was shown")
        with self._lock:
            self._end(name)
            try:
                process = self._process(name, server.command, is_cancelled)
                tools = list_tools(process, is_cancelled)
            except (ServerBroken, ServerRefusal) as failure:
                self._end(name)
                raise ServerFailed(str(failure), name=name) from None
        self._store.enable(name, tools)

    def run(self, call: ToolCall, scope: ToolScope, is_cancelled: IsCancelled) -> CallResult:
        """Pass a call on; what goes wrong is the text of the result. Raises Cancelled."""
        server, tool = next((server, tool) for server, tool, spec in self.specs() if spec.name == call.tool)
        params = {"name": tool, "arguments": msgspec.Raw(call.arguments.encode("utf-8", "replace"))}
        with self._lock:
            try:
                process = self._process(server, self._store.get(server).command, is_cancelled)
                result = msgspec.json.decode(process.request("tools/call", params, is_cancelled), type=_Result)
            except ServerBroken as broken:
                self._end(server)
                return CallResult(say(scope, BROKEN, name=server, detail=str(broken)), is_error=True)
            except ServerRefusal as refusal:
                return CallResult(say(scope, REFUSED, name=server, detail=str(refusal)), is_error=True)
            except (msgspec.DecodeError, RecursionError) as error:
                return CallResult(say(scope, BROKEN, name=server, detail=str(error)[:200]), is_error=True)
            except Cancelled:
                self._end(server)
                raise
        parts = (c.text if c.type == "text" else say(scope, OTHER_CONTENT, kind=c.type[:20]) for c in result.content)
        return CallResult("\n".join(parts)[:LONGEST_RESULT], is_error=result.isError)

    def stop(self, name: str) -> None:
        """End a server's process; it is started again by the next call of one that is turned on."""
        with self._lock:
            self._end(name)

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            for name in tuple(self._processes):
                self._end(name)

    def _process(self, name: str, command: Sequence[str], is_cancelled: IsCancelled) -> ServerProcess:
        process = self._processes.get(name)
        if process is None or not process.is_alive:
            self._end(name)
            process = self._processes[name] = ServerProcess(self._network.start(name, command), is_cancelled)
        return process

    def _end(self, name: str) -> None:
        if (process := self._processes.pop(name, None)) is not None:
            process.close()


def list_tools(process: ServerProcess, is_cancelled: IsCancelled) -> tuple[ToolSpec, ...]:
    """Return the tools of a server under its own names; what cannot be offered to a model is left out.

    Raises ServerBroken, ServerRefusal, Cancelled.
    """
    specs: list[ToolSpec] = []
    cursor: dict[str, Any] = {}
    for _ in range(MOST_PAGES):
        try:
            page = msgspec.json.decode(process.request("tools/list", cursor, is_cancelled), type=_Tools)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ServerBroken(str(error)[:200]) from None
        specs += filter(None, map(_spec, page.tools))
        if not page.nextCursor or len(specs) >= MOST_TOOLS:
            break
        cursor = {"cursor": page.nextCursor}
    return tuple(specs[:MOST_TOOLS])


def _spec(raw: msgspec.Raw) -> ToolSpec | None:
    try:
        offered = msgspec.json.decode(raw, type=_Offered)
        schema = msgspec.json.encode(offered.inputSchema or {"type": "object", "properties": {}}).decode()
    except (msgspec.DecodeError, RecursionError):
        return None
    if not offered.name or len(offered.name) > LONGEST_NAME or len(schema) > LONGEST_SCHEMA:
        return None
    return ToolSpec(offered.name, " ".join(offered.description.split())[:LONGEST_DESCRIPTION], schema)


def _model_name(server: str, tool: str) -> str:
    return _NOT_A_NAME.sub("_", f"{server}_{tool}")[:LONGEST_NAME]
