"""Tools and tool servers of the scripted engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from engine.capabilities.tools import api as tools
from engine.protocol.done import Done
from engine.protocol.messages import ErrorBody, ErrorData, Failure, Result
from tests.support.scripted_engine import send

TOOLS = (
    tools.ToolInfo(
        "calculator", "Calculator", "Work out arithmetic exactly: sums, products, percentages, powers, roots.", "{}"
    ),
    tools.ToolInfo("dates", "Dates and calendar", "Today's date.", "{}"),
    tools.ToolInfo("notes_find", "notes: find", "Find a note.", "{}", "notes"),
)
BROKEN, RESTARTING = "broken", "restarting"
"""Names of a server that does not start, and of one that gets the network only after a restart."""


class ScriptedTools:
    """Answers the requests about tools."""

    def __init__(self) -> None:
        self._servers: dict[str, tools.ToolServer] = {}
        self._removed: dict[str, tools.ToolServer] = {}

    @property
    def handlers(self) -> dict[str, Callable[[int, Any], None]]:
        """The handlers by their methods."""
        return {
            tools.LIST.name: lambda id, params: send(Result(id, tools.Tools(TOOLS))),
            tools.LIST_SERVERS.name: lambda id, params: send(
                Result(id, tools.ToolServers(tuple(self._servers.values())))
            ),
            tools.ADD_SERVER.name: self.add,
            tools.REMOVE_SERVER.name: self.remove,
            tools.RESTORE_SERVER.name: self.restore,
            tools.ENABLE_SERVER.name: self.enable,
            tools.ALLOW_NETWORK.name: self.allow_network,
        }

    def add(self, id: int, params: Any) -> None:
        name = params["name"]
        self._servers[name] = tools.ToolServer(name, tuple(params["command"]), False, ())
        send(Result(id, self._servers[name]))

    def remove(self, id: int, params: Any) -> None:
        self._removed[params["name"]] = self._servers.pop(params["name"])
        send(Result(id, Done()))

    def restore(self, id: int, params: Any) -> None:
        self._servers[params["name"]] = self._removed.pop(params["name"])
        send(Result(id, Done()))

    def enable(self, id: int, params: Any) -> None:
        name, is_enabled = params["name"], params["is_enabled"]
        if name == BROKEN:
            send(Failure(id, ErrorBody(-32000, "Broken.", ErrorData(tools.ServerFailed.kind, values={"name": name}))))
            return
        self._servers[name] = msgspec.structs.replace(self._servers[name], is_enabled=is_enabled)
        send(Result(id, self._servers[name]))

    def allow_network(self, id: int, params: Any) -> None:
        """Allow it at once, or from the next start on for a server named so; that start forgets all servers."""
        name = params["name"]
        allowed = "after_restart" if name == RESTARTING else "allowed"
        network = allowed if params["is_allowed"] else "refused"
        self._servers[name] = msgspec.structs.replace(self._servers[name], network=network)
        send(Result(id, self._servers[name]))
